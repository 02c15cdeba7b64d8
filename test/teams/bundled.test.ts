import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { loadBundle } from '../../src/bundle';
import { systemClock } from '../../src/lib/clock';
import { silentLog } from '../../src/lib/log';
import type { createTeamsAdapter, TeamsAdapter } from '../../src/teams/adapter';
import { startConnector, type Connector } from '../support/connector';
import { CHANNEL_ISSUER, startOpenId, type OpenIdIssuer } from '../support/openid';
import { root } from '../support/process';

jest.setTimeout(60_000);

// No test can run the whole process with an identity: nothing but Microsoft's own services would do for it. So this part of it is
// bundled by itself, as the build bundles the whole, because the SDK is put off there and comes in with the first activity.
describe('the adapter, as it is bundled', () => {
  const APP = '11111111-1111-4111-8111-111111111111';
  let folder: string;
  let make: typeof createTeamsAdapter;
  let connector: Connector;
  let openId: OpenIdIssuer;
  let adapter: TeamsAdapter;

  beforeAll(() => {
    mkdirSync(path.join(root, 'build'), { recursive: true });
    folder = mkdtempSync(path.join(root, 'build/adapter-'));
    const file = path.join(folder, 'adapter.js');
    const bundling = `
      import { bundle } from ${JSON.stringify(path.join(root, 'scripts/bundle/bundle.mjs'))};
      await bundle('src/teams/adapter.ts', ${JSON.stringify(file)});`;
    const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', bundling], {
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(stderr);
    ({ createTeamsAdapter: make } = loadBundle(file).program as {
      createTeamsAdapter: typeof createTeamsAdapter;
    });
  });

  beforeEach(async () => {
    connector = await startConnector();
    openId = await startOpenId({ appId: APP, serviceUrl: connector.serviceUrl });
    adapter = make({
      app: {
        kind: 'custom',
        appId: APP,
        credentials: {
          createCredentials: () =>
            Promise.resolve({
              signRequest: (request) => {
                request.headers.set('Authorization', 'Bearer made-up');
                return Promise.resolve(request);
              },
            }),
        },
      },
      metadata: {
        openIdUrl: openId.url,
        issuer: CHANNEL_ISSUER,
        loginUrl: 'https://login.example/tenant',
        scope: CHANNEL_ISSUER,
        tokenServiceUrl: openId.url,
      },
      serviceUrls: { hosts: [], loopbackOnly: true },
      clock: systemClock,
      log: silentLog,
    });
  });

  afterEach(async () => {
    adapter.close();
    await Promise.all([openId.close(), connector.close()]);
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  function receive(authorization: string) {
    const activity = {
      type: 'message',
      id: 'incoming',
      channelId: 'msteams',
      serviceUrl: connector.serviceUrl,
      conversation: { id: 'c1' },
      from: { id: 'u1' },
      recipient: { id: 'b1' },
    };
    return adapter.receive({
      authorization,
      activity,
      logic: async (context) => {
        await context.sendActivity('Hello');
      },
    });
  }

  it('lets the channel in, and answers with the token of the bot', async () => {
    const answer = await receive(`Bearer ${openId.token()}`);

    expect(answer).toEqual({ status: 200 });
    expect(connector.calls).toMatchObject([{ authorization: 'Bearer made-up', body: { text: 'Hello' } }]);
  });

  it.each([
    ['signed by a stranger', { signer: 'stranger' }],
    // Ours lets this one pass; the SDK's own check does not.
    ['for another service URL', { claims: { serviceurl: 'https://elsewhere.example/' } }],
  ] as const)('keeps out a token %s', async (_name, shape) => {
    const answer = await receive(`Bearer ${openId.token(shape)}`);

    expect(answer).toEqual({ status: 401 });
    expect(connector.calls).toHaveLength(0);
  });

  it('has the client for people’s tokens', async () => {
    const client = await adapter.userTokenClient();

    await expect(client.getUserToken('u1', 'graph', 'msteams', '')).resolves.toBeDefined();
  });
});
