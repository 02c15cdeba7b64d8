import type { TenantSettings } from '../config/tenant';
import { createGraphClient } from '../graph/client';
import type { GraphCredential } from '../graph/host-guard-auth';
import { createPimAlerts } from '../graph/pim-alerts';
import type { Fetch } from '../graph/wire';
import type { Clock } from '../lib/clock';
import { messageOf } from '../lib/errors';
import { silentLog } from '../lib/log';
import { GraphError, type GraphErrorDetails } from '../ports/pim-alerts';
import { findings, type Finding } from './finding';

const TIMEOUT_MS = 15_000;
const SKEW_NOTE_MS = 60_000;
// Tokens are refused from here on, in both directions.
const SKEW_WRONG_MS = 300_000;

interface Reach {
  readonly baseUrl: string;
  readonly fetch: Fetch;
  readonly clock: Clock;
}

/** Whether Graph answers at all, and whether its clock is ours. Needs no token. */
export async function reachGraph({ baseUrl, fetch, clock }: Reach): Promise<readonly Finding[]> {
  const { ok, wrong } = findings('Graph');
  const host = new URL(baseUrl).host;
  try {
    const response = await fetch(`${baseUrl}/v1.0/`, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    await response.body?.cancel();
    const date = Date.parse(response.headers.get('date') ?? '');
    return [ok(`${host} answers.`), ...skew(date - clock.now())];
  } catch (error) {
    const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
    return [
      wrong(
        `${host} cannot be reached: ${messageOf(cause)}.`,
        'Let this machine resolve that name and reach it over https (port 443); behind a proxy, set NODE_USE_ENV_PROXY=1 and HTTPS_PROXY.',
      ),
    ];
  }
}

function skew(ms: number): readonly Finding[] {
  const { ok, note, wrong } = findings('Clock');
  if (Number.isNaN(ms)) return [note('Graph did not say what time it is.')];
  const seconds = Math.round(Math.abs(ms) / 1000);
  const says = `This machine is ${seconds} seconds ${ms > 0 ? 'behind' : 'ahead of'} Graph.`;
  const mend = 'Have its time kept by NTP (timedatectl set-ntp true): tokens are refused at five minutes.';
  if (Math.abs(ms) >= SKEW_WRONG_MS) return [wrong(says, mend)];
  return Math.abs(ms) >= SKEW_NOTE_MS ? [note(says, mend)] : [ok('This machine and Graph agree.')];
}

/** Reads the alerts as a sweep does. */
export async function readAlerts(
  tenant: Pick<TenantSettings, 'id'>,
  { credential, ...reach }: Reach & { readonly credential: GraphCredential | undefined },
): Promise<Finding> {
  const { ok, wrong } = findings('Alerts');
  const client = createGraphClient({
    ...reach,
    log: silentLog,
    maxRetries: 1,
    deadlineMs: TIMEOUT_MS,
    ...(credential ? { credential } : {}),
  });
  try {
    const { value } = await createPimAlerts({ client, log: silentLog }).listAlerts({ incidents: 'as-sent' });
    if (value.length > 0) return ok(`${value.length} alerts of tenant ${tenant.id} can be read.`);
    return wrong(
      'Graph lists no alert at all.',
      'Open Identity governance > Privileged Identity Management > Microsoft Entra roles > Alerts once: the tenant may never have used PIM.',
    );
  } catch (error) {
    if (!(error instanceof GraphError)) throw error;
    const [says, mend] = explain(error.details);
    return wrong(says, mend);
  }
}

function explain({ reason, code, status }: GraphErrorDetails): readonly [string, string] {
  const by = [code, status].filter((part) => part !== undefined).join(', ');
  const said = by === '' ? '' : ` (${by})`;
  if (code === 'AadPremiumLicenseRequired')
    return [`The tenant has no licence for PIM${said}.`, 'It needs Microsoft Entra ID P2 or ID Governance.'];
  if (reason === 'forbidden')
    return [
      `Graph refuses to show the alerts${said}.`,
      'Grant RoleManagementAlert.Read.Directory with admin consent, and check that the tenant is licensed for PIM (Entra ID P2 or ID Governance).',
    ];
  if (reason === 'unauthenticated')
    return [`Graph refuses the token${said}.`, 'Mend what is said about the credential above.'];
  if (reason === 'throttled')
    return [`Graph asks to come back later${said}.`, 'Run the doctor again in a few minutes.'];
  if (reason === 'unavailable')
    return [`Graph does not answer${said}.`, 'Look at https://status.cloud.microsoft and try again.'];
  return [`Graph does not understand the question${said}.`, 'Check CLOUD and GRAPH_BASE_URL.'];
}
