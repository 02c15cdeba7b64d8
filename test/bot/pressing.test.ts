import { UserError } from '../../src/lib/errors';
import type { UserTokens } from '../../src/ports/user-tokens';
import type { Sandbox } from '../../src/sandbox/sandbox';
import { INES, pressed, startBot, TOMASZ, type BotOptions, type WholeBot } from '../support/whole-bot';

let talk: WholeBot;

async function begin(options: BotOptions = {}): Promise<void> {
  talk = await startBot(options);
}

afterEach(() => talk.close());

const REASON = { reason: 'It is time' };

describe('a button', () => {
  it('is answered with HTTP 200 and a typed card', async () => {
    await begin();

    const { answer, sent } = await talk.invoke(pressed({ verb: 'alerts.list' }));

    expect(answer).toMatchObject({
      status: 200,
      body: {
        statusCode: 200,
        type: 'application/vnd.microsoft.card.adaptive',
        value: { type: 'AdaptiveCard' },
      },
    });
    expect(sent).toEqual([]);
  });

  it('takes its verb from the action even where the data has none', async () => {
    await begin();

    const heard = await talk.invoke({ action: { verb: 'alert.show', data: { alert: 'stale' } } });

    expect(talk.cardOf(heard).text).toContain('Stale accounts hold privileged roles');
  });

  it('works as Action.Submit: the card is replaced in its place', async () => {
    await begin();
    const list = await talk.say('alerts');

    const heard = await talk.submit(list, 'Open');

    expect(heard.sent).toEqual([]);
    expect(heard.replaced).toMatchObject([{ id: 'card-1', type: 'message' }]);
    expect(talk.cardOf(heard).text).toContain('No licence');
  });

  it('of a card that is gone brings a new message', async () => {
    await begin();
    const list = await talk.say('alerts');

    const heard = await talk.submit(list, 'Open', {}, { with: { replyToId: '' } });

    expect(heard.replaced).toEqual([]);
    expect(heard.sent).toHaveLength(1);
  });

  it('and its words do the same by either road', async () => {
    await begin();
    const question = await talk.say('dismiss stale');

    const heard = await talk.submit(question, 'Confirm', REASON);

    expect(talk.cardOf(heard).text).toContain('Dismissed:');
    expect(talk.asked('PATCH', '{alertId}')).toBe(1);
  });

  it('pressed in a personal chat is not posted again to everybody', async () => {
    await begin();

    await talk.confirm('dismiss stale');
    await talk.bot.settled();

    expect(talk.notifier.sent).toEqual([]);
  });

  it('that only shows something changes no card for others', async () => {
    await begin();
    const list = await talk.say('alerts', { where: 'channel' });

    await talk.press(list, 'Open', {}, { where: 'channel' });
    await talk.bot.settled();

    expect(talk.notifier.sent).toEqual([]);
  });
});

describe('a card that refreshes by itself', () => {
  it('never changes anything', async () => {
    await begin();
    const question = await talk.say('remediate outside-pim Paolo');
    const payload = { ...question.buttons[0]?.data, ...REASON };

    const heard = await talk.invoke(pressed(payload, { trigger: 'automatic' }));

    expect(talk.cardOf(heard).text).toContain('Refused');
    expect(talk.asked('POST', '/remediate')).toBe(0);
  });

  it('is never asked to sign in', async () => {
    await begin();
    await talk.say('sign out');

    const heard = await talk.invoke(pressed({ verb: 'alerts.refresh' }, { trigger: 'automatic' }));

    expect(heard.answer?.body?.statusCode).toBe(200);
  });

  it('may look', async () => {
    await begin();

    const heard = await talk.invoke(
      pressed({ verb: 'alert.show', alert: 'stale' }, { trigger: 'automatic' }),
    );

    expect(talk.cardOf(heard).text).toContain('Stale accounts');
  });
});

describe('signing in on the way', () => {
  /** A token service that has no token until the client brings one to exchange. */
  function exchanging(sandbox: Sandbox): UserTokens {
    const signedIn = new Set<string>();
    const signIn = {
      connectionName: 'graph',
      link: 'https://token.example/sign-in',
      tokenExchange: { id: 'exchange-1', uri: 'api://botid-1' },
    };
    return {
      get: async (actor, _conversation, proof) => {
        const accepted = proof && Object.values(proof).some((one) => ['123456', 'from-teams'].includes(one));
        if (accepted) signedIn.add(actor.id);
        if (accepted || (!proof && signedIn.has(actor.id)))
          return { kind: 'token', token: sandbox.tokens.forPerson(actor.id) };
        return { kind: proof ? 'exchange-failed' : 'sign-in', signIn };
      },
      signOut: async (actor) => void signedIn.delete(actor.id),
    };
  }

  it('asks the client for a token, and the same verb goes on when it brings one', async () => {
    await begin({ userTokens: exchanging });
    const question = await talk.say('remediate outside-pim Paolo');
    const payload = { ...question.buttons[0]?.data, ...REASON };

    const asked = await talk.invoke(pressed(payload));
    const again = await talk.invoke(
      pressed(payload, {
        authentication: { id: 'exchange-1', connectionName: 'graph', token: 'from-teams' },
      }),
    );

    expect(asked.answer).toEqual({
      status: 200,
      body: {
        statusCode: 401,
        type: 'application/vnd.microsoft.activity.loginRequest',
        value: {
          text: 'Sign in, so that this happens in your name.',
          connectionName: 'graph',
          tokenExchangeResource: { id: 'exchange-1', uri: 'api://botid-1' },
          buttons: [
            { type: 'signin', title: 'Sign in', text: 'Sign in', value: 'https://token.example/sign-in' },
          ],
        },
      },
    });
    expect(talk.cardOf(again).text).toContain('Remediated: Paolo Ricci');
    expect(talk.asked('POST', '/remediate')).toBe(1);
  });

  it('tells the client when the token could not be exchanged, so that it opens the window', async () => {
    await begin({ userTokens: exchanging });
    const question = await talk.say('dismiss stale');
    const payload = { ...question.buttons[0]?.data, ...REASON };

    const failed = await talk.invoke(pressed(payload, { authentication: { token: 'of somebody else' } }));

    expect(failed.answer).toMatchObject({
      status: 200,
      body: { statusCode: 412, type: 'application/vnd.microsoft.error.preconditionFailed' },
    });
    expect(talk.asked('PATCH', '{alertId}')).toBe(0);
  });

  it('goes on with the code of the window, too', async () => {
    await begin({ userTokens: exchanging });
    const question = await talk.say('dismiss stale');
    const payload = { ...question.buttons[0]?.data, ...REASON };

    const asked = await talk.invoke(pressed(payload));
    const done = await talk.invoke(pressed(payload, { state: '123456' }));

    expect(asked.answer?.body?.statusCode).toBe(401);
    expect(talk.cardOf(done).text).toContain('Dismissed:');
  });

  it('where the client knows no sign-in leads to a page, and a button goes on with the same', async () => {
    await begin();
    await talk.say('sign out');
    const question = await talk.say('dismiss stale');

    const asked = await talk.press(question, 'Confirm', REASON);
    const early = await talk.press(asked, 'Go on');
    await fetch(asked.buttons.find(({ title }) => title === 'Sign in')?.url ?? '');
    const spent = await talk.press(early, 'Go on');
    await fetch(spent.buttons.find(({ title }) => title === 'Sign in')?.url ?? '');
    const done = await talk.press(spent, 'Go on');

    expect(asked.text).toContain('Sign in first');
    expect(early.text).toContain('Sign in first');
    expect(spent.text).toContain('Sign in first');
    expect(done.text).toContain('Dismissed:');
    expect(talk.asked('PATCH', '{alertId}')).toBe(1);
  });

  it('brings a sign-in card to words, and the question stays', async () => {
    await begin();
    await talk.say('sign out');
    const question = await talk.say('dismiss stale');

    const words = await talk.say('refresh all');
    const submitted = await talk.submit(question, 'Confirm', REASON);

    expect(words.text).toContain('Sign in first');
    expect(words.buttons[0]?.url).toContain('/sandbox/sign-in?ticket=');
    expect(submitted.replaced).toEqual([]);
    expect(talk.cardOf(submitted).text).toContain('Sign in first');
  });

  it('is not asked for by whoever only looks', async () => {
    await begin();
    await talk.say('sign out');

    const card = await talk.say('alert stale');

    expect(card.text).toContain('Stale accounts hold privileged roles');
  });

  it('is forgotten by “sign out”, and taken down', async () => {
    await begin();

    const card = await talk.say('sign out');

    expect(card.text).toContain('Signed out');
    expect(await talk.audit()).toMatchObject([{ verb: 'session.sign-out', outcome: 'done' }]);
  });

  it('ends with the message flow’s own answers', async () => {
    await begin({ userTokens: exchanging });

    const exchange = { type: 'invoke', name: 'signin/tokenExchange' };
    const good = await talk.hear({
      ...exchange,
      value: { id: '1', connectionName: 'graph', token: 'from-teams' },
    });
    const bad = await talk.hear({ ...exchange, value: { id: '1', connectionName: 'graph', token: 'other' } });
    const none = await talk.hear({ ...exchange, value: {} });

    expect([good, bad, none].map(({ answer }) => answer?.status)).toEqual([200, 412, 412]);
  });

  const BY_CODE = { type: 'invoke', name: 'signin/verifyState', value: { state: '123456' } };
  const BY_TOKEN = { type: 'invoke', name: 'signin/tokenExchange', value: { token: 'from-teams' } };

  it.each(['personal', 'group', 'channel'] as const)(
    'in a %s brings words to the client’s own sign-in, and the command goes on by itself',
    async (where) => {
      await begin({ userTokens: exchanging });

      const asked = await talk.hear({ type: 'message', text: 'refresh stale' }, { where });
      const signedIn = await talk.hear(BY_CODE, { where });

      expect(asked.sent).toMatchObject([
        {
          attachments: [
            {
              contentType: 'application/vnd.microsoft.card.oauth',
              content: {
                connectionName: 'graph',
                tokenExchangeResource: { id: 'exchange-1' },
                buttons: [{ type: 'signin', value: 'https://token.example/sign-in' }],
              },
            },
          ],
        },
      ]);
      expect(signedIn.answer).toEqual({ status: 200 });
      expect(JSON.stringify(signedIn.sent)).toContain('Scan');
      expect(talk.asked('POST', '/refresh')).toBe(1);
    },
  );

  it('goes on once, however many clients of the person report it', async () => {
    await begin({ userTokens: exchanging });
    await talk.hear({ type: 'message', text: 'refresh stale' });

    const heard = await Promise.all([talk.hear(BY_TOKEN), talk.hear(BY_TOKEN), talk.hear(BY_TOKEN)]);

    expect(heard.map(({ answer }) => answer?.status)).toEqual([200, 200, 200]);
    expect(heard.flatMap(({ sent }) => sent)).toHaveLength(1);
    expect(talk.asked('POST', '/refresh')).toBe(1);
  });

  it('does not go on with what another person wanted, or wanted elsewhere', async () => {
    await begin({ userTokens: exchanging });
    await talk.hear({ type: 'message', text: 'refresh stale' }, { where: 'channel' });

    const other = await talk.hear(BY_CODE, { where: 'channel', as: TOMASZ });
    const elsewhere = await talk.hear(BY_CODE);

    expect(JSON.stringify(other.sent)).toContain('Signed in');
    expect(JSON.stringify(elsewhere.sent)).toContain('Signed in');
    expect(talk.asked('POST', '/refresh')).toBe(0);
  });

  it('forgets what was wanted after ten minutes', async () => {
    await begin({ userTokens: exchanging });
    await talk.hear({ type: 'message', text: 'refresh stale' });
    await talk.clock.advance(10 * 60_000);

    const heard = await talk.hear(BY_CODE);

    expect(JSON.stringify(heard.sent)).toContain('Signed in');
    expect(talk.asked('POST', '/refresh')).toBe(0);
  });

  it('keeps what was wanted where the first try to sign in fails', async () => {
    await begin({ userTokens: exchanging });
    await talk.hear({ type: 'message', text: 'refresh stale' });

    const failed = await talk.hear({ ...BY_TOKEN, value: { token: 'no consent yet' } });
    const done = await talk.hear(BY_CODE);

    expect(failed.answer?.status).toBe(412);
    expect(failed.sent).toEqual([]);
    expect(done.sent).toHaveLength(1);
    expect(talk.asked('POST', '/refresh')).toBe(1);
  });

  it('with another account is refused in words, whichever way it comes', async () => {
    const words = 'You signed in with another account than the one you use in Teams.';
    await begin({
      userTokens: () => ({
        get: () => Promise.reject(new UserError(words)),
        signOut: () => Promise.resolve(),
      }),
    });

    const heard = await talk.hear(BY_CODE);
    const press = await talk.invoke(pressed({ verb: 'alerts.refresh' }, { state: '123456' }));

    expect(heard.answer).toEqual({ status: 412 });
    expect(JSON.stringify(heard.sent)).toContain(words);
    expect(talk.cardOf(press).text).toContain(words);
  });

  it('that Microsoft takes back leads to a new one, and the same press goes on', async () => {
    await begin({ userTokens: exchanging });
    await talk.hear(BY_CODE);
    const question = await talk.say('remediate outside-pim Paolo');
    await talk.fault('challenge', { match: 'remediate' });

    const refusal = await talk.press(question, 'Confirm', REASON);
    const payload = refusal.buttons.find(({ title }) => title === 'Try again')?.data ?? {};
    const asked = await talk.invoke(pressed(payload));
    const done = await talk.invoke(pressed(payload, { authentication: { token: 'from-teams' } }));

    expect(refusal.text).toContain('Sign in again');
    expect(asked.answer?.body?.statusCode).toBe(401);
    expect(talk.cardOf(done).text).toContain('Remediated: Paolo Ricci');
    expect((await talk.audit()).map(({ outcome }) => outcome)).toEqual(
      expect.arrayContaining(['allowed', 'failed', 'done']),
    );
  });
});

describe('what is no button', () => {
  it.each(['task/fetch', 'composeExtension/fetchTask', 'fileConsent/invoke', ''])(
    '“%s” is not implemented',
    async (name) => {
      await begin();

      const { answer, sent } = await talk.hear({ type: 'invoke', name, value: {} });

      expect(answer?.status).toBe(501);
      expect(sent).toEqual([]);
    },
  );

  it.each(['typing', 'messageReaction', 'event', 'endOfConversation'])('%s is passed over', async (type) => {
    await begin();

    const { sent, answer } = await talk.hear({ type });

    expect([sent, answer]).toEqual([[], undefined]);
  });
});

describe('what takes longer than a client waits', () => {
  it('is answered with a working card, and the real one takes its place', async () => {
    await begin();
    const question = await talk.say('dismiss stale', { where: 'channel' });
    await talk.fault('slow', { match: 'PATCH', delayMs: 6000 });

    const answer = talk.press(question, 'Confirm', REASON, { where: 'channel' });
    await talk.until(() => talk.asked('PATCH', '{alertId}') === 1);
    await talk.clock.advance(3400);
    expect(talk.notifier.sent).toEqual([]);
    await talk.clock.advance(200);
    const working = await answer;
    await talk.clock.advance(6000);
    await talk.bot.settled();

    expect(working.text).toContain('Working on it');
    expect(talk.notifier.sent).toMatchObject([
      { how: 'update', conversationId: '19:alerts@thread.tacv2', activityId: 'card-1' },
    ]);
    expect(talk.notifier.summaries()).toEqual(['Done: Dismissed: Stale accounts hold privileged roles']);
  });

  it('tells its failure in the same place', async () => {
    await begin();
    const list = await talk.say('alerts');
    await talk.pass(6000);
    await talk.fault('slow', { delayMs: 60_000, times: 5 });

    const answer = talk.press(list, 'Open');
    const before = talk.asked('GET', '/alerts');
    await talk.until(() => talk.asked('GET', '/alerts') > before);
    await talk.clock.advance(4000);
    await answer;
    await talk.clock.advance(30_000);
    await talk.bot.settled();

    expect(talk.notifier.summaries()).toEqual(['Microsoft does not answer']);
  });

  it('in time leaves no clock running', async () => {
    await begin();

    await talk.verb({ verb: 'help.show' });

    expect(talk.clock.sleepers()).toBe(0);
  });
});

describe('a speaker', () => {
  it('without a name is called somebody', async () => {
    await begin();

    const nameless = { ...INES, name: '' };
    await talk.say('subscribe', { as: nameless });

    expect((await talk.audit())[0]?.actorName).toBe('Somebody');
  });

  it('who is not named at all is refused', async () => {
    await begin();
    const nobody = { from: { id: '', name: '' } };

    const message = await talk.hear({ type: 'message', text: 'alerts', ...nobody });
    const press = await talk.hear({ type: 'invoke', name: 'adaptiveCard/action', value: {}, ...nobody });

    expect([message.result, press.result]).toEqual([{ status: 403 }, { status: 403 }]);
    expect([...message.sent, ...press.sent]).toEqual([]);
  });
});
