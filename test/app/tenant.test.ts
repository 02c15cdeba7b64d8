import { CURRENT_USER as INES, OTHERS, TENANT_ID } from '../../src/sandbox/people';
import type { Shown, Place, Talk } from '../support/talk';
import { eventually } from '../support/process';
import { BOT_TOKEN, ENV, startTenantApp, type TenantApp } from '../support/tenant-app';

jest.setTimeout(60_000);

const [TOMASZ] = OTHERS as [(typeof OTHERS)[number]];
const CHANNEL: Place = { id: '19:alerts@thread.tacv2', type: 'channel', teamId: '19:team@thread.tacv2' };
const LOGIN = 'application/vnd.microsoft.activity.loginRequest';
const INES_ID = `29:${INES.aadObjectId}`;

interface InvokeAnswer {
  readonly statusCode: number;
  readonly type: string;
  readonly value: unknown;
}

let tenant: TenantApp;

beforeEach(async () => {
  tenant = await startTenantApp();
});
afterEach(() => tenant.stop());

const PERSONAL: Place = { id: 'a:ines', type: 'personal' };

function chat(): Talk {
  return tenant.talk(INES, PERSONAL);
}

/** A press as the client sends it, and sends it again with what a sign-in brought. */
async function confirm(talk: Talk, question: Shown, more: object = {}): Promise<InvokeAnswer> {
  const { verb, data } = question.card.button('Confirm');
  const response = await talk.send({
    type: 'invoke',
    name: 'adaptiveCard/action',
    replyToId: question.id,
    value: { action: { verb, data: { ...data, reason: 'Known' } }, trigger: 'manual', ...more },
  });
  expect(response.status).toBe(200);
  return (await response.json()) as InvokeAnswer;
}

function signin(talk: Talk, name: string, value: object): Promise<Response> {
  return talk.send({ type: 'invoke', name: `signin/${name}`, value });
}

/** Everything that the bot said in a place. */
function saidIn(placeId: string): string {
  const standing = [...tenant.connector.messages.values()];
  return JSON.stringify(standing.filter(({ conversationId }) => conversationId === placeId));
}

describe('the sign-in of a person who presses', () => {
  it('in silence: the client brings its token, and the same press goes on', async () => {
    const talk = chat();
    const question = await talk.say('dismiss stale');
    tenant.tokenService.exchange('client-token-1', tenant.graphToken(INES));

    const asked = await confirm(talk, question);
    const done = await confirm(talk, question, {
      authentication: { id: 'exchange-1', connectionName: 'graph', token: 'client-token-1' },
    });

    expect(asked).toMatchObject({
      statusCode: 401,
      type: LOGIN,
      value: { connectionName: 'graph', tokenExchangeResource: { id: 'exchange-1' } },
    });
    expect(JSON.stringify(done.value)).toContain('Dismissed: Stale accounts');
    expect(tenant.asked('PATCH', '{alertId}')).toBe(1);
  });

  it('by the window: the client brings its code, and the same press goes on', async () => {
    const talk = chat();
    const question = await talk.say('dismiss renewals');
    tenant.tokenService.code('482113', tenant.graphToken(INES));

    const asked = await confirm(talk, question);
    const done = await confirm(talk, question, { state: '482113' });

    expect(asked.type).toBe(LOGIN);
    expect(JSON.stringify(done.value)).toContain('Dismissed:');
  });

  it('without consent the exchange fails, and the press can still go on', async () => {
    const talk = chat();
    const question = await talk.say('dismiss no-mfa');
    tenant.tokenService.code('482114', tenant.graphToken(INES));

    const failed = await confirm(talk, question, { authentication: { token: 'no-consent' } });
    const done = await confirm(talk, question, { state: '482114' });

    expect(failed).toMatchObject({
      statusCode: 412,
      type: 'application/vnd.microsoft.error.preconditionFailed',
    });
    expect(JSON.stringify(done.value)).toContain('Dismissed:');
  });

  it('with the token of another person does nothing and forgets that token', async () => {
    const talk = chat();
    const question = await talk.say('dismiss global-admins');
    tenant.tokenService.code('482115', tenant.graphToken(TOMASZ));

    const answer = await confirm(talk, question, { state: '482115' });

    expect(JSON.stringify(answer.value)).toContain('another account than the one you use in Teams');
    expect(tenant.tokenService.isSignedIn(INES_ID)).toBe(false);
    expect((await talk.say('alert global-admins')).card.text).toContain('Active');
  });

  it('with a token run out is asked for again', async () => {
    const talk = chat();
    const question = await talk.say('dismiss global-admins');
    tenant.tokenService.signedIn(INES_ID, tenant.graphToken(INES, { lifetime: -10 }));

    const answer = await confirm(talk, question);

    expect(answer.type).toBe(LOGIN);
  });

  it('ends with “sign out”', async () => {
    const talk = chat();
    tenant.tokenService.signedIn(INES_ID, tenant.graphToken(INES));
    const question = await talk.say('dismiss global-admins');

    await talk.say('sign out');
    const answer = await confirm(talk, question);

    expect(tenant.tokenService.isSignedIn(INES_ID)).toBe(false);
    expect(answer.type).toBe(LOGIN);
  });

  it('is not asked for by a card that refreshes itself', async () => {
    const talk = chat();
    const question = await talk.say('dismiss global-admins');

    const answer = await confirm(talk, question, { trigger: 'automatic' });

    expect(answer.statusCode).toBe(200);
  });
});

describe('the sign-in of a person who types', () => {
  it('in silence: the command goes on by itself', async () => {
    const talk = chat();
    tenant.tokenService.exchange('client-token-2', tenant.graphToken(INES));

    await talk.send({ type: 'message', text: 'refresh license' });
    const card = saidIn(PERSONAL.id);
    const answer = await signin(talk, 'tokenExchange', { id: 'exchange-1', token: 'client-token-2' });

    expect(card).toContain('application/vnd.microsoft.card.oauth');
    expect(answer.status).toBe(200);
    expect(saidIn(PERSONAL.id)).toContain('Scan');
  });

  it('in a channel by the window: the command goes on by itself', async () => {
    const talk = tenant.talk(INES, CHANNEL);
    tenant.connector.member(CHANNEL.teamId ?? '', INES_ID, {
      aadObjectId: INES.aadObjectId,
      tenantId: TENANT_ID,
      name: INES.name,
    });
    tenant.tokenService.code('482116', tenant.graphToken(INES));

    await talk.send({ type: 'message', text: '<at>Rolecall</at> refresh redundant' });
    const answer = await signin(talk, 'verifyState', { state: '482116' });

    expect(answer.status).toBe(200);
    expect(saidIn(CHANNEL.id)).toContain('Scan');
  });

  it('with a wrong code is not done', async () => {
    const talk = chat();
    await talk.send({ type: 'message', text: 'refresh license' });

    const answer = await signin(talk, 'verifyState', { state: '000000' });

    expect(answer.status).toBe(412);
    expect(saidIn(PERSONAL.id)).not.toContain('Scan');
  });

  it('while the token service is down is told in a sentence', async () => {
    const talk = chat();
    tenant.tokenService.fail(503);

    const { card } = await talk.say('refresh license');
    const answer = await signin(talk, 'verifyState', { state: '000000' });
    tenant.tokenService.fail(undefined);

    expect(card.text).toContain('Signing in is not possible right now.');
    expect(answer.status).toBe(412);
  });
});

describe('who is at the door', () => {
  it('a person of another tenant in a shared channel may neither read nor act', async () => {
    const place: Place = { ...CHANNEL, id: '19:shared@thread.tacv2', teamId: '19:shared-team@thread.tacv2' };
    const outsider = tenant.talk(TOMASZ, place);
    tenant.connector.member(place.id, `29:${TOMASZ.aadObjectId}`, {
      aadObjectId: TOMASZ.aadObjectId,
      tenantId: '99999999-9999-4999-8999-999999999999',
      name: 'Somebody from elsewhere',
    });

    const read = await outsider.say('alerts');
    const acted = await outsider.say('refresh all');

    expect(read.card.text).toContain('Rolecall serves people of this organisation only.');
    expect(acted.card.text).toBe(read.card.text);
  });

  it('is asked of Teams where the activity names no object id', async () => {
    const talk = tenant.talk(INES, { id: 'a:nameless', type: 'personal' });
    const nameless = { type: 'message', text: 'alerts', from: { id: '29:nameless', name: 'Ines' } };

    await talk.send(nameless);
    const unknown = saidIn('a:nameless');
    tenant.connector.member('a:nameless', '29:nameless', {
      aadObjectId: INES.aadObjectId,
      tenantId: TENANT_ID,
      name: INES.name,
    });
    await talk.send(nameless);

    expect(unknown).toContain('people of this organisation only');
    expect(saidIn('a:nameless')).toContain('assigned outside PIM');
  });

  it('is told to wait while Teams does not say who it is', async () => {
    const place: Place = { id: '19:down@thread.v2', type: 'groupChat' };
    tenant.connector.meet({ status: 503 });

    const { card } = await tenant.talk(INES, place).say('alerts');

    expect(card.text).toContain('Teams does not tell me right now who you are.');
  });

  it.each<[string, number, object]>([
    ['a stranger’s signature', 401, { signer: 'stranger' }],
    ['no signature', 401, { header: { alg: 'none' }, signer: 'nobody' }],
    ['another bot’s token', 401, { claims: { aud: '11111111-1111-4111-8111-111111111111' } }],
  ])('is refused with %s, and heard of in the log alone', async (_how, status, shape) => {
    const talk = tenant.talk(INES, { id: 'a:forged', type: 'personal' }, shape);

    const response = await talk.send({ type: 'message', text: 'alerts' });

    expect(response.status).toBe(status);
    expect(await response.text()).toBe('');
    expect(saidIn('a:forged')).toBe('[]');
  });

  it('is refused with the name of another tenant', async () => {
    const talk = tenant.talk(INES, { id: 'a:other', type: 'personal' });
    const id = '99999999-9999-4999-8999-999999999999';

    const response = await talk.send({
      type: 'message',
      text: 'alerts',
      conversation: { id: 'a:other', conversationType: 'personal', tenantId: id },
      channelData: { tenant: { id } },
    });

    expect(response.status).toBe(403);
    expect(await response.text()).toBe('');
    expect(tenant.log()).toMatch(/"reason":"tenant"/);
  });
});

it('no secret is in a log, a metric, an answer or a message', async () => {
  const talk = chat();
  const token = tenant.graphToken(INES);
  tenant.tokenService.exchange('client-token-secret', token);
  const channelToken = tenant.openId.token();
  const answers: string[] = [];
  await signin(talk, 'verifyState', { state: '482117' });
  const question = await talk.say('dismiss outside-pim because of a-reason-nobody-logs');
  answers.push(
    JSON.stringify(await confirm(talk, question, { authentication: { token: 'unknown-client-token' } })),
  );
  await fetch(`${tenant.sandboxUrl}/sandbox/faults`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ fault: 'challenge', match: 'PATCH' }),
  });
  answers.push(
    JSON.stringify(await confirm(talk, question, { authentication: { token: 'client-token-secret' } })),
  );
  tenant.connector.meet({ status: 500, body: { error: { code: 'x', message: 'words of the channel' } } });
  await talk.send({ type: 'message', text: 'alerts' });
  await fetch(tenant.app.endpoint, { method: 'POST', headers: { authorization: `Bearer ${channelToken}` } });

  for (const path of ['/metrics', '/healthz', '/readyz', '/api/messages']) {
    answers.push(await (await fetch(`${tenant.origin}${path}`)).text());
  }
  const messages = JSON.stringify([...tenant.connector.messages.values()]);

  const secrets = [
    ENV.MicrosoftAppPassword,
    ENV.AZURE_CLIENT_SECRET,
    BOT_TOKEN,
    token,
    token.split('.')[2] ?? '',
    'client-token-secret',
    'unknown-client-token',
    channelToken,
    channelToken.split('.')[2] ?? '',
    '482117',
  ];
  const everything = [tenant.log(), messages, ...answers].join('\n');
  expect(tenant.log()).toContain('"reason":"unauthenticated"');
  for (const secret of secrets) expect(everything).not.toContain(secret);
  expect(tenant.log()).not.toContain('a-reason-nobody-logs');
  expect(tenant.log()).not.toContain('words of the channel');
});

it('an end waits for the request under way, which is answered', async () => {
  await fetch(`${tenant.sandboxUrl}/sandbox/faults`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ fault: 'slow', delayMs: 1500, match: 'GET' }),
  });

  const answer = chat().send({ type: 'message', text: 'alerts' });
  await eventually(
    () => (tenant.sandbox.requests.counts().total > 0 ? true : undefined),
    () => 'Graph was never asked.',
  );
  await tenant.stopApp();
  const { status } = await answer;
  const after = await fetch(tenant.app.endpoint, { method: 'POST' }).catch(() => 'nobody there');

  expect(status).toBe(200);
  expect(saidIn(PERSONAL.id)).toContain('assigned outside PIM');
  expect(after).toBe('nobody there');
});

it('thirty commands a minute are enough for anybody, and the next one is told to wait', async () => {
  const talk = chat();
  for (let times = 0; times < 30; times += 1) await talk.send({ type: 'message', text: 'help' });

  const { card } = await talk.say('alerts');
  const other = await tenant.talk(TOMASZ, { id: 'a:tomasz', type: 'personal' }).say('help');

  expect(card.text).toContain('That was a lot at once.');
  expect(other.card.text).not.toContain('That was a lot at once.');
});

it('a permission that was not granted is named in the chat, in the log and in a post', async () => {
  const poor = await startTenantApp({ SWEEP_CRON: '* * * * * *' }, []);
  const talk = poor.talk(INES, PERSONAL);
  await talk.say('subscribe');

  const { card } = await talk.say('alert stale');
  const post = await talk.next();
  const logged = poor.log();
  await poor.stop();

  expect(card.text).toContain('RoleManagementAlert.Read.Directory');
  expect(post.card.text).toMatch(/Grant [\w. ]*RoleManagementAlert\.Read\.Directory/);
  expect(logged).toMatch(/"missingPermissions":\["[^\]]*RoleManagementAlert\.Read\.Directory/);
});
