import { StoreError } from '../../src/ports/store';
import { startBot, TOMASZ, type BotOptions, type WholeBot } from '../support/whole-bot';

let talk: WholeBot;

async function begin(options: BotOptions = {}): Promise<void> {
  talk = await startBot(options);
}

afterEach(() => talk.close());

const REASON = { reason: 'It is time' };

// What an SDK, a stack or a service would say, and a person should not have to read.
const NOT_FOR_PEOPLE =
  /Error:|at \w+ \(|node_modules|undefined|GraphError|fetch failed|ECONN|odata|innerError|JSON/;

describe('Graph', () => {
  it.each([
    ['throttled', 'throttle', { retryAfter: '42' }, 'Try again in 42 seconds.'],
    ['throttled without a time', 'throttle-without-header', {}, 'It asks us to wait.'],
    ['down', 'unavailable', {}, 'Microsoft does not answer'],
    ['behind a gateway that gave up', 'gateway-timeout', {}, 'Microsoft does not answer'],
    ['broken inside', 'internal-error', {}, 'Microsoft does not answer'],
    ['cutting the line', 'reset', {}, 'Microsoft does not answer'],
    ['answering nonsense', 'malformed', {}, 'Microsoft does not answer'],
    ['refusing the bot', 'forbidden', {}, 'Microsoft does not let Rolecall read this.'],
    ['no longer knowing the bot', 'unauthenticated', {}, 'did not accept the sign-in of Rolecall itself'],
  ])('%s is told in a sentence with a reference', async (_how, fault, more, words) => {
    await begin();
    await talk.fault(fault, more);

    const card = await talk.say('alerts');

    expect(card.text).toContain(words);
    expect(card.text).toMatch(/Reference [\da-f]{8}/);
    expect(card.text).not.toMatch(NOT_FOR_PEOPLE);
    expect(card.buttons.map(({ title }) => title)).toEqual(['All alerts']);
  });

  it('names the permission that an administrator has to grant', async () => {
    await begin({ permissions: [] });

    const card = await talk.say('alerts');

    expect(card.text).toContain('RoleManagementAlert.Read.Directory');
    expect(card.text).toContain('An administrator has to grant');
  });

  it('with null in every member is shown all the same', async () => {
    await begin();
    await talk.fault('nulls', { times: 50 });

    const cards = [await talk.say('alerts'), await talk.say('alert stale'), await talk.say('status')];

    for (const card of cards) expect(card.text).not.toMatch(/undefined|null|NaN|Something broke/);
  });

  it('too slow is given up after its deadline', async () => {
    await begin();
    await talk.fault('slow', { delayMs: 120_000, times: 9 });

    const answer = talk.say('alerts');
    await talk.until(() => talk.asked('GET', '/alerts') > 0);
    await talk.clock.advance(31_000);

    expect((await answer).text).toContain('Microsoft does not answer');
  });

  it('is asked again where that is safe, and the person notices nothing', async () => {
    await begin({ maxRetries: 3 });
    await talk.fault('unavailable');

    const answer = talk.say('alerts');
    await talk.until(() => talk.clock.sleepers() > 1);
    await talk.clock.advance(1000);

    expect((await answer).text).toContain('6 alerts need attention');
  });

  it('says no to a change: it was not done, and is not repeated', async () => {
    await begin();
    const question = await talk.say('remediate outside-pim Paolo');
    await talk.fault('throttle', { match: 'remediate', retryAfter: '90' });

    const card = await talk.press(question, 'Confirm', REASON);

    expect(card.text).toContain('Try again in 90 seconds.');
    expect((await talk.say('incidents outside-pim')).text).toContain('Paolo Ricci');
  });

  it('refuses a permission to the person: role, link, reference, and the way on', async () => {
    await begin();
    const question = await talk.say('remediate outside-pim Paolo');
    await talk.fault('forbidden', { match: 'remediate' });

    const card = await talk.press(question, 'Confirm', REASON);
    const done = await talk.press(card, 'Try again');

    expect(card.text).toContain('Activate Privileged Role Administrator');
    expect(card.text).toMatch(/Reference [\da-f]{8}/);
    expect(done.text).toContain('Remediated: Paolo Ricci');
  });

  it('challenges the person’s sign-in: signing in again is the way on', async () => {
    await begin();
    const question = await talk.say('remediate outside-pim Paolo');
    await talk.fault('challenge', { match: 'remediate' });

    const card = await talk.press(question, 'Confirm', REASON);

    expect(card.text).toContain('Sign in again');
    expect(card.buttons.map(({ title }) => title)).toEqual(['Try again']);
  });
});

describe('an answer that got lost', () => {
  it('is made up for by a look: the incident is gone', async () => {
    await begin();
    const question = await talk.say('remediate outside-pim Paolo');
    await talk.fault('lost-answer', { match: 'remediate' });

    const card = await talk.press(question, 'Confirm', REASON);

    expect(card.text).toContain('Remediated: Paolo Ricci');
    expect(card.text).toContain('Checked: the incident is gone.');
    expect(talk.asked('POST', '/remediate')).toBe(1);
    expect((await talk.audit()).map(({ outcome }) => outcome)).toEqual(['allowed', 'done', 'verified']);
  });

  it('is told as uncertain where the look does not help, and nothing is sent twice', async () => {
    await begin();
    const question = await talk.say('remediate outside-pim Paolo');
    await talk.fault('reset', { match: 'remediate' });

    const card = await talk.press(question, 'Confirm', REASON);

    expect(card.text).toContain('This may have been done');
    expect(card.text).toContain('Look at the alert again before you repeat it.');
    expect(talk.asked('POST', '/remediate')).toBe(1);
    expect((await talk.audit()).at(-1)).toMatchObject({ outcome: 'maybe-done', verb: 'incident.remediate' });
  });

  it('of a dismissal is uncertain, too', async () => {
    await begin();
    const question = await talk.say('dismiss stale');
    await talk.fault('lost-answer', { match: 'PATCH' });

    const card = await talk.press(question, 'Confirm', REASON);

    expect(card.text).toContain('This may have been done');
    expect(await talk.store.decisions.list(talk.sandbox.tenantId)).toEqual([]);
    expect((await talk.audit()).at(-1)?.outcome).toBe('maybe-done');
  });
});

describe('the store', () => {
  const lost = (): Promise<never> => Promise.reject(new StoreError('The disk /var/lib/x is full.'));

  it('out of reach before an order: nothing was changed, and the person hears so', async () => {
    await begin({ store: (real) => ({ ...real, nonces: { use: lost } }) });
    const question = await talk.say('dismiss stale');

    const card = await talk.press(question, 'Confirm', REASON);

    expect(card.text).toContain('Rolecall cannot reach its store');
    expect(card.text).toContain('Nothing was changed.');
    expect(card.text).not.toContain('/var/lib');
    expect(talk.asked('PATCH', '{alertId}')).toBe(0);
  });

  it('out of reach after an order: it may have been done, and nobody says that nothing was', async () => {
    await begin({ store: (real) => ({ ...real, decisions: { ...real.decisions, add: lost } }) });
    const question = await talk.say('dismiss stale');

    const card = await talk.press(question, 'Confirm', REASON);

    expect(card.text).toContain('This may have been done');
    expect(card.text).not.toContain('Nothing was changed');
    expect((await talk.audit()).at(-1)?.outcome).toBe('maybe-done');
  });

  it('that loses the audit log does not leave the person without an answer', async () => {
    const lines: string[] = [];
    await begin({
      store: (real) => ({
        ...real,
        audit: {
          ...real.audit,
          append: async (entry) => {
            lines.push(entry.outcome);
            return entry.outcome === 'allowed' ? real.audit.append(entry) : lost();
          },
        },
      }),
    });
    const question = await talk.say('dismiss stale');

    const card = await talk.press(question, 'Confirm', REASON);

    expect(card.text).toContain('This may have been done');
    expect(lines).toEqual(['allowed', 'done', 'maybe-done']);
  });

  it('that cannot write the audit log lets nothing happen', async () => {
    await begin({ store: (real) => ({ ...real, audit: { ...real.audit, append: lost } }) });
    const question = await talk.say('dismiss stale');

    await talk.press(question, 'Confirm', REASON);

    expect(talk.asked('PATCH', '{alertId}')).toBe(0);
  });

  it('with a bug in it shows no stack', async () => {
    await begin({
      store: (real) => ({
        ...real,
        subscriptions: {
          ...real.subscriptions,
          list: () => Promise.reject(new TypeError('x is not a function')),
        },
      }),
    });

    const card = await talk.say('subscriptions');

    expect(card.text).toContain('Something broke');
    expect(card.text).toMatch(/Reference [\da-f]{8}/);
    expect(card.text).not.toContain('not a function');
  });
});

describe('two people at the same time', () => {
  it('do not take the tenant below its least number of global administrators together', async () => {
    await begin({ policy: { minimumGlobalAdmins: 3 } });
    const gustavo = await talk.say('remediate global-admins Gustavo');
    const oksana = await talk.say('remediate global-admins Oksana', { as: TOMASZ });

    const cards = await Promise.all([
      talk.press(gustavo, 'Confirm', REASON),
      talk.press(oksana, 'Confirm', REASON, { as: TOMASZ }),
    ]);

    expect(talk.asked('POST', '/remediate')).toBe(1);
    expect(cards.filter(({ text }) => text.includes('Remediated:'))).toHaveLength(1);
    expect(cards.map(({ text }) => text).join('\n')).toMatch(
      /Another Global Administrator is being removed|would be left/,
    );
  });
});

describe('too many commands', () => {
  it('are answered with a wait', async () => {
    await begin({ commands: 2 });
    await talk.say('help');
    await talk.say('help');

    const third = await talk.say('help');
    const pressed = await talk.verb({ verb: 'help.show' });
    const other = await talk.say('help', { as: TOMASZ });

    expect(third.text).toMatch(/That was a lot at once. Try again in \d+ seconds./);
    expect(pressed.text).toContain('That was a lot at once.');
    expect(other.text).toContain('What you can ask me');
  });
});
