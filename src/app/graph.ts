import type { Config } from '../config';
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

interface Surroundings {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly onCall: (call: CallReport) => void;
  readonly doubles?: Doubles;
}

export interface GraphSide {
  readonly alerts: PimAlerts;
  readonly directory: Directory;
  /** Changes in a person's name, or without a token in the app's. */
  readonly actionsFor: (token?: string) => PimAlertActions;
  /** Of the pretend tenant; the channel brings them otherwise. */
  readonly userTokens: UserTokens | undefined;
  /** Object or client ids of the identity Rolecall itself runs as. */
  readonly ownIds: readonly string[];
  readonly sandboxUrl: string | undefined;
  stop(): Promise<void>;
}

/** The tenant behind Graph: the real one, a Graph on this machine, or the pretend one, which is started here. */
export async function connectGraph(config: Config, surroundings: Surroundings): Promise<GraphSide> {
  const { clock, log, doubles } = surroundings;
  const sandbox = config.mode === 'sandbox' ? createSandbox({ ...surroundings, drift: true }) : undefined;
  const started = await sandbox?.start();
  const credential = sandbox
    ? sandboxCredential(sandbox, config)
    : (doubles?.graph.credential ?? createCredential(config.graph.credential ?? {}));
  const client = createGraphClient({
    ...surroundings,
    baseUrl: started?.url ?? doubles?.graph.baseUrl ?? config.graph.baseUrl,
    ...(credential ? { credential } : {}),
  });
  const alerts = sharePimAlerts(createPimAlerts({ client, log }), { clock });
  const { clientId } = config.graph.credential ?? {};
  return {
    alerts,
    directory: createDirectory({ client, log }),
    actionsFor: (token) =>
      createPimAlertActions({
        client,
        afterChange: () => alerts.invalidate(),
        ...(token === undefined ? {} : { token }),
      }),
    userTokens: sandbox?.userTokens,
    ownIds: clientId ? [clientId] : [],
    sandboxUrl: started && `${started.url}/sandbox`,
    stop: async () => sandbox?.stop(),
  };
}

/** The pretend app may read, and may write as well where the configuration has the app write. */
function sandboxCredential(sandbox: Sandbox, { graph, sweep }: Config) {
  const writes = graph.writeIdentity === 'app' || sweep.refresh;
  return sandbox.appCredential(
    writes ? [...APP_PERMISSIONS, 'RoleManagementAlert.ReadWrite.Directory'] : APP_PERMISSIONS,
  );
}
