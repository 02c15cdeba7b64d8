import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { startApp } from '../../src/app';
import { loadConfig } from '../../src/config';
import { systemClock } from '../../src/lib/clock';
import { createLog, silentLog } from '../../src/lib/log';
import { systemRandom } from '../../src/lib/random';
import { APP_PERMISSIONS } from '../../src/sandbox/app-credential';
import { TENANT_ID, type Person } from '../../src/sandbox/people';
import { createSandbox } from '../../src/sandbox/sandbox';
import { startConnector } from './connector';
import { CHANNEL_ISSUER, startOpenId, type TokenShape } from './openid';
import { createTalk, type Place } from './talk';
import { startTokenService } from './token-service';

export const APP_ID = '7d3c1b52-6f0a-4a55-9a3e-2f6f0c7a9e11';
export const BOT_TOKEN = 'token-of-the-bot-itself';

/** What a real tenant needs, every secret of it made up to be found again. */
export const ENV = {
  NODE_ENV: 'production',
  PORT: '0',
  MicrosoftAppType: 'SingleTenant',
  MicrosoftAppId: APP_ID,
  MicrosoftAppPassword: 'secret-of-the-bot-7f3a',
  MicrosoftAppTenantId: TENANT_ID,
  AZURE_CLIENT_ID: APP_ID,
  AZURE_CLIENT_SECRET: 'secret-of-graph-91bc',
  OAUTH_CONNECTION_NAME: 'graph',
  SWEEP_CRON: '0 0 1 1 *',
  LOG_LEVEL: 'debug',
};

export type TenantApp = Awaited<ReturnType<typeof startTenantApp>>;

/** The real composition serving a tenant, with authentication on: only Microsoft's services are doubles, over HTTP on loopback. */
export async function startTenantApp(
  more: Readonly<Record<string, string>> = {},
  permissions: readonly string[] = APP_PERMISSIONS,
) {
  const folder = mkdtempSync(path.join(tmpdir(), 'rolecall-tenant-'));
  const connector = await startConnector();
  const openId = await startOpenId({ appId: APP_ID, serviceUrl: connector.serviceUrl });
  const tokenService = await startTokenService({ connectionName: 'graph' });
  const sandbox = createSandbox({ clock: systemClock, random: systemRandom, log: silentLog });
  const { url } = await sandbox.start();
  const lines = new PassThrough();
  const logged: string[] = [];
  lines.on('data', (chunk: Buffer) => logged.push(chunk.toString()));
  const app = await startApp(loadConfig({ ...ENV, DATA_DIR: folder, ...more }), {
    clock: systemClock,
    random: systemRandom,
    log: createLog('debug', lines),
    doubles: {
      channel: {
        app: {
          kind: 'custom',
          appId: APP_ID,
          credentials: {
            createCredentials: () =>
              Promise.resolve({
                signRequest: (request) => {
                  request.headers.set('authorization', `Bearer ${BOT_TOKEN}`);
                  return Promise.resolve(request);
                },
              }),
          },
        },
        metadata: {
          openIdUrl: openId.url,
          issuer: CHANNEL_ISSUER,
          loginUrl: `https://login.microsoftonline.com/${TENANT_ID}`,
          scope: CHANNEL_ISSUER,
          tokenServiceUrl: tokenService.url,
        },
        serviceUrls: { hosts: [], loopbackOnly: true },
      },
      graph: () => ({ baseUrl: url, credential: sandbox.appCredential(permissions) }),
    },
  });
  let stopping: Promise<void> | undefined;

  return {
    app,
    origin: app.endpoint.replace('/api/messages', ''),
    connector,
    openId,
    tokenService,
    sandbox,
    sandboxUrl: url,
    log: () => logged.join(''),
    /** One person in one place, with a token of the channel. */
    talk: (person: Person, place: Place, shape: TokenShape = {}) =>
      createTalk({
        endpoint: app.endpoint,
        connector,
        person,
        place,
        authorization: () => `Bearer ${openId.token(shape)}`,
      }),
    graphToken: (person: Person, options: { lifetime?: number } = {}) =>
      sandbox.tokens.forPerson(person.aadObjectId, options),
    asked: (method: string, ending: string) =>
      Object.entries(sandbox.requests.counts().routes)
        .filter(([route]) => route.startsWith(`${method} `) && route.endsWith(ending))
        .reduce((sum, [, count]) => sum + count, 0),
    stopApp: () => (stopping ??= app.stop()),
    async stop() {
      await (stopping ??= app.stop());
      await Promise.all([connector.close(), openId.close(), tokenService.close(), sandbox.stop()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
