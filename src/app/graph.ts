import type { Config } from '../config';
import type { TenantSettings } from '../config/tenant';
import type { Doubles } from './doubles';
import { createGraphClient, type CallReport } from '../graph/client';
import { createCredential } from '../graph/credentials';
import { createDirectory } from '../graph/directory';
import { createPimAlertActions } from '../graph/pim-alert-actions';
import { createPimAlerts } from '../graph/pim-alerts';
import { sharePimAlerts } from '../graph/shared-reads';
import type { Clock } from '../lib/clock';
import type { Log } from '../lib/log';
import type { Random } from '../lib/random';
import type { Directory } from '../ports/directory';
import type { PimAlertActions, PimAlerts } from '../ports/pim-alerts';
import type { UserTokens } from '../ports/user-tokens';
import { APP_PERMISSIONS } from '../sandbox/app-credential';
import { createSandbox, type Sandbox } from '../sandbox/sandbox';
import { createOwnIds } from './own-ids';

interface Surroundings {
  readonly config: Pick<Config, 'mode' | 'app' | 'drift' | 'graphBaseUrl'>;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly onCall: (call: CallReport) => void;
  readonly doubles?: Doubles | undefined;
}

export interface GraphSide {
  readonly alerts: PimAlerts;
  readonly directory: Directory;
  /** Changes in a person's name, or without a token in the app's. */
  readonly actionsFor: (token?: string) => PimAlertActions;
  /** Of the pretend tenant; the channel brings them otherwise. */
  readonly userTokens: UserTokens | undefined;
  /** Object ids of the identities Rolecall itself runs as; undefined where they cannot be known now. */
  readonly ownIds: () => Promise<readonly string[] | undefined>;
  readonly sandboxUrl: string | undefined;
  stop(): Promise<void>;
}

/** One tenant behind Graph: the real one, a Graph on this machine, or the pretend one, which is started here. */
export async function connectGraph(tenant: TenantSettings, surroundings: Surroundings): Promise<GraphSide> {
  const { config, clock, random, log, onCall } = surroundings;
  const { mode, drift } = config;
  const sandbox = mode === 'sandbox' ? createSandbox({ clock, random, log, drift }) : undefined;
  const started = await sandbox?.start();
  const double = surroundings.doubles?.graph(tenant.id);
  const credential = sandbox
    ? sandboxCredential(sandbox, tenant)
    : (double?.credential ?? createCredential(tenant.credential ?? {}));
  const baseUrl = started?.url ?? double?.baseUrl ?? config.graphBaseUrl;
  const client = createGraphClient({
    clock,
    random,
    log,
    onCall,
    baseUrl,
    ...(credential ? { credential } : {}),
  });
  const alerts = sharePimAlerts(createPimAlerts({ client, log }), { clock });
  const directory = createDirectory({ client, log });
  return {
    alerts,
    directory,
    actionsFor: (token) =>
      createPimAlertActions({
        client,
        afterChange: () => alerts.invalidate(),
        ...(token === undefined ? {} : { token }),
      }),
    userTokens: sandbox?.userTokens,
    ownIds: createOwnIds({
      credential,
      scope: `${new URL(baseUrl).origin}/.default`,
      appIds: appIdsOf(config.app),
      directory,
      log,
    }),
    sandboxUrl: started && `${started.url}/sandbox`,
    stop: async () => sandbox?.stop(),
  };
}

function appIdsOf(app: Config['app']): readonly string[] {
  if (app.kind === 'none') return [];
  return app.kind === 'federated' ? [app.appId, app.managedIdentityClientId] : [app.appId];
}

/** The pretend app may read, and may write as well where the configuration has the app write. */
function sandboxCredential(sandbox: Sandbox, { writeIdentity, sweep }: TenantSettings) {
  const writes = writeIdentity === 'app' || sweep.refresh;
  return sandbox.appCredential(
    writes ? [...APP_PERMISSIONS, 'RoleManagementAlert.ReadWrite.Directory'] : APP_PERMISSIONS,
  );
}
