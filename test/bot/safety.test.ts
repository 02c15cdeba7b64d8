import type { Alert } from '../../src/alerts/alert';
import { GraphError, type Reading } from '../../src/ports/pim-alerts';
import { APP_PERMISSIONS } from '../../src/sandbox/app-credential';
import { applicationId, crowdId, groupId } from '../../src/sandbox/crowd';
import { buttonNamed, type SeenCard } from '../support/seen-card';
import {
  AIKO,
  INES,
  PRIYA,
  pressed,
  SAMIR,
  somebody,
  startBot,
  TOMASZ,
  type BotOptions,
  type WholeBot,
} from '../support/whole-bot';

let talk: WholeBot;

async function begin(options: BotOptions = {}): Promise<void> {
  talk = await startBot(options);
}

afterEach(() => talk.close());

const REASON = { reason: 'It is time' };
const remediations = (): number => talk.asked('POST', '/remediate');

async function outcomes(): Promise<readonly string[]> {
  return (await talk.audit()).map(({ verb, outcome }) => `${verb} ${outcome}`);
}

describe('one press is one call', () => {
  it('when Confirm is pressed twice', async () => {
    await begin();
    const question = await talk.say('remediate no-mfa Helpdesk');

    await talk.press(question, 'Confirm', REASON);
    const second = await talk.press(question, 'Confirm', REASON);

    expect(second.text).toMatch(/no longer there|confirmed already/);
    expect(remediations()).toBe(1);
  });

  it('when a dismissal is confirmed again after the alert has come back', async () => {
    await begin();
    const question = await talk.say('dismiss stale');
    await talk.press(question, 'Confirm', REASON);
    await talk.say('enable stale');

    const second = await talk.press(question, 'Confirm', REASON);

    expect(second.text).toContain('This was confirmed already, so it was not done again.');
    expect(talk.asked('PATCH', '{alertId}')).toBe(2);
  });

  it('when the card is a year old and looks as it did then', async () => {
    await begin();
    const question = await talk.say('dismiss stale');
    await talk.press(question, 'Confirm', REASON);
    await talk.say('enable stale');
    await talk.clock.advance(365 * 86_400_000);

    const late = await talk.press(question, 'Confirm', REASON);

    expect(late.text).toContain('This was confirmed already, so it was not done again.');
    expect(talk.asked('PATCH', '{alertId}')).toBe(2);
  });

  it('when it is pressed again in another conversation, by somebody else', async () => {
    await begin();
    const question = await talk.say('dismiss stale', { where: 'channel' });
    await talk.press(question, 'Confirm', REASON, { where: 'channel' });
    await talk.say('enable stale');

    const late = await talk.press(question, 'Confirm', REASON, { as: TOMASZ, where: 'group' });

    expect(late.text).toContain('This was confirmed already');
    expect(talk.asked('PATCH', '{alertId}')).toBe(2);
  });

  it('when twenty presses arrive at the same time', async () => {
    await begin();
    const question = await talk.say('remediate outside-pim Paolo', { where: 'channel' });

    await Promise.all(
      Array.from({ length: 20 }, () => talk.press(question, 'Confirm', REASON, { where: 'channel' })),
    );

    expect(remediations()).toBe(1);
    expect(await talk.store.decisions.list(talk.sandbox.tenantId, { kind: 'remediated' })).toHaveLength(1);
  });

  it('when it comes by both roads', async () => {
    await begin();
    const question = await talk.say('dismiss stale');

    await Promise.all([talk.press(question, 'Confirm', REASON), talk.submit(question, 'Confirm', REASON)]);

    expect(talk.asked('PATCH', '{alertId}')).toBe(1);
  });
});

describe('one incident is ordered once', () => {
  /** What is listed does not change with an order, as at Microsoft before the next scan. */
  async function beginListed(): Promise<void> {
    const first = new Map<string, Reading<Alert>>();
    await begin({
      alerts: (real) => ({
        ...real,
        getAlert: async (id, options) => {
          const reading = first.get(id) ?? (await real.getAlert(id, options));
          first.set(id, reading);
          return reading;
        },
      }),
    });
  }

  it('when two people confirm it at the same time, each on a card of their own', async () => {
    await beginListed();
    const asked = [];
    for (const as of [INES, TOMASZ])
      asked.push({ as, question: await talk.say('remediate outside-pim Paolo', { as }) });

    const cards = await Promise.all(
      asked.map(({ as, question }) => talk.press(question, 'Confirm', REASON, { as })),
    );

    expect(remediations()).toBe(1);
    expect(cards.filter(({ text }) => text.includes('Nothing was sent'))).toHaveLength(1);
  });

  it('when it is one of many here and alone there', async () => {
    await beginListed();
    const many = await talk.say('remediate outside-pim all', { where: 'channel' });
    const one = await talk.say('remediate outside-pim Paolo', { as: TOMASZ });
    const all = Number(/Remediate (\d+) /.exec(many.text)?.[1]);

    await Promise.all([
      talk.press(many, 'Confirm', { ...REASON, acknowledged: 'true' }, { where: 'channel' }),
      talk.press(one, 'Confirm', REASON, { as: TOMASZ }),
    ]);
    await talk.bot.settled();

    expect(remediations()).toBe(all);
  });
});

describe('facts that changed since the card was drawn', () => {
  it('bring a fresh card, and nothing is done', async () => {
    await begin();
    const question = await talk.say('configure stale duration=60 days');
    talk.event('tamper-threshold');

    const again = await talk.press(question, 'Confirm', REASON);

    expect(again.text).toContain('Things have changed since that card was drawn.');
    expect(again.text).toContain('Days without sign-in: 365 days → 60 days');
    expect(talk.asked('PATCH', '{alertConfigurationId}')).toBe(0);
  });

  it('are confirmed by the fresh card', async () => {
    await begin();
    const question = await talk.say('configure stale duration=60 days');
    talk.event('tamper-threshold');
    const again = await talk.press(question, 'Confirm', REASON);

    const done = await talk.press(again, 'Confirm', REASON);

    expect(done.text).toContain('Days without sign-in: 365 days → 60 days');
  });

  it('count where somebody else has dealt with the incident', async () => {
    await begin();
    const question = await talk.say('remediate outside-pim Paolo');
    await talk.confirm('remediate outside-pim Paolo', {}, { as: TOMASZ });

    const late = await talk.press(question, 'Confirm', REASON);

    expect(late.text).toContain('That incident is no longer there');
    expect(remediations()).toBe(1);
  });

  it('count where more incidents have come to an alert about to be dismissed', async () => {
    await begin();
    const question = await talk.say('dismiss outside-pim');
    talk.event('outside-pim', { count: 1, scan: true });

    const again = await talk.press(question, 'Confirm', REASON);

    expect(again.text).toContain('Things have changed');
    expect(talk.asked('PATCH', '{alertId}')).toBe(0);
  });

  it('are read anew for the order itself, whatever a list said a moment ago', async () => {
    await begin();
    await talk.say('alerts');
    talk.event('tamper-threshold');
    const question = await talk.say('configure stale duration=30 days');

    const done = await talk.press(question, 'Confirm', REASON);

    expect(done.text).toContain('Days without sign-in: 365 days → 30 days');
  });
});

describe('guard rails', () => {
  async function expectRefusal(text: string, rule: string, words: string, as = INES): Promise<void> {
    const card = await talk.confirmOrSee(text, REASON, { as });
    expect(card.text).toContain(words);
    expect(remediations()).toBe(0);
    expect((await talk.audit()).at(-1)).toMatchObject({ outcome: 'denied', detail: { rule } });
  }

  it('keep a break-glass account', async () => {
    await begin({ policy: { breakGlass: [crowdId('Break Glass One').toUpperCase()] } });

    await expectRefusal('remediate stale Break Glass', 'break-glass', 'This is a break-glass account.');
  });

  it('keep the identity of the bot itself', async () => {
    await begin({ policy: { own: () => Promise.resolve([applicationId('Nightly Backup Automation')]) } });

    await expectRefusal(
      'remediate outside-pim Nightly Backup',
      'own-principal',
      'the identity Rolecall itself runs as',
    );
  });

  it('keep an application where it cannot be known who the bot itself is', async () => {
    await begin({ policy: { own: () => Promise.resolve(undefined) } });

    await expectRefusal(
      'remediate outside-pim Nightly Backup',
      'own-principal',
      'I could not tell whether this is the identity Rolecall runs as, so I do not remove its role. Try again',
    );
  });

  it('keep a person’s own role from that person', async () => {
    await begin();

    await expectRefusal('remediate global-admins Tomasz', 'own-role', 'This is your own role.', TOMASZ);
  });

  it('keep the least number of global administrators', async () => {
    await begin({ policy: { minimumGlobalAdmins: 4 } });

    await expectRefusal(
      'remediate global-admins Gustavo',
      'minimum-global-admins',
      'Only 3 Global Administrators would be left; at least 4 have to stay, enabled and for 30 days to come.',
    );
  });

  it('count global administrators at the moment of the call', async () => {
    await begin({ policy: { minimumGlobalAdmins: 3 } });
    const question = await talk.say('remediate global-admins Gustavo');
    await talk.confirm('remediate global-admins Oksana', {}, { as: TOMASZ });

    const late = await talk.press(question, 'Confirm', REASON);

    expect(question.text).toContain('Please confirm');
    expect(late.text).toContain('Only 2 Global Administrators would be left');
    expect(remediations()).toBe(1);
  });

  it.each([
    ['one alone', 'remediate global-admins Gustavo'],
    ['one of many', 'remediate global-admins all'],
  ])('remove %s whose turn has ended before the order is sent', async (_how, text) => {
    await begin({
      store: (real) => ({
        ...real,
        leases: {
          ...real.leases,
          renew: (lease, forMs) =>
            lease.name.startsWith('global-admins') ? Promise.resolve(false) : real.leases.renew(lease, forMs),
        },
      }),
    });

    await talk.confirm(text, { acknowledged: 'true' });
    await talk.bot.settled();

    expect(remediations()).toBe(0);
    expect(await outcomes()).toContain('incident.remediate failed');
  });

  it('remove nobody whose facts change between the last question and the order', async () => {
    let reads = 0;
    await begin({
      alerts: (real) => ({
        ...real,
        getAlert: async (id, options) => {
          const reading = await real.getAlert(id, options);
          reads += 1;
          // The card, the press, and then the order itself.
          if (reads < 3) return reading;
          const incidents = reading.value.incidents.map((one) => ({ ...one, facts: [] }));
          return { ...reading, value: { ...reading.value, incidents } };
        },
      }),
    });

    const card = await talk.confirm('remediate outside-pim Paolo');

    expect(card.text).toContain('Things have changed since that was confirmed');
    expect(remediations()).toBe(0);
  });

  it('remove nobody whose incident somebody deals with while they are asked the last time', async () => {
    let described = 0;
    await begin({
      directory: (real) => ({
        ...real,
        describe: async (id) => {
          described += 1;
          // For the card, for the press, and in its turn.
          if (described === 3) await talk.elsewhere.remediateIncident(alertId, incidentId);
          return real.describe(id);
        },
      }),
    });
    const question = await talk.say('remediate outside-pim Paolo');
    const { alert, incident } = buttonNamed(question, 'Confirm').data;
    const [alertId, incidentId] = [String(alert), String(incident)];

    const card = await talk.press(question, 'Confirm', REASON);

    expect(card.text).toContain('That incident is no longer there');
    expect(remediations()).toBe(1);
  });

  it('speak at the last moment too, and the log names the rule', async () => {
    let asked = 0;
    await begin({
      directory: (real) => ({
        ...real,
        // The card, the press, and then the order itself.
        everyoneOf: async (id) => ((asked += 1) < 3 ? [id] : [id, crowdId('Paolo Ricci')]),
      }),
      policy: { breakGlass: [groupId('PIM Operators')] },
    });

    const card = await talk.confirm('remediate outside-pim Paolo');

    expect(card.text).toContain('This is a break-glass account. It keeps its roles. Nothing was changed.');
    expect(remediations()).toBe(0);
    expect((await talk.audit()).map(({ outcome }) => outcome)).toEqual(['allowed', 'denied']);
    expect((await talk.audit()).at(-1)).toMatchObject({ detail: { rule: 'break-glass' } });
  });

  it('remove no global administrator who cannot be counted', async () => {
    await begin({
      directory: (real) => ({ ...real, lastingHolders: () => Promise.resolve([]) }),
    });

    await expectRefusal(
      'remediate global-admins Gustavo',
      'minimum-global-admins',
      'Only 0 Global Administrators',
    );
  });

  it('remove nobody from a group of global administrators below the least number', async () => {
    await begin({
      directory: (real) => ({
        ...real,
        describe: async (id, signal) => {
          const found = await real.describe(id, signal);
          return id === crowdId('Gustavo Pereira') ? { id, kind: 'group', name: 'Admins' } : found;
        },
        lastingHolders: () => Promise.resolve(['one', 'two', 'three']),
        everyoneOf: (id) => Promise.resolve([id, 'one', 'TWO']),
      }),
    });

    await expectRefusal(
      'remediate global-admins Gustavo',
      'minimum-global-admins',
      'Only 1 Global Administrator would be left',
    );
  });

  it('remove no group of global administrators whose members cannot be read', async () => {
    await begin({
      directory: (real) => ({
        ...real,
        describe: (id) => Promise.resolve({ id, kind: 'group', name: 'Admins' }),
        lastingHolders: () => Promise.resolve(['one', 'two', 'three']),
        everyoneOf: () => Promise.reject(new GraphError('no', { reason: 'forbidden' })),
      }),
    });

    await expectRefusal('remediate global-admins Gustavo', 'unread-group', 'I could not read who');
  });

  it.each([
    ['a group', 'remediate outside-pim Cloud Operations', 'everyone in it loses the role'],
    ['an application', 'remediate outside-pim Nightly Backup', 'it may stop working'],
  ])('ask once more about %s', async (_what, text, words) => {
    await begin();
    const question = await talk.say(text);

    const unticked = await talk.press(question, 'Confirm', { ...REASON, acknowledged: 'false' });
    const ticked = await talk.press(question, 'Confirm', { ...REASON, acknowledged: 'true' });

    expect(question.text).toContain(words);
    expect(unticked.text).toContain('Tick the box that says you mean it');
    expect(ticked.text).toContain('Remediated:');
    expect(remediations()).toBe(1);
  });

  it('remove nothing that may be a group where the directory does not say what it is', async () => {
    await begin({ permissions: ['RoleManagementAlert.Read.Directory', 'RoleManagement.Read.Directory'] });

    await expectRefusal('remediate outside-pim Cloud Operations', 'unread-group', 'I could not read who');
    const person = await talk.say('remediate outside-pim Paolo');

    expect(person.text).toContain('I could not read this account in the directory.');
    expect(Object.keys(person.inputs)).not.toContain('acknowledged');
  });

  it('tell of the role-assignable groups that the account is in', async () => {
    await begin();

    const inTwo = await talk.say('remediate global-admins Tomasz');
    const inNone = await talk.say('remediate outside-pim Paolo');
    const isGroup = await talk.say('remediate outside-pim Cloud Operations');

    expect(inTwo.text).toContain('Member of: the role-assignable groups Security Duty, PIM Operators');
    expect(inNone.text).toContain('Member of: no role-assignable group');
    expect(isGroup.text).not.toMatch(/Member of|role-assignable/);
  });

  it.each([
    [['A'], 'the role-assignable group A'],
    [['A', 'B', 'C', 'D', 'E', 'F', 'G'], 'the role-assignable groups A, B, C, D, E and 2 more'],
  ])('name up to five role-assignable groups: %j', async (roleGroups, words) => {
    await begin({ directory: (real) => ({ ...real, roleGroupsOf: () => Promise.resolve(roleGroups) }) });

    const card = await talk.say('remediate outside-pim Paolo');

    expect(card.text.split('\n')).toContain(`Member of: ${words}`);
  });

  it('leave role-assignable groups out with a note where they may not be read', async () => {
    await begin({ permissions: APP_PERMISSIONS.filter((one) => one !== 'GroupMember.Read.All') });

    const card = await talk.say('remediate global-admins Tomasz');

    expect(card.text).toContain('I could not read which role-assignable groups this account is in.');
    expect(card.text).not.toContain('Member of');
    expect(card.buttons.map(({ title }) => title)).toContain('Confirm');
  });

  it('keep the role of a group that a break-glass account is in', async () => {
    await begin({ policy: { breakGlass: [crowdId('Emeka Obi')] } });

    await expectRefusal(
      'remediate outside-pim Cloud Operations',
      'break-glass',
      'A break-glass account is in this group.',
    );
  });

  it('keep everyone in a group that BREAK_GLASS names', async () => {
    await begin({ policy: { breakGlass: [groupId('PIM Operators').toUpperCase()] } });

    await expectRefusal('remediate global-admins Tomasz', 'break-glass', 'This is a break-glass account.');
  });

  it('remove nobody while it cannot be read whom BREAK_GLASS protects', async () => {
    await begin({
      policy: { breakGlass: [crowdId('Break Glass One')] },
      directory: (real) => ({
        ...real,
        everyoneOf: () => Promise.reject(new GraphError('down', { reason: 'unavailable' })),
      }),
    });

    await expectRefusal(
      'remediate outside-pim Paolo',
      'break-glass',
      'I could not read whom BREAK_GLASS protects',
    );
  });

  it('say that a group in BREAK_GLASS protects nobody where groups may not be read', async () => {
    await begin({
      policy: { breakGlass: [groupId('Cloud Operations'), crowdId('Break Glass One')] },
      permissions: ['RoleManagementAlert.Read.Directory', 'RoleManagement.Read.Directory', 'User.Read.All'],
    });

    const card = await talk.say('remediate outside-pim Paolo');

    expect(card.text).toContain('Should BREAK_GLASS name one, those in it are not protected.');
    await expectRefusal('remediate stale Break Glass', 'break-glass', 'This is a break-glass account.');
  });

  it('remove no role from somebody whom Microsoft does not name', async () => {
    await begin({ policy: { breakGlass: [crowdId('Paolo Ricci')] } });
    const list = await talk.say('incidents outside-pim');
    const ids = list.buttons.flatMap(({ data }) =>
      data['verb'] === 'incident.remediate' ? [data['incident']] : [],
    );
    await talk.fault('nulls', { times: 1000, match: 'GET .*/alerts' });

    const cards = await Promise.all(
      ids.map((incident) => talk.verb({ verb: 'incident.remediate', alert: 'outside-pim', incident })),
    );

    expect(cards.length).toBeGreaterThan(0);
    for (const card of cards) expect(card.text).toContain('Refused');
    expect(remediations()).toBe(0);
  });

  it('speak again when a card from before is pressed', async () => {
    await begin();
    const card = await talk.say('remediate stale Break Glass');
    const before = talk;
    await before.close();
    await begin({ policy: { breakGlass: [crowdId('Break Glass One')] } });

    const refusal = await talk.press(card, 'Confirm', REASON);

    expect(refusal.text).toContain('This is a break-glass account.');
    expect(remediations()).toBe(0);
  });
});

describe('whoever may not', () => {
  it('read, is told nothing', async () => {
    await begin({ readers: [PRIYA.aadObjectId] });

    const outsider = await talk.say('alerts', { as: SAMIR });
    const reader = await talk.say('alerts', { as: PRIYA });

    expect(outsider.text).toContain('You are not among those who may use Rolecall here.');
    expect(outsider.text).not.toContain('Roles are assigned');
    expect(reader.text).toContain('Roles are assigned outside PIM');
    expect(await outcomes()).toEqual(['read denied']);
  });

  it('read, is told nothing by any button either', async () => {
    await begin({ readers: [PRIYA.aadObjectId] });
    const card = await talk.say('alert stale', { as: PRIYA });

    for (const { title } of card.buttons) {
      const answer = await talk.press(card, title, {}, { as: SAMIR });
      expect(answer.text).toContain('You are not among those');
    }
  });

  it('be found in the directory, is nobody’s member', async () => {
    await begin({ readers: [groupId('PIM Operators')] });
    const stranger = { ...SAMIR, aadObjectId: '00000000-0000-4000-8000-00000000beef' };

    const card = await talk.say('alerts', { as: stranger });

    expect(card.text).toContain('You are not among those who may use Rolecall here.');
    expect(await outcomes()).toEqual(['read denied']);
  });

  it('act, may look and is refused every change', async () => {
    await begin({ operators: [INES.aadObjectId] });
    const asPriya = { as: PRIYA };

    const looked = await talk.say('alert stale', asPriya);
    const answers = [
      await talk.say('remediate outside-pim Paolo', asPriya),
      await talk.say('refresh all', asPriya),
      await talk.say('configure stale', asPriya),
      await talk.press(looked, 'Dismiss', {}, asPriya),
      await talk.press(looked, 'Refresh', {}, asPriya),
    ];

    expect(looked.text).toContain('Quentin Moreau');
    for (const { text } of answers) expect(text).toContain('You may look, but not change anything here.');
    expect(new Set((await talk.audit()).map(({ outcome }) => outcome))).toEqual(new Set(['denied']));
  });

  it('act, is not shown in the help how to', async () => {
    await begin({ operators: [INES.aadObjectId] });

    const { text } = await talk.say('help', { as: PRIYA });

    expect(text).not.toContain('remediate ‹alert›');
    expect(text).toContain('incidents ‹alert›');
  });

  it('act for the app, unless named an operator', async () => {
    await begin({ writesAs: 'app' });

    const card = await talk.say('refresh all', { as: INES });

    expect(card.text).toContain('You may look, but not change anything here.');
  });

  it('act himself, may where the app acts and a group of operators holds him', async () => {
    await begin({ writesAs: 'app', operators: [groupId('PIM Operators')] });

    const member = await talk.confirm('remediate outside-pim Paolo', {}, { as: TOMASZ });
    const other = await talk.say('remediate outside-pim Zofia', { as: PRIYA });

    expect(member.text).toContain('Remediated: Paolo Ricci');
    expect(other.text).toContain('You may look, but not change anything here.');
  });

  it('use another person’s question, where that person may and he may not', async () => {
    await begin({ operators: [INES.aadObjectId] });
    const question = await talk.say('remediate outside-pim Paolo', { where: 'channel' });

    const card = await talk.press(question, 'Confirm', REASON, { as: PRIYA, where: 'channel' });

    expect(card.text).toContain('You may look, but not change anything here.');
    expect(remediations()).toBe(0);
  });

  it.each([
    ['a reader', PRIYA],
    ['somebody without any role', SAMIR],
    ['somebody whose role is not active', AIKO],
    ['a global reader', somebody('Mateo')],
  ])('change the tenant by Entra’s own word: %s', async (_who, as) => {
    await begin();

    const card = await talk.confirm('dismiss stale', {}, { as });

    expect(card.text).toContain('This needs a role you do not hold right now');
    expect((await talk.say('alert stale')).text).toContain('Active');
    expect((await outcomes()).slice(0, 2)).toEqual(['alert.dismiss allowed', 'alert.dismiss failed']);
  });

  it('be asked for, because the directory is out of reach, may not', async () => {
    await begin({ operators: [groupId('PIM Operators')] });
    await talk.fault('unavailable', { match: 'checkMemberGroups', times: 9 });

    const card = await talk.say('refresh all', { as: TOMASZ });

    expect(card.text).toContain('Microsoft does not answer');
    expect(talk.asked('POST', '/alerts/refresh')).toBe(0);
  });
});

describe('the audit log', () => {
  it('has a line for what was allowed and one for what was done, with Microsoft’s own id of it', async () => {
    await begin();

    const card = await talk.confirm('remediate outside-pim Paolo', { reason: 'Nobody ordered it' });

    const [allowed, done] = await talk.audit();
    const reference = /Reference ([\da-f]{8})/.exec(card.text)?.[1];
    expect(allowed).toMatchObject({
      outcome: 'allowed',
      reason: 'Nobody ordered it',
      actorId: INES.aadObjectId,
    });
    expect(done).toMatchObject({
      outcome: 'done',
      verb: 'incident.remediate',
      reference,
      requestId: expect.stringMatching(/^[\da-f-]{36}$/),
      target: expect.stringMatching(/^DirectoryRole_.*RolesAssignedOutsidePimAlert\/.+/),
    });
  });

  it('has a line for what failed, with the reason', async () => {
    await begin();
    await talk.fault('throttle', { match: 'PATCH', retryAfter: '90' });

    await talk.confirm('dismiss stale');

    expect((await talk.audit()).at(-1)).toMatchObject({ outcome: 'failed', detail: { graph: 'throttled' } });
  });

  it('has a line for subscriptions', async () => {
    await begin();

    await talk.say('subscribe stale', { where: 'channel' });

    expect(await talk.audit()).toMatchObject([
      { verb: 'subscription.add', outcome: 'done', target: '19:alerts@thread.tacv2' },
    ]);
  });

  it('has none for looking', async () => {
    await begin();

    await talk.say('alert stale');
    await talk.say('dismiss stale');

    expect(await talk.audit()).toEqual([]);
  });

  it('is shown, newest first, and filtered by words', async () => {
    await begin();
    await talk.confirm('dismiss stale', { reason: 'Because of the move' });
    await talk.say('subscribe');

    const all = await talk.say('audit');
    const some = await talk.say('audit move');

    expect(all.text).toMatch(/Subscribe[\s\S]*Dismiss/);
    expect(some.text).toContain('Because of the move');
    expect(some.text).not.toContain('Subscribe');
  });
});

describe('a forged payload gives nothing', () => {
  const ofRolecall = (card: SeenCard): string => card.text;

  it.each<[string, unknown]>([
    ['no action', {}],
    ['nothing', undefined],
    ['a string', 'alerts.list'],
    ['a list', []],
    ['an action that is text', { action: 'alerts.list' }],
    ['no verb', { action: { type: 'Action.Execute', data: {} } }],
    ['an unknown verb', pressed({ verb: 'tenant.delete' })],
    ['a verb of the language', pressed({ verb: 'constructor' })],
    ['__proto__ as verb', pressed({ verb: '__proto__' })],
    ['data that is a list', { action: { verb: 'alert.show', data: ['stale'] } }],
    ['a number for a name', pressed({ verb: 'alert.show', alert: 7 })],
    ['an object for a name', pressed({ verb: 'alert.show', alert: { $ne: 1 } })],
    ['a huge name', pressed({ verb: 'alert.show', alert: 'a'.repeat(5000) })],
    ['a page before the first', pressed({ verb: 'alert.incidents', alert: 'stale', page: -1 })],
    [
      'a nonce that is no text',
      pressed({ verb: 'alert.dismiss', alert: 'stale', confirmed: { nonce: 1, seen: 2 } }),
    ],
    [
      'too many alerts',
      pressed({ verb: 'subscription.add', alerts: Array.from({ length: 99 }, () => 'stale') }),
    ],
  ])('%s', async (_what, value) => {
    await begin();

    const heard = await talk.invoke(value);

    expect(heard.answer?.status).toBe(200);
    expect(ofRolecall(talk.cardOf(heard))).toContain('This card is out of date, so its button did nothing.');
    expect(talk.sandbox.requests.counts().routes).not.toHaveProperty('POST');
  });

  it('a nonce and a digest made up', async () => {
    await begin();

    const card = await talk.verb({
      verb: 'alert.dismiss',
      alert: 'stale',
      reason: 'x',
      confirmed: { nonce: 'n'.repeat(36), seen: 's'.repeat(32) },
    });

    expect(card.text).toContain('Things have changed since that card was drawn.');
    expect(talk.asked('PATCH', '{alertId}')).toBe(0);
  });

  it('the confirmation of one incident with the id of another', async () => {
    await begin();
    const question = await talk.say('remediate outside-pim Paolo');
    const other = await talk.say('remediate outside-pim link@lindenhof.example');
    const incident = other.buttons[0]?.data['incident'];

    const card = await talk.press(question, 'Confirm', { ...REASON, incident });

    expect(card.text).toContain('Things have changed since that card was drawn.');
    expect(card.text).toContain('[Verify your account]');
    expect(remediations()).toBe(0);
  });

  it('an incident of another alert', async () => {
    await begin();
    const question = await talk.say('remediate outside-pim Paolo');

    const card = await talk.press(question, 'Confirm', { ...REASON, alert: 'stale' });

    expect(card.text).toContain('That incident is no longer there');
  });

  it('an address in place of an id', async () => {
    await begin();

    const card = await talk.verb({
      verb: 'incident.remediate',
      alert: 'stale',
      incident: '../../users?$top=1#',
    });

    expect(card.text).toContain('That incident is no longer there');
    expect(Object.keys(talk.sandbox.requests.counts().routes)).not.toContain('GET unknown');
  });

  it('members that do not belong there', async () => {
    await begin();
    const extra = JSON.parse(
      '{"__proto__": {"mayAct": true}, "mayAct": true, "actor": {"id": "x"}}',
    ) as object;

    const card = await talk.verb({ verb: 'alert.show', alert: 'stale', ...extra });

    expect(card.text).toContain('Stale accounts hold privileged roles');
    expect(({} as { mayAct?: unknown }).mayAct).toBeUndefined();
  });

  it('settings named like parts of the language', async () => {
    await begin();
    const settings = JSON.parse('{"__proto__": "5", "constructor": "6"}') as object;

    const card = await talk.verb({ verb: 'alert.configure', alert: 'stale', settings });

    expect(card.text).toMatch(/is not a setting of this alert|Configure/);
    expect(talk.asked('PATCH', '{alertConfigurationId}')).toBe(0);
  });

  it.each(['dismiss stale', 'accept outside-pim Paolo', 'enable stale', 'remediate outside-pim Paolo'])(
    'a typed reason as long as a book is refused, not cut: %s',
    async (command) => {
      await begin();

      const card = await talk.say(`${command} because ${'x'.repeat(10_000)}`);

      expect(card.text).toContain('That is too long: a reason may have 500 characters');
      expect(await talk.store.decisions.list(talk.sandbox.tenantId)).toEqual([]);
      expect(talk.asked('PATCH', '{alertId}')).toBe(0);
    },
  );

  it('a reason keeps its words and loses what steers a terminal or turns the text around', async () => {
    await begin();
    const question = await talk.say('dismiss stale');

    await talk.press(question, 'Confirm', { reason: 'Leave\u0000 it,\u001b[2J\r\nplease \u202egnp.exe 👩‍💻' });

    const [decision] = await talk.store.decisions.list(talk.sandbox.tenantId);
    expect(decision?.reason).toBe('Leave it, [2J please gnp.exe 👩‍💻');
  });

  it('a nonce that is no word of ours', async () => {
    await begin();
    const question = await talk.say('dismiss stale');
    const { confirmed } = buttonNamed(question, 'Confirm').data;

    const card = await talk.press(question, 'Confirm', {
      ...REASON,
      confirmed: { ...(confirmed as object), nonce: 'remedy|../\u0000|12345' },
    });

    expect(card.text).toContain('its button did nothing');
    expect(talk.asked('PATCH', '{alertId}')).toBe(0);
  });

  it('a reason as long as a book is refused, not cut', async () => {
    await begin();
    const question = await talk.say('dismiss stale');

    const card = await talk.press(question, 'Confirm', { reason: 'x'.repeat(501) });

    expect(card.text).toContain('its button did nothing');
    expect(talk.asked('PATCH', '{alertId}')).toBe(0);
  });
});
