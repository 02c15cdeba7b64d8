import type { Clock } from '../lib/clock';
import type { Log } from '../lib/log';
import type { Random } from '../lib/random';
import type { UserTokens } from '../ports/user-tokens';
import { createAlertBoard } from './alert-board';
import { createAppCredential, type AppCredential } from './app-credential';
import { DETECTORS } from './detectors';
import { createControls } from './controls';
import { drift } from './drift';
import { createElsewhere } from './elsewhere';
import { createEvents, type Events } from './events';
import { createFaults } from './faults';
import { createGraphEndpoint } from './graph-endpoint';
import { createOperations } from './operations';
import { PEOPLE, TENANT_ID, type Person } from './people';
import { createRequestLog, type RequestLog } from './request-log';
import { alertRoutes } from './routes/alerts';
import { definitionRoutes } from './routes/definitions';
import { directoryRoutes } from './routes/directory';
import { incidentRoutes } from './routes/incidents';
import { roleManagementRoutes } from './routes/role-management';
import { seedTenant } from './seed';
import { createSandboxServer } from './server';
import type { Service } from './service';
import { createSignIns } from './sign-ins';
import { createTokens, type Tokens } from './tokens';
import { createSandboxUserTokens } from './user-tokens';

export interface SandboxOptions {
  /** Another than the one that visitors meet. */
  readonly tenantId?: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** Loopback only. */
  readonly host?: string;
  /** 0: any free port. */
  readonly port?: number;
  /** Whether things happen by themselves. */
  readonly drift?: boolean;
  readonly refreshMs?: number;
  readonly pageSize?: number;
  readonly expandLimit?: number;
}

/** A pretend Entra tenant behind the Microsoft Graph wire. Everything lives in memory; ids are the same in every process. */
export interface Sandbox {
  start(): Promise<{ readonly url: string }>;
  stop(): Promise<void>;
  readonly tenantId: string;
  readonly people: readonly Person[];
  readonly tokens: Tokens;
  readonly userTokens: UserTokens;
  /** The bot's own identity: reading only, unless given other permissions. */
  appCredential(permissions?: readonly string[]): AppCredential;
  /** What can be made to happen, as `POST /sandbox/events` does. */
  readonly events: Events;
  readonly requests: Pick<RequestLog, 'counts' | 'clear'>;
}

export function createSandbox(options: SandboxOptions): Sandbox {
  const { tenantId = TENANT_ID, clock, random, log } = options;
  const newId = () => random.uuid();
  const tenant = seedTenant(clock.now(), tenantId);
  const board = createAlertBoard({ tenant, detectors: DETECTORS, now: clock.now() });
  const operations = createOperations({ clock, board, durationMs: options.refreshMs ?? 4_000 });
  const faults = createFaults();
  const tokens = createTokens({ clock, tenantId });
  const signIns = createSignIns({ newId });
  const requestLog = createRequestLog();
  const service: Service = {
    clock,
    tenant,
    board,
    operations,
    faults,
    pageSize: options.pageSize ?? 100,
    expandLimit: options.expandLimit ?? 20,
  };
  const graph = createGraphEndpoint({
    service,
    routes: [
      ...alertRoutes(service),
      ...incidentRoutes(service),
      ...definitionRoutes(service),
      ...directoryRoutes(service),
      ...roleManagementRoutes(service),
    ],
    tokens,
    faults,
    requestLog,
    newId,
  });
  const elsewhere = createElsewhere({ tenant, board, clock, random });
  const events = createEvents({ tenant, board, operations, elsewhere, clock, random });
  const server = createSandboxServer({
    host: options.host ?? '127.0.0.1',
    port: options.port ?? 0,
    log,
    graph: (...request) => graph.handle(...request),
    controls: createControls({ tenantId, board, events, faults, requestLog, signIns, tokens }),
  });
  const running = new AbortController();
  let drifting: Promise<void> | undefined;

  return {
    start: async () => {
      const listening = await server.start();
      const { signal } = running;
      if (options.drift) drifting = drift({ clock, log, board, operations, events, signal });
      return listening;
    },
    stop: async () => {
      running.abort();
      await drifting;
      await server.stop();
    },
    tenantId,
    people: PEOPLE,
    tokens,
    userTokens: createSandboxUserTokens({ tokens, signIns, origin: () => server.origin() }),
    appCredential: (permissions) =>
      createAppCredential({ tokens, clock, ...(permissions ? { permissions } : {}) }),
    requests: requestLog,
    events,
  };
}
