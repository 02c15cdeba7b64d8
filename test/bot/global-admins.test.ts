import { anIncidentAbout } from '../support/builders';
import { INES, startBot, TOMASZ, type BotOptions, type WholeBot } from '../support/whole-bot';
import { crowdId, groupId } from '../../src/sandbox/crowd';
import { TENANT_ID } from '../../src/sandbox/people';
import { GLOBAL_ADMINISTRATOR } from '../../src/sandbox/roles';

const REASON = { reason: 'It is time' };
const ADMINS = (['Break Glass One', 'Oksana Melnyk', 'Gustavo Pereira'] as const).map(crowdId);

let talk: WholeBot;

afterEach(() => talk.close());

/** The directory lists all of them, whatever was done a moment ago: its replicas agree within minutes. */
async function lagging(holders: readonly string[], more: BotOptions = {}): Promise<void> {
  talk = await startBot({
    ...more,
    directory: (real) => ({ ...(more.directory?.(real) ?? real), lastingHolders: async () => holders }),
  });
}

const remediations = (): number => talk.asked('POST', '/remediate');

async function lastRule(): Promise<unknown> {
  return (await talk.audit()).findLast(({ outcome }) => outcome === 'denied')?.detail['rule'];
}

describe('while the directory still lists those whose role was taken', () => {
  it('they do not count', async () => {
    await lagging(ADMINS);
    await talk.confirm('remediate global-admins Gustavo');

    const next = await talk.say('remediate global-admins Oksana');

    expect(next.text).toContain('Only 1 Global Administrator would be left');
    expect(remediations()).toBe(1);
  });

  it('nor do they where the answer got lost and only looking again has shown that it was done', async () => {
    await lagging(ADMINS);
    await talk.fault('reset', { match: 'remediate' });
    const question = await talk.say('remediate global-admins Gustavo');
    await talk.press(question, 'Confirm', REASON);
    const { alert, incident } = question.buttons.find(({ title }) => title === 'Confirm')?.data ?? {};
    await talk.elsewhere.remediateIncident(String(alert), String(incident));
    talk.watch.start();
    await talk.pass(40_000);
    expect((await talk.audit()).map(({ outcome }) => outcome)).toContain('verified');

    const next = await talk.say('remediate global-admins Oksana');

    expect(next.text).toContain('Only 1 Global Administrator would be left');
  });

  it('nor do they where the process died with the order on its way', async () => {
    await lagging(ADMINS);
    await talk.store.remedies.begin(
      {
        tenantId: TENANT_ID,
        id: 'died-on-the-way',
        alert: { id: 'a', suffix: 's', slug: 'global-admins', title: 't' },
        actor: { id: INES.aadObjectId, name: INES.name },
        reason: '',
        reference: 'r',
        startedAt: talk.clock.now(),
        items: [
          {
            incident: { ...anIncidentAbout('Gustavo'), role: { id: GLOBAL_ADMINISTRATOR, name: '' } },
            step: 'sent',
            sentAt: talk.clock.now(),
            losers: [crowdId('Gustavo Pereira')],
          },
        ],
        checks: 0,
      },
      talk.clock.now() + 180_000,
    );

    const next = await talk.say('remediate global-admins Oksana');

    expect(next.text).toContain('Only 1 Global Administrator would be left');
  });

  it('nor do those who held it through a group', async () => {
    const group = groupId('Cloud Operations');
    await lagging([...ADMINS, crowdId('Emeka Obi')], {
      alerts: (real) => ({
        ...real,
        getAlert: async (id, options) => {
          const reading = await real.getAlert(id, options);
          const incidents = reading.value.incidents.map((one) =>
            one.principal?.id === group
              ? { ...one, role: { id: GLOBAL_ADMINISTRATOR, name: 'Global Administrator' } }
              : one,
          );
          return { ...reading, value: { ...reading.value, incidents } };
        },
      }),
      directory: (real) => real,
    });
    await talk.confirm('remediate outside-pim Cloud Operations', { acknowledged: 'true' });
    await talk.confirm('remediate global-admins Gustavo');

    const next = await talk.say('remediate global-admins Oksana');

    expect(remediations()).toBe(2);
    expect(next.text).toContain('Only 1 Global Administrator would be left');
  });

  it('two actions of many at once do not go below the least number together', async () => {
    const admins = [...ADMINS, TOMASZ.aadObjectId];
    await lagging(admins);
    const questions = await Promise.all(
      [INES, TOMASZ].map((as) => talk.say('remediate global-admins all', { as, where: 'channel' })),
    );

    await Promise.all(
      questions.map((question, index) =>
        talk.press(
          question,
          'Confirm',
          { ...REASON, acknowledged: 'true' },
          {
            as: index === 0 ? INES : TOMASZ,
            where: 'channel',
          },
        ),
      ),
    );
    await talk.bot.settled();

    const removed = await talk.store.decisions.list(TENANT_ID, { kind: 'remediated' });
    const people = removed
      .map(({ detail }) => (detail['removed'] as { principalId: string }).principalId)
      .filter((id) => admins.includes(id));
    expect(people).toHaveLength(2);
    expect(new Set(people).size).toBe(2);
  });
});

describe('who counts as staying', () => {
  it('is nobody whose account is disabled', async () => {
    talk = await startBot({ policy: { minimumGlobalAdmins: 3 } });
    for (const name of ['Oksana Melnyk', 'Break Glass One'] as const)
      talk.event('account-disabled', { person: crowdId(name) });

    const card = await talk.say('remediate global-admins Gustavo');

    expect(card.text).toContain('Only 1 Global Administrator would be left; at least 3 have to stay');
    expect(await lastRule()).toBe('minimum-global-admins');
  });

  it('is not taken from the last scan where the directory may not be read', async () => {
    talk = await startBot({ permissions: ['RoleManagementAlert.Read.Directory', 'User.Read.All'] });

    const card = await talk.say('remediate global-admins Gustavo');

    expect(card.text).toContain('I could not count the Global Administrators just now');
    expect(await lastRule()).toBe('uncounted-global-admins');
  });
});
