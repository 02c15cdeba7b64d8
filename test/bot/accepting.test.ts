import type { Incident } from '../../src/alerts/alert';
import { APP_PERMISSIONS } from '../../src/sandbox/app-credential';
import { crowdId } from '../../src/sandbox/crowd';
import { seen, type SeenCard } from '../support/seen-card';
import { AIKO, INES, startBot, TOMASZ, type BotOptions, type WholeBot } from '../support/whole-bot';

jest.setTimeout(60_000);

const DAY = 86_400_000;
const CHANNEL = { where: 'channel' } as const;
let talk: WholeBot;

async function begin(options: BotOptions = {}): Promise<void> {
  talk = await startBot(options);
  await talk.watch.sweepNow();
}
afterEach(() => talk.close());

/** Somebody with one incident in the stale alert, as it is known. */
async function stale(): Promise<{ alertId: string; incident: Incident; name: string }> {
  const { tenantId } = talk.sandbox;
  const alertId =
    (await talk.store.knowledge.alerts(tenantId)).find(({ slug }) => slug === 'stale')?.alertId ?? '';
  const keys: string[] = [];
  for await (const page of talk.store.knowledge.hashes(tenantId, alertId))
    keys.push(...page.map(({ key }) => key));
  const incidents = (await talk.store.knowledge.incidents(tenantId, alertId, keys)).map(
    (one) => one.incident,
  );
  const nameOf = ({ principal }: Incident): string => principal?.name ?? '';
  const incident = incidents.find(
    (one) =>
      /^\w+ \w+$/.test(nameOf(one)) && incidents.filter((two) => nameOf(two) === nameOf(one)).length === 1,
  );
  if (!incident) throw new Error('Nobody is stale once');
  return { alertId, incident, name: nameOf(incident) };
}

async function sent(start: string): Promise<readonly { readonly where: string; readonly card: SeenCard }[]> {
  talk.watch.start();
  await talk.pass(8_000);
  return talk.notifier.sent
    .filter(({ message }) => message.summary.startsWith(start))
    .map(({ conversationId, message }) => ({ where: conversationId, card: seen(message.card) }));
}

const acceptances = () => talk.store.decisions.list(talk.sandbox.tenantId, { kind: 'accepted' });

describe('accept', () => {
  it('is done by one line with a reason, within the longest time, and is shown apart', async () => {
    await begin();
    const { name } = await stale();

    const card = await talk.say(`accept stale ${name} until 2026-12-24 because on leave`);

    const incidents = await talk.say('incidents stale');
    const [decision] = await acceptances();
    const line = (await talk.audit()).at(-1);
    expect(card.text).toContain(`Accepted: ${name}`);
    expect(card.text).toContain('Until: {{DATE(2026-12-24T23:59:59Z,SHORT)}}');
    expect(incidents.text).toContain('✔️ 1 accepted until');
    expect(incidents.text).toContain('✔️ Accepted by Ines Okafor until');
    expect((await talk.say('alert stale')).text).toContain('✔️ 1 accepted until');
    expect(decision).toMatchObject({ reason: 'on leave', until: Date.parse('2026-12-24T23:59:59.999Z') });
    expect(line).toMatchObject({ verb: 'incident.accept', outcome: 'done', reason: 'on leave' });
    expect(line?.target).toContain('StaleSignInAlert/');
  });

  it('asks until when where no day was named, whatever the reason says of one', async () => {
    await begin();
    const { name } = await stale();

    const form = await talk.say(`accept stale ${name} because he leaves on friday`);
    const before = await acceptances();
    const done = await talk.press(form, 'Accept', { ...form.inputs, until: '2026-11-27' });

    expect(form.text).toContain('You named no last day. 21 February 2027 is the longest allowed');
    expect(form.inputs).toMatchObject({ reason: 'he leaves on friday', until: '2027-02-21' });
    expect(before).toEqual([]);
    expect(done.text).toContain('Until: {{DATE(2026-11-27T23:59:59Z,SHORT)}}');
    expect(await acceptances()).toMatchObject([{ reason: 'he leaves on friday' }]);
  });

  it('by the button asks why and until when, and writes nothing until then', async () => {
    await begin();
    const card = await talk.say('incidents stale');

    const form = await talk.press(card, 'Accept');
    const lines = (await talk.audit()).length;
    const done = await talk.press(form, 'Accept', { reason: 'Known', until: '2026-12-01' });

    expect(form.inputs).toMatchObject({ reason: '', until: '2027-02-21' });
    expect(form.text).toContain('Nothing changes in Entra');
    expect(lines).toBe(0);
    expect(done.text).toContain('Until: {{DATE(2026-12-01T23:59:59Z,SHORT)}}');
  });

  it.each([
    ['until 2027-03-01', 'for 90 days at most, so until 21 February 2027'],
    ['until yesterday', 'has already passed'],
  ])('“%s” is refused in words', async (until, words) => {
    await begin();
    const { name } = await stale();

    const card = await talk.say(`accept stale ${name} ${until} because never`);

    expect(card.text).toContain(words);
    expect(await acceptances()).toEqual([]);
  });

  it('shows the facts afresh where they changed since the form was drawn', async () => {
    await begin();
    const form = await talk.press(await talk.say('incidents stale'), 'Accept');
    const data = form.buttons.find(({ title }) => title === 'Accept')?.data ?? {};

    const card = await talk.verb({
      ...data,
      confirmed: { nonce: 'n-12345678', seen: 'other-facts' },
      reason: 'Known',
    });

    expect(card.text).toContain('Things have changed since that card was drawn');
    expect(await acceptances()).toEqual([]);
  });

  it('is not for those who may only look, and the attempt is in the audit log', async () => {
    await begin({ operators: [INES.aadObjectId] });
    const { name } = await stale();

    const card = await talk.say(`accept stale ${name} because I say so`, { as: AIKO });

    expect(card.text).toContain('not change anything here');
    expect((await talk.audit()).at(-1)).toMatchObject({ verb: 'incident.accept', outcome: 'denied' });
    expect(await acceptances()).toEqual([]);
  });

  it('is not for those who hold no role now, where nobody is named', async () => {
    await begin();
    const { name } = await stale();

    const card = await talk.say(`accept stale ${name} because I say so`, { as: AIKO });

    expect(card.text).toContain('you have to be Privileged Role Administrator');
    expect((await talk.audit()).at(-1)).toMatchObject({ outcome: 'denied', detail: { rule: 'entra-role' } });
    expect(await acceptances()).toEqual([]);
  });

  it('is not for the one whom it is about', async () => {
    await begin();
    const { name, incident } = await stale();
    await talk.close();
    const themselves = { ...AIKO, aadObjectId: incident.principal?.id.toUpperCase() ?? '' };
    await begin({ operators: [themselves.aadObjectId.toLowerCase()] });

    const card = await talk.say(`accept stale ${name} because I say so`, { as: themselves });

    expect(card.text).toContain('This is about you.');
    expect(await acceptances()).toEqual([]);
    expect((await talk.audit()).at(-1)).toMatchObject({
      verb: 'incident.accept',
      outcome: 'denied',
      detail: { rule: 'own-role' },
    });
  });

  it('is not for anybody in the group that it is about', async () => {
    const member = { ...AIKO, aadObjectId: crowdId('Emeka Obi') };
    await begin({ operators: [member.aadObjectId] });

    const card = await talk.say('accept outside-pim Cloud Operations because I say so', { as: member });

    expect(card.text).toContain('You are in this group.');
    expect(await acceptances()).toEqual([]);
  });

  it('is not kept about a group where it cannot be read who is in it', async () => {
    await begin({
      operators: [AIKO.aadObjectId],
      permissions: APP_PERMISSIONS.filter((one) => one !== 'GroupMember.Read.All'),
    });

    const card = await talk.say('accept outside-pim Cloud Operations because I say so', { as: AIKO });

    expect(card.text).toContain('I could not read whether you are in this group');
    expect(await acceptances()).toEqual([]);
  });

  it('lists what it could be where it is not clear', async () => {
    await begin();

    const card = await talk.say('accept stale because all of them');

    expect(card.buttons.filter(({ title }) => title === 'Accept').length).toBeGreaterThan(1);
    expect(await talk.audit()).toEqual([]);
  });
});

describe('accepted', () => {
  it('lists them, and one is withdrawn once', async () => {
    await begin();
    const { name } = await stale();
    await talk.say(`accept stale ${name} until 2027-02-21 because on leave`);

    const list = await talk.say('accepted');
    const after = await talk.press(list, 'Withdraw');
    const again = await talk.press(list, 'Withdraw');

    expect(list.text).toContain(name);
    expect(list.text).toContain('on leave');
    expect(after.text).toContain('No risk is accepted');
    expect(again.text).toContain('has ended already');
    expect((await talk.say('incidents stale')).text).not.toContain('Accepted by');
    expect((await talk.audit()).at(-1)).toMatchObject({ verb: 'acceptance.withdraw', outcome: 'done' });
  });

  it('offers nobody who may only look to withdraw', async () => {
    await begin({ operators: [INES.aadObjectId] });
    const { name } = await stale();
    await talk.say(`accept stale ${name} until 2027-02-21 because on leave`);

    const list = await talk.say('accepted', { as: AIKO });

    expect(list.buttons.map(({ title }) => title)).toEqual(['All alerts']);
  });
});

describe('an acceptance', () => {
  it('ends with its date, and its owner is told where it was accepted, once', async () => {
    await begin();
    const { name } = await stale();
    await talk.say(`accept stale ${name} until 2026-11-24 because on leave`, CHANNEL);
    await talk.watch.sweepNow();
    await talk.pass(2 * DAY, DAY);

    await talk.watch.sweepNow();
    await talk.watch.sweepNow();

    const told = await sent('No longer accepted');
    expect(told).toHaveLength(1);
    expect(told[0]?.where).toBe('19:alerts@thread.tacv2');
    expect(told[0]?.card.text).toContain('<at>Ines Okafor</at>');
    expect(told[0]?.card.text).toContain('its time is over. It is still there');
    expect(told[0]?.card.card['msteams']).toMatchObject({
      entities: [{ type: 'mention', mentioned: { id: INES.aadObjectId } }],
    });
    expect((await talk.say('accepted')).text).toContain('No risk is accepted');
  });

  it('ends when the facts change', async () => {
    await begin();
    const { alertId, incident, name } = await stale();
    await talk.store.decisions.add({
      tenantId: talk.sandbox.tenantId,
      id: 'older-facts',
      kind: 'accepted',
      alertId,
      incidentKey: incident.id.toLowerCase(),
      actorId: INES.aadObjectId,
      actorName: INES.name,
      reason: 'It was another role then',
      until: talk.clock.now() + 30 * DAY,
      at: talk.clock.now(),
      detail: { hash: 'of-other-facts', principalName: name, conversationId: '19:alerts@thread.tacv2' },
    });
    await talk.say('help', CHANNEL);
    await talk.pass(120_000, 10_000);

    await talk.watch.sweepNow();

    const told = await sent('No longer accepted');
    expect(told).toHaveLength(1);
    expect(told[0]?.card.text).toContain('the facts have changed');
  });
});

describe('which one', () => {
  it.each([
    [
      'accept stale until 2026-12-24 because it is known',
      'Accept',
      { until: '2026-12-24', reason: 'it is known' },
    ],
    ['assign stale to tomasz', 'Assign', { to: 'tomasz' }],
    ['remediate stale because it is old', 'Remediate', { reason: 'it is old' }],
  ])('“%s” asks, and keeps what was said besides', async (said, title, kept) => {
    await begin();
    await talk.say('help', { as: TOMASZ });
    await talk.say('subscribe', { as: TOMASZ });

    const card = await talk.say(said);
    const next = await talk.press(card, title);

    expect(card.text).toContain(`Which one? Press ${title} on it`);
    expect(new Set(card.buttons.map((button) => button.title))).toEqual(new Set([title, 'Open the alert']));
    expect(card.buttons[0]?.data).toMatchObject(kept);
    expect(next.text).toMatch(/Accepted: |owns this|Please confirm/);
  });
});

describe('assign', () => {
  it('gives an incident to the speaker, due by severity, and shows it on the cards', async () => {
    await begin();
    const { name } = await stale();

    const card = await talk.say(`assign stale ${name} to me`);

    const incidents = await talk.say('incidents stale');
    expect(card.text).toContain('Ines Okafor owns this');
    expect(card.text).toContain(
      'Due {{DATE(2026-11-30T08:00:00Z,SHORT)}} {{TIME(2026-11-30T08:00:00Z)}}, because the alert is of medium',
    );
    expect(incidents.text).toContain('👤 Ines Okafor, due');
    expect((await talk.audit()).at(-1)).toMatchObject({ verb: 'incident.assign', outcome: 'done' });
  });

  it('by the button is for the one who pressed', async () => {
    await begin();

    const card = await talk.press(await talk.say('incidents stale'), 'Assign to me', {}, { as: TOMASZ });

    expect(card.text).toContain('Tomasz');
    expect((await talk.store.ownership.list(talk.sandbox.tenantId))[0]?.owner.id).toBe(TOMASZ.aadObjectId);
  });

  it('hands over by name to whoever has worked with Rolecall, or by sign-in name', async () => {
    await begin();
    const { name } = await stale();
    await talk.say(`assign stale ${name} to me`, { as: TOMASZ });

    const toName = await talk.say(`assign stale ${name} to tomasz`);
    const toAddress = await talk.say(`assign stale ${name} to ${AIKO.userPrincipalName}`);

    expect(toName.text).toContain('Tomasz');
    expect(toAddress.text).toContain(`${AIKO.name} owns this`);
    expect(toAddress.text).toContain('Before: Tomasz');
    expect(await talk.store.ownership.list(talk.sandbox.tenantId)).toHaveLength(1);
  });

  it.each(['Nobody Known', 'nobody@elsewhere.example'])('“to %s” is refused in words', async (to) => {
    await begin();
    const { name } = await stale();

    const card = await talk.say(`assign stale ${name} to ${to}`);

    expect(card.text).toContain(to);
    expect(await talk.store.ownership.list(talk.sandbox.tenantId)).toEqual([]);
  });

  it('reminds the owner once when it is due, by name, where it was assigned', async () => {
    await begin();
    const { name } = await stale();
    await talk.say(`assign stale ${name} to me`, { ...CHANNEL, as: TOMASZ });
    await talk.watch.sweepNow();
    await talk.pass(8 * DAY, DAY);

    await talk.watch.sweepNow();
    await talk.watch.sweepNow();

    const told = await sent('Due:');
    expect(told).toHaveLength(1);
    expect(told[0]?.where).toBe('19:alerts@thread.tacv2');
    expect(told[0]?.card.text).toContain(`<at>${TOMASZ.name}</at>`);
    expect(told[0]?.card.buttons.map(({ title }) => title)).toEqual(['Remediate', 'Accept', 'Incidents']);
  });

  it('of a role, tells how to hand it over by the name of the role', async () => {
    await begin();
    const [role = ''] = (await talk.say('incidents no-mfa')).text.match(/^\S+ Administrator$/m) ?? [];
    await talk.say(`assign no-mfa ${role} to me`, CHANNEL);
    await talk.watch.sweepNow();
    await talk.pass(8 * DAY, DAY);

    await talk.watch.sweepNow();

    expect((await sent('Due:'))[0]?.card.text).toContain(`say “assign no-mfa ${role} to” and a name`);
  });

  it('forgets the owner of what is gone, without a word', async () => {
    await begin();
    const { alertId, incident, name } = await stale();
    await talk.say(`assign stale ${name} to me`, CHANNEL);
    await talk.elsewhere.remediateIncident(alertId, incident.id);
    await talk.pass(8 * DAY, DAY);

    await talk.watch.sweepNow();

    expect(await sent('Due:')).toEqual([]);
    expect(await talk.store.ownership.list(talk.sandbox.tenantId)).toEqual([]);
  });
});
