import { systemClock } from '../../src/lib/clock';
import { silentLog } from '../../src/lib/log';
import { systemRandom } from '../../src/lib/random';
import { createSandbox } from '../../src/sandbox/sandbox';

export const ROOT = '/beta/identityGovernance/roleManagementAlerts';
const LIST = `${ROOT}/alerts?$filter=${encodeURIComponent("scopeId eq '/' and scopeType eq 'DirectoryRole'")}`;
export const LIST_ALL = `${LIST}&$expand=alertDefinition,alertConfiguration,alertIncidents`;

export type Row = Readonly<Record<string, unknown>> & { readonly id: string };
export interface AlertRow extends Row {
  readonly alertIncidents: readonly Row[];
}

/** The pretend tenant as Graph sends it: what the doubles here are made of. */
export async function alertRows(): Promise<readonly AlertRow[]> {
  return withTenant(async (get) => ((await get(LIST_ALL)) as { readonly value: readonly AlertRow[] }).value);
}

/** How many requests it takes to read the seven alerts one thing at a time. */
export async function requestsOneByOne(): Promise<number> {
  let requests = 0;
  await withTenant(async (get) => {
    const ask = (path: string): Promise<unknown> => {
      requests += 1;
      return get(path);
    };
    const { value } = (await ask(LIST)) as { readonly value: readonly Row[] };
    for (const { id } of value) {
      await ask(`${ROOT}/alertDefinitions/${id}`);
      await ask(`${ROOT}/alertConfigurations/${id}`);
      await ask(`${ROOT}/alerts/${id}/alertIncidents`);
    }
  });
  return requests;
}

async function withTenant<T>(work: (get: (path: string) => Promise<unknown>) => Promise<T>): Promise<T> {
  const sandbox = createSandbox({ clock: systemClock, random: systemRandom, log: silentLog });
  const { url } = await sandbox.start();
  try {
    const { token } = await sandbox.appCredential().getToken('https://graph.microsoft.com/.default');
    return await work(async (path) => {
      const response = await fetch(`${url}${path}`, { headers: { Authorization: `Bearer ${token}` } });
      if (!response.ok) throw new Error(`${path} was answered with ${response.status}`);
      return response.json();
    });
  } finally {
    await sandbox.stop();
  }
}
