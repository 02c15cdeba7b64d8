import { loadConfig } from '../../src/config';
import { silentLog } from '../../src/lib/log';
import type { Conversation } from '../../src/ports/conversation';
import type { Store } from '../../src/ports/store';
import { openStore } from '../../src/store/open-store';
import type { LeaseTimes } from '../../src/watch/lease-times';
import { startConnector, type Connector, type Standing } from '../support/connector';
import { eventually } from '../support/process';
import { startGraph, type FakeGraph } from './graph';
import { startReplica, type Replica } from './replicas';

export type StorePlace = { readonly url: string } | { readonly dataDir: string };

const [{ id: tenantId }] = loadConfig({}).tenants;
const KINDS: readonly Conversation['kind'][] = ['channel', 'group', 'personal'];

export interface Scene {
  readonly graph: FakeGraph;
  readonly connector: Connector;
  readonly store: Store;
  readonly conversations: readonly string[];
  /** All there ever were. */
  readonly replicas: readonly Replica[];
  start(): Replica;
  /** Cards of a conversation that name this person. */
  cards(conversationId: string, name: string): readonly Standing[];
  close(): Promise<void>;
}

/** A service, a channel with three subscribed conversations, and a store that knows what was there before. */
export async function setScene({
  place,
  latencyMs,
  ...more
}: {
  readonly place: StorePlace;
  readonly latencyMs: () => number;
  readonly times?: LeaseTimes;
  readonly perSecond?: number;
}): Promise<Scene> {
  const [graph, connector] = await Promise.all([
    startGraph({ tenantId, latencyMs }),
    startConnector({ latencyMs }),
  ]);
  const store = await openStore({ ...place, log: silentLog });
  for (const kind of KINDS) await subscribe(store, connector.serviceUrl, `room-${kind}`, kind);
  const replicas: Replica[] = [];

  function start(): Replica {
    const name = `replica-${replicas.length + 1}`;
    const replica = startReplica({ name, graph: graph.url, store: place, ...more });
    replicas.push(replica);
    return replica;
  }

  start();
  await eventually(
    async () => ((await store.knowledge.history(tenantId, 1)).length > 0 ? true : undefined),
    () => `no first sweep: ${replicas[0]?.complaints()}`,
  );
  return {
    graph,
    connector,
    store,
    conversations: KINDS.map((kind) => `room-${kind}`),
    replicas,
    start,
    cards: (conversationId, name) =>
      [...connector.messages.values()].filter(
        (one) => one.conversationId === conversationId && JSON.stringify(one.activity).includes(name),
      ),
    close: async () => {
      await Promise.all(replicas.map((replica) => replica.kill()));
      await Promise.all([graph.close(), connector.close(), store.close()]);
    },
  };
}

/** A conversation that wants to know of everything. */
export async function subscribe(
  store: Store,
  serviceUrl: string,
  id: string,
  kind: Conversation['kind'] = 'channel',
): Promise<void> {
  const bot = { id: '28:bot' };
  await store.conversations.save({ tenantId, id, kind, serviceUrl, channelId: 'msteams', bot });
  await store.subscriptions.save({
    tenantId,
    id,
    conversationId: id,
    alerts: [],
    minimumSeverity: 'informational',
    mode: 'new',
    createdBy: 'Alex',
    createdAt: 0,
  });
}

/** Which replica posted a card. */
export function senderOf(activity: Standing['activity']): string {
  return (activity['from'] as { readonly name?: string } | undefined)?.name ?? '';
}
