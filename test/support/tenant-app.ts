import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { startApp } from '../../src/app';
import { loadConfig } from '../../src/config';
import { systemClock, type Clock } from '../../src/lib/clock';
import { createLog, silentLog } from '../../src/lib/log';
import { systemRandom } from '../../src/lib/random';
import { APP_PERMISSIONS } from '../../src/sandbox/app-credential';
import { TENANT_ID, type Person } from '../../src/sandbox/people';
import type { Store } from '../../src/ports/store';
import { createSandbox, type Sandbox } from '../../src/sandbox/sandbox';
import { openStore } from '../../src/store/open-store';
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

/** Several tenants, each with what an entry of `TENANTS_FILE` says of it. */
export interface Several {
  readonly tenants: readonly (Readonly<Record<string, string>> & { readonly AZURE_TENANT_ID: string })[];
  /** What the store knows from before. */
  readonly before?: (store: Store, serviceUrl: string) => Promise<void>;
  /** The app's own. */
  readonly clock?: Clock;
}

/** The real composition serving a tenant, with authentication on: only Microsoft's services are doubles, over HTTP on loopback. */
export async function startTenantApp(
  more: Readonly<Record<string, string>> = {},
  permissions: readonly string[] = APP_PERMISSIONS,
  { tenants, before, clock = systemClock }: Partial<Several> = {},
) {
  const folder = mkdtempSync(path.join(tmpdir(), 'rolecall-tenant-'));
  const connector = await startConnector();
  const openId = await startOpenId({ appId: APP_ID, serviceUrl: connector.serviceUrl });
  const tokenService = await startTokenService({ connectionName: 'graph' });
  const served = tenants?.map((one) => one.AZURE_TENANT_ID) ?? [TENANT_ID];
  const sandboxes = new Map<string, { readonly sandbox: Sandbox; readonly url: string }>();
  for (const tenantId of served) {
    const sandbox = createSandbox({ tenantId, clock: systemClock, random: systemRandom, log: silentLog });
    sandboxes.set(tenantId, { sandbox, url: (await sandbox.start()).url });
  }
  const here = (tenantId: string) => {
    const found = sandboxes.get(tenantId);
    if (!found) throw new Error(`There is no tenant ${tenantId}.`);
    return found;
  };
  const { sandbox, url } = here(served[0] ?? '');
  const file = path.join(folder, 'tenants.json');
  if (tenants) writeFileSync(file, JSON.stringify(tenants));
  if (before) {
    const store = await openStore({ dataDir: folder, log: silentLog });
    await before(store, connector.serviceUrl);
    await store.close();
  }
  const lines = new PassThrough();
  const logged: string[] = [];
  lines.on('data', (chunk: Buffer) => logged.push(chunk.toString()));
  const app = await startApp(
    loadConfig({ ...ENV, DATA_DIR: folder, ...(tenants ? { TENANTS_FILE: file } : {}), ...more }),
    {
      clock,
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
        graph: (tenantId) => ({
          baseUrl: here(tenantId).url,
          credential: here(tenantId).sandbox.appCredential(permissions),
        }),
      },
    },
  );
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
    talk: (person: Person, place: Place, shape: TokenShape = {}, tenantId = served[0] ?? TENANT_ID) =>
      createTalk({
        tenantId,
        endpoint: app.endpoint,
        connector,
        person,
        place,
        authorization: () => `Bearer ${openId.token(shape)}`,
      }),
    graphToken: (person: Person, options: { lifetime?: number } = {}) =>
      sandbox.tokens.forPerson(person.aadObjectId, options),
    here,
    asked: (method: string, ending: string, tenantId = served[0] ?? TENANT_ID) =>
      Object.entries(here(tenantId).sandbox.requests.counts().routes)
        .filter(([route]) => route.startsWith(`${method} `) && route.endsWith(ending))
        .reduce((sum, [, count]) => sum + count, 0),
    stopApp: () => (stopping ??= app.stop()),
    async stop() {
      await (stopping ??= app.stop());
      await Promise.all([connector.close(), openId.close(), tokenService.close()]);
      await Promise.all([...sandboxes.values()].map((one) => one.sandbox.stop()));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
