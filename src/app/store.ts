import type { Config } from '../config';
import { createCredential } from '../graph/credentials';
import type { Log } from '../lib/log';
import type { Store } from '../ports/store';
import { openStore } from '../store/open-store';

const AZURE_POSTGRES = '.postgres.database.azure.com';
const SCOPE = 'https://ossrdbms-aad.database.windows.net/.default';

/** The store of the configuration. */
export function storeOf(config: Config, log: Log): Promise<Store> {
  const { dataDir, databaseUrl: url } = config;
  return openStore({ dataDir, log, password: passwordOf(config), ...(url ? { url } : {}) });
}

/** Azure's PostgreSQL takes a token of the app's identity in place of a password, so an address without one needs none. */
function passwordOf({ databaseUrl, graph }: Config): (() => Promise<string>) | undefined {
  if (databaseUrl === undefined || graph.credential === undefined) return undefined;
  const { hostname, password } = new URL(databaseUrl);
  if (password !== '' || !hostname.endsWith(AZURE_POSTGRES)) return undefined;
  const credential = createCredential(graph.credential);
  return async () => (await credential?.getToken(SCOPE))?.token ?? '';
}
