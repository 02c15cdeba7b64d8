import type { Clock } from '../lib/clock';
import type { Log } from '../lib/log';
import type { Store } from '../ports/store';
import { createApprovals } from './approvals';
import { createAudit } from './audit';
import { createConversations } from './conversations';
import { createDecisions } from './decisions';
import type { Engine } from './engine';
import { createFlags } from './flags';
import { createKnowledge } from './knowledge';
import { createLeases } from './leases';
import { createNonces } from './nonces';
import { createOperations } from './operations';
import { createOutbox } from './outbox';
import { createOwnership } from './ownership';
import { openPostgres } from './postgres';
import { createPostedCards } from './posted-cards';
import { createRemedies } from './remedies';
import { createSenders } from './senders';
import { openSqlite } from './sqlite';
import { createSubscriptions } from './subscriptions';

export interface OpenStoreOptions {
  /** `postgres://…`; absent: the embedded file. */
  readonly url?: string;
  /** Instead of a password in `url`, asked for each connection; the connection is encrypted then. */
  readonly password?: (() => Promise<string>) | undefined;
  /** Where the embedded file lives. */
  readonly dataDir?: string;
  /** For tests; absent: the database's own clock, on which all replicas agree. */
  readonly clock?: Clock;
  readonly log: Log;
}

const DEFAULT_DATA_DIR = '.data';

/** Opens the store and brings its schema up to date. Rejects with a `StoreError` of one sentence for the operator. */
export async function openStore({
  url,
  password,
  dataDir = DEFAULT_DATA_DIR,
  clock,
  log,
}: OpenStoreOptions): Promise<Store> {
  const engine =
    url === undefined
      ? await openSqlite({ dataDir, clock, log })
      : await openPostgres({ url, password, clock, log });
  return createStore(engine);
}

export function createStore(engine: Engine): Store {
  return {
    conversations: createConversations(engine),
    subscriptions: createSubscriptions(engine),
    knowledge: createKnowledge(engine),
    leases: createLeases(engine),
    outbox: createOutbox(engine),
    senders: createSenders(engine),
    flags: createFlags(engine),
    cards: createPostedCards(engine),
    operations: createOperations(engine),
    decisions: createDecisions(engine),
    nonces: createNonces(engine),
    approvals: createApprovals(engine),
    remedies: createRemedies(engine),
    ownership: createOwnership(engine),
    audit: createAudit(engine),
    check: () => engine.check(),
    close: () => engine.close(),
  };
}
