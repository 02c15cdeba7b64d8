import type { Config } from '../config';
import { createCredential } from '../graph/credentials';
import type { Log } from '../lib/log';
import type { Store } from '../ports/store';
import { openStore } from '../store/open-store';

const SCOPE = 'https://ossrdbms-aad.database.windows.net/.default';

/** The store of the configuration. */
export function storeOf(config: Config, log: Log): Promise<Store> {
  const { dataDir, databaseUrl: url } = config;
  return openStore({ dataDir, log, password: passwordOf(config), ...(url ? { url } : {}) });
}

function passwordOf({ databaseCredential }: Config): (() => Promise<string>) | undefined {
  if (databaseCredential === undefined) return undefined;
  const credential = createCredential(databaseCredential);
  return async () => (await credential?.getToken(SCOPE))?.token ?? '';
}
