import { readCard } from '../support/card';
import { AIKO, INES, PRIYA, TOMASZ, startBot, type Speaking, type WholeBot } from '../support/whole-bot';
import { buttonNamed, type SeenCard } from '../support/seen-card';

const CHANNEL: Speaking = { as: INES, where: 'channel' };
const SECOND: Speaking = { as: TOMASZ, where: 'channel' };
const REASON = { reason: 'Nobody ordered it' };
const HOUR = 3_600_000;

let talk: WholeBot;

afterEach(() => talk.close());

async function begin(options: Parameters<typeof startBot>[0] = {}): Promise<void> {
  talk = await startBot({ ...options, policy: { twoPerson: 'remove', ...options.policy } });
}

const remediations = (): number => talk.asked('POST', '/remediate');
const outcomes = async (): Promise<readonly string[]> => (await talk.audit()).map(({ outcome }) => outcome);

async function asked(text = 'remediate outside-pim Paolo', speaking = CHANNEL): Promise<SeenCard> {
  const question = await talk.say(text, speaking);
  return talk.press(question, 'Confirm', REASON, speaking);
}

/** The card as everybody sees it, by the last time it was replaced for all. */
function forEverybody(): string {
  const last = talk.notifier.sent.at(-1);
  return last ? readCard(last.message.card).text : '';
}

describe('a change that takes access away', () => {
  it('waits for a second person instead of being done, on a card that everybody sees', async () => {
    await begin();

    const card = await asked();
    await talk.bot.settled();

    expect(card.text).toContain('A second person is needed');
    expect(card.text).toContain('Remediate Paolo Ricci?');
    expect(card.text).toContain('Asked by: Ines Okafor');
    expect(card.text).toContain('Nobody ordered it');
    expect(forEverybody()).toContain('A second person is needed');
    expect(remediations()).toBe(0);
  });

  it('is done in the name of the one who approves, once, and both are named in the log', async () => {
    await begin();
    const card = await asked();

    const done = await talk.press(card, 'Approve', {}, SECOND);
    await talk.bot.settled();

    expect(done.text).toContain('Remediated: Paolo Ricci');
    expect(done.text).toContain('Approved by: Tomasz Zieliński');
    expect(done.text).toContain('Asked by: Ines Okafor');
    expect(forEverybody()).toContain('Remediated: Paolo Ricci');
    expect(remediations()).toBe(1);
    const lines = await talk.audit();
    expect(lines.map(({ outcome, actorName }) => [outcome, actorName])).toEqual([
      ['requested', 'Ines Okafor'],
      ['approved', 'Tomasz Zieliński'],
      ['allowed', 'Tomasz Zieliński'],
      ['done', 'Tomasz Zieliński'],
      ['verified', 'Tomasz Zieliński'],
    ]);
    for (const { detail } of lines.slice(1)) {
      expect(detail).toMatchObject({
        requestedBy: { id: INES.aadObjectId, name: INES.name },
        decidedBy: { id: TOMASZ.aadObjectId, name: TOMASZ.name },
      });
    }
  });

  it('cannot be approved by the one who asked', async () => {
    await begin();
    const card = await asked();

    const refused = await talk.press(card, 'Approve', {}, CHANNEL);

    expect(refused.text).toContain('You asked for this yourself. Somebody else has to approve it.');
    expect(refused.buttons.map(({ title }) => title)).toContain('Approve');
    expect(remediations()).toBe(0);
    expect((await talk.audit()).at(-1)).toMatchObject({
      outcome: 'denied',
      detail: { rule: 'two-person-same' },
    });
  });

  it('tells people apart by object id, whatever its case', async () => {
    await begin();
    const card = await asked();
    const shouting = { ...INES, aadObjectId: INES.aadObjectId.toUpperCase() };

    await talk.press(card, 'Approve', {}, { as: shouting, where: 'channel' });

    expect(remediations()).toBe(0);
  });

  it.each([
    ['whose role is gone or has run out', 'role', []],
    ['who has left the operators', 'group', ['operators']],
    ['whose account is disabled', 'account', []],
  ] as const)(
    'is not done on the word of somebody %s, until they may again',
    async (_how, what, operators) => {
      let isLost = false;
      const lost = (id: string, one: string): boolean => isLost && one === what && id === INES.aadObjectId;
      await begin({
        operators,
        directory: (real) => ({
          ...real,
          rolesOf: async (id) => (lost(id, 'role') ? [] : real.rolesOf(id)),
          isOneOf: (id) => Promise.resolve(!lost(id, 'group')),
          describe: async (id) => {
            const found = await real.describe(id);
            return found && { ...found, enabled: !lost(id, 'account') };
          },
        }),
      });
      const card = await asked();
      isLost = true;

      const refused = await talk.press(card, 'Approve', {}, SECOND);

      expect(refused.text).toContain('Ines Okafor, who asked for this, may not do it any more');
      expect(remediations()).toBe(0);
      expect((await talk.audit()).at(-1)).toMatchObject({
        outcome: 'denied',
        actorName: 'Tomasz Zieliński',
        detail: { rule: 'two-person-requester' },
      });
      isLost = false;
      const done = await talk.press(refused, 'Approve', {}, SECOND);
      expect(done.text).toContain('Remediated: Paolo Ricci');
    },
  );

  it('can be approved by an operator alone, as of the moment of the approval', async () => {
    await begin({ operators: [INES.aadObjectId, TOMASZ.aadObjectId] });
    const card = await asked();

    const refused = await talk.press(card, 'Approve', {}, { as: PRIYA, where: 'channel' });

    expect(refused.text).toContain('Only an operator may decide on this.');
    expect(remediations()).toBe(0);
  });

  it('cannot be approved or withdrawn by somebody without an active role, and stays open', async () => {
    await begin();
    const card = await asked();
    const aiko: Speaking = { as: AIKO, where: 'channel' };

    const approved = await talk.press(card, 'Approve', {}, aiko);
    const withdrawn = await talk.press(card, 'Withdraw', {}, aiko);
    const done = await talk.press(card, 'Approve', {}, SECOND);

    expect(approved.text).toContain('you have to be Privileged Role Administrator');
    expect(withdrawn.text).toContain('you have to be Privileged Role Administrator');
    expect(done.text).toContain('Remediated: Paolo Ricci');
    expect((await outcomes()).slice(0, 4)).toEqual(['requested', 'denied', 'denied', 'approved']);
  });

  it('cannot be asked for by somebody without an active role', async () => {
    await begin();

    const card = await asked('remediate outside-pim Paolo', { as: AIKO, where: 'channel' });

    expect(card.text).toContain('you have to be Privileged Role Administrator');
    expect(await talk.audit()).toMatchObject([{ outcome: 'denied', detail: { rule: 'entra-role' } }]);
    expect((await talk.say('requests')).text).toContain('Nothing waits for a second person');
  });

  it('is asked for once: whoever asks again is shown the open request', async () => {
    await begin();
    await asked();

    const again = await asked('remediate outside-pim Paolo', SECOND);

    expect(again.text).toContain('This is asked for already.');
    expect(again.text).toContain('Asked by: Ines Okafor');
    expect(await outcomes()).toEqual(['requested']);
  });

  it('needs the Entra role of the one who approves; what Microsoft refused may be approved once more', async () => {
    await begin({ operators: [INES, TOMASZ, AIKO].map(({ aadObjectId }) => aadObjectId) });
    const card = await asked();

    const refused = await talk.press(card, 'Approve', {}, { as: AIKO, where: 'channel' });
    const done = await talk.press(card, 'Approve', {}, SECOND);

    expect(refused.text).toContain('Privileged Role Administrator');
    expect(done.text).toContain('Remediated: Paolo Ricci');
    expect(await outcomes()).toEqual([
      'requested',
      'approved',
      'allowed',
      'failed',
      'approved',
      'allowed',
      'done',
      'verified',
    ]);
  });

  it('is done once, however often and by however many it is approved', async () => {
    await begin();
    const card = await asked();

    const cards = await Promise.all(
      Array.from({ length: 20 }, () => talk.press(card, 'Approve', {}, SECOND)),
    );

    expect(remediations()).toBe(1);
    expect(cards.filter(({ text }) => text.includes('Remediated: Paolo'))).toHaveLength(1);
    expect((await outcomes()).filter((one) => one === 'approved')).toHaveLength(1);
  });

  it('expires after four hours, and its card says so when it is pressed', async () => {
    await begin();
    const card = await asked();
    await talk.clock.advance(4 * HOUR);

    const late = await talk.press(card, 'Approve', {}, SECOND);

    expect(late.text).toContain('Expired');
    expect(late.buttons.map(({ title }) => title)).not.toContain('Approve');
    expect(remediations()).toBe(0);
    expect((await talk.audit()).at(-1)).toMatchObject({ detail: { rule: 'two-person-expired' } });
  });

  it.each([
    ['the one who asked', CHANNEL],
    ['the one who would approve', SECOND],
  ])('is withdrawn by %s, and is over then', async (_who, speaking) => {
    await begin();
    const card = await asked();

    const withdrawn = await talk.press(card, 'Withdraw', {}, speaking);
    await talk.bot.settled();
    const late = await talk.press(card, 'Approve', {}, SECOND);

    expect(withdrawn.text).toContain(`Withdrawn by: ${speaking.as?.name}`);
    expect(forEverybody()).toContain('Withdrawn');
    expect(late.text).toContain('This was decided already.');
    expect(remediations()).toBe(0);
    expect(await outcomes()).toEqual(['requested', 'withdrawn']);
  });

  it('is not done where the facts have changed since it was asked', async () => {
    await begin({ policy: { twoPerson: 'all' } });
    const card = await asked('configure stale duration=60 days');
    talk.event('tamper-threshold');
    await talk.pass(6_000);

    const late = await talk.press(card, 'Approve', {}, SECOND);

    expect(late.text).toContain('Out of date');
    expect(talk.asked('PATCH', '{alertId}')).toBe(0);
    expect((await talk.audit()).at(-1)).toMatchObject({ outcome: 'denied', detail: { rule: 'changed' } });
  });

  it('is out of date where the incident has gone meanwhile', async () => {
    await begin();
    const card = await asked();
    const [open] = await talk.store.approvals.open(talk.sandbox.tenantId, talk.clock.now(), 1);
    const [alertId = '', incidentId = ''] = open?.target.split('/') ?? [];
    await talk.elsewhere.remediateIncident(alertId, incidentId);

    const late = await talk.press(card, 'Approve', {}, SECOND);

    expect(remediations()).toBe(1);
    expect(late.text).toContain('Out of date');
  });

  it('keeps the role of the one who asked: somebody else has to ask', async () => {
    await begin();
    const card = await asked('remediate global-admins Tomasz');
    const stored = await talk.store.approvals.open(talk.sandbox.tenantId, talk.clock.now(), 10);

    const refused = await talk.press(card, 'Approve', {}, SECOND);

    expect(stored).toHaveLength(1);
    expect(refused.text).toContain('This is your own role.');
    expect(remediations()).toBe(0);
  });

  it('makes no sense in a chat with one person: it says where to ask', async () => {
    await begin();

    const card = await talk.say('remediate outside-pim Paolo');

    expect(card.text).toContain('Ask in a channel or a chat where another operator is.');
    expect(await talk.audit()).toMatchObject([{ outcome: 'denied', detail: { rule: 'two-person-alone' } }]);
  });

  it('is not ordered by a client that refreshes a card by itself', async () => {
    await begin();
    const card = await asked();
    const { data } = buttonNamed(card, 'Approve');

    await talk.invoke(
      { action: { type: 'Action.Execute', verb: 'request.approve', data }, trigger: 'automatic' },
      SECOND,
    );

    expect(remediations()).toBe(0);
  });

  it('is listed until it is decided, and the card in the channel follows what is decided elsewhere', async () => {
    await begin();
    await asked();
    const list = await talk.say('requests', { as: TOMASZ });

    const done = await talk.press(list, 'Approve', {}, { as: TOMASZ });
    await talk.bot.settled();
    talk.watch.start();
    await talk.passUntil(() => talk.notifier.summaries('19:alerts@thread.tacv2').length > 1);

    expect(list.text).toContain('Remediate Paolo Ricci?');
    expect(done.text).toContain('Remediated: Paolo Ricci');
    expect(talk.notifier.summaries('19:alerts@thread.tacv2').at(-1)).toContain('Approved and sent');
    expect((await talk.say('requests')).text).toContain('Nothing waits for a second person');
  });
});

describe('the rule', () => {
  it('“remove” leaves alone what takes nothing away', async () => {
    await begin();

    const card = await talk.confirm('dismiss stale', {}, CHANNEL);

    expect(card.text).toContain('Dismissed:');
  });

  it('“all” is for every change that asks first', async () => {
    await begin({ policy: { twoPerson: 'all' } });

    const card = await talk.confirm('dismiss stale', {}, CHANNEL);
    const done = await talk.press(card, 'Approve', {}, SECOND);

    expect(card.text).toContain('A second person is needed');
    expect(done.text).toContain('Dismissed:');
  });

  it('does not know a request that nobody made', async () => {
    await begin();

    const card = await talk.verb({ verb: 'request.approve', request: 'no-such-request' }, SECOND);

    expect(card.text).toContain('I do not know that request.');
  });
});
