import type { Alert, Incident } from '../../src/alerts/alert';
import { kinds } from '../../src/alerts/kinds';
import type { AlertKind } from '../../src/alerts/kinds/kind';
import type { Clock } from '../../src/lib/clock';
import type { Random } from '../../src/lib/random';
import type { Conversation } from '../../src/ports/conversation';
import type { DeliveryError, Message, Notifier } from '../../src/ports/notifier';
import {
  GraphError,
  type OperationStatus,
  type PimAlertActions,
  type PimAlerts,
} from '../../src/ports/pim-alerts';
import type { Subscription } from '../../src/ports/subscriptions';
import { anAlertOf } from './builders';

export const TENANT = '22222222-2222-4222-8222-222222222222';
export const OTHER_TENANT = '33333333-3333-4333-8333-333333333333';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

export interface FakeTenant {
  readonly alerts: PimAlerts;
  readonly actions: PimAlertActions;
  /** The alert as it is read from now on; change it as you like. */
  alert(slug: string): Mutable<Alert>;
  raise(slug: string, ...names: readonly string[]): void;
  clear(slug: string, ...names: readonly string[]): void;
  /** All scans have just ended. */
  scanned(...slugs: readonly string[]): void;
  /** Takes an alert out of the list. */
  drop(slug: string): void;
  /** Leaves it off the list, where it is still found by name. */
  hide(slug: string): void;
  /** Takes all of them out of the list; returns how to put them back. */
  takeAll(): () => void;
  /** What the service does wrong. */
  readonly faults: {
    list?: Error;
    /** Runs while the list is on its way. */
    delay?: () => Promise<void>;
    /** After so many pages of one alert's incidents. */
    incidents?: { readonly slug: string; readonly afterPages: number };
    refresh?: Error;
    operation?: Error;
  };
  operationStatus: OperationStatus;
  /** Incidents that come along with the list, and in one page. */
  pageSize: number;
  /** How often each was called. */
  readonly calls: { list: number; incidents: number; refresh: number; operation: number };
}

/** Seven alerts, all scanned, nothing found, and a service that does as it is told. */
export function aTenant(clock: Clock): FakeTenant {
  const all = new Map<string, Mutable<Alert>>(
    kinds.map((kind) => [kind.slug, aConfiguredAlert(kind, clock)]),
  );
  const calls = { list: 0, incidents: 0, refresh: 0, operation: 0 };

  function alert(slug: string): Mutable<Alert> {
    const found = all.get(slug);
    if (!found) throw new Error(`No alert ${slug}`);
    return found;
  }

  const hidden = new Set<string>();

  function byId(id: string): Mutable<Alert> {
    const found = [...all.values()].find((one) => one.id === id);
    if (!found) throw new GraphError('no such alert', { reason: 'not-found', status: 404 });
    return found;
  }

  function setIncidents(slug: string, incidents: readonly Incident[]): void {
    const one = alert(slug);
    one.incidents = incidents;
    one.incidentCount = incidents.length;
    one.state = incidents.length > 0 ? 'active' : 'clean';
  }

  function asSent(one: Alert): Alert {
    const complete = one.incidents.length <= tenant.pageSize;
    return { ...one, incidents: one.incidents.slice(0, tenant.pageSize), incidentsComplete: complete };
  }

  function operation() {
    return { location: 'https://graph.test/operations/1', status: tenant.operationStatus, detail: '' };
  }

  async function* pages(alertId: string): AsyncGenerator<readonly Incident[]> {
    calls.incidents += 1;
    const { slug, incidents } = byId(alertId);
    for (let page = 0; page * tenant.pageSize < incidents.length; page += 1) {
      const fault = tenant.faults.incidents;
      if (fault?.slug === slug && page >= fault.afterPages)
        throw new GraphError('broken off', { reason: 'unavailable', status: 503 });
      yield incidents.slice(page * tenant.pageSize, (page + 1) * tenant.pageSize);
    }
  }

  const refused = () => Promise.reject(new Error('not part of this fake'));
  const tenant: FakeTenant = {
    alert,
    calls,
    faults: {},
    operationStatus: 'running',
    pageSize: 50,
    raise: (slug, ...names) => {
      const known = new Set(names.map((name) => anIncident(name).id));
      const rest = alert(slug).incidents.filter(({ id }) => !known.has(id));
      setIncidents(slug, [...rest, ...names.map(anIncident)]);
    },
    clear: (slug, ...names) => {
      const gone = new Set(names.map((name) => anIncident(name).id));
      setIncidents(
        slug,
        alert(slug).incidents.filter(({ id }) => !gone.has(id)),
      );
    },
    scanned: (...slugs) => {
      for (const slug of slugs.length > 0 ? slugs : all.keys())
        alert(slug).lastScanned = new Date(clock.now()).toISOString();
    },
    drop: (slug) => void all.delete(slug),
    hide: (slug) => void hidden.add(slug),
    takeAll: () => {
      const taken = [...all];
      all.clear();
      return () => {
        for (const [slug, one] of taken) all.set(slug, one);
      };
    },
    alerts: {
      listAlerts: async (options) => {
        calls.list += 1;
        await tenant.faults.delay?.();
        options?.signal?.throwIfAborted();
        if (tenant.faults.list) throw tenant.faults.list;
        const listed = [...all.values()].filter(({ slug }) => !hidden.has(slug));
        return { value: listed.map(asSent), readAt: new Date(clock.now()).toISOString() };
      },
      getAlert: async (id) => ({ value: { ...byId(id) }, readAt: new Date(clock.now()).toISOString() }),
      listIncidents: (id) => pages(id),
      getIncident: async (alertId, id) => {
        const found = byId(alertId).incidents.find((one) => one.id === id);
        if (!found) throw new GraphError('no such incident', { reason: 'not-found', status: 404 });
        return { value: found, readAt: new Date(clock.now()).toISOString() };
      },
      getOperation: async () => {
        calls.operation += 1;
        if (tenant.faults.operation) throw tenant.faults.operation;
        return operation();
      },
      listDefinitions: refused,
      getDefinition: refused,
      listConfigurations: refused,
      getConfiguration: refused,
    },
    actions: {
      dismissAlert: refused,
      enableAlert: refused,
      refreshAlert: async () => refresh(),
      refreshAll: async () => refresh(),
      updateConfiguration: refused,
      remediateIncident: refused,
    },
  };
  async function refresh() {
    calls.refresh += 1;
    if (tenant.faults.refresh) throw tenant.faults.refresh;
    return { operation: operation() };
  }
  return tenant;
}

function aConfiguredAlert(kind: AlertKind, clock: Clock): Mutable<Alert> {
  return anAlertOf(kind.slug, {
    lastScanned: new Date(clock.now()).toISOString(),
    configuration: {
      type: kind.configurationType,
      enabled: true,
      settings: Object.fromEntries(
        kind.settings.map(({ name, type }) => [name, type === 'duration' ? 'P30D' : 10]),
      ),
    },
  });
}

export function anIncident(name: string): Incident {
  return {
    id: `Incident-${name}`,
    principal: { id: `Person-${name}`, name, userPrincipalName: `${name}@contoso.test` },
    role: { id: 'Role-1', name: 'Exchange Administrator' },
    facts: [
      { label: 'Assigned', type: 'moment', value: '2026-11-01T00:00:00.000Z' },
      { label: 'Last sign-in', type: 'moment', value: undefined },
    ],
  };
}

type How = 'post' | 'reply' | 'update';

export interface Sent {
  readonly how: How;
  readonly conversationId: string;
  readonly activityId: string;
  /** Of a reply: the card it stands under. */
  readonly above?: string;
  readonly message: Message;
  readonly at: number;
}

export interface RecordingNotifier extends Notifier {
  /** What stands or was replaced, in order. */
  readonly sent: readonly Sent[];
  /** Everything asked for, whether it worked or not. */
  readonly tries: { readonly how: How; readonly conversationId: string; readonly at: number }[];
  /** Called before each delivery: throw to fail it. `after`: it stands all the same. */
  answer: (how: How, conversationId: string, message: Message) => DeliveryError | 'hang' | undefined;
  after: (how: How, conversationId: string) => DeliveryError | undefined;
  /** How long a request is under way, and its answer as well. */
  travelMs: () => number;
  summaries(conversationId?: string): readonly string[];
}

export function recordingNotifier(clock: Clock): RecordingNotifier {
  const sent: Sent[] = [];
  const tries: RecordingNotifier['tries'] = [];

  async function deliver(
    how: How,
    to: Conversation,
    message: Message,
    activityId: string,
    signal?: AbortSignal,
    above?: string,
  ): Promise<void> {
    const way = notifier.travelMs();
    if (way > 0) await clock.sleep(way, signal);
    tries.push({ how, conversationId: to.id, at: clock.now() });
    const answer = notifier.answer(how, to.id, message);
    if (answer === 'hang')
      await new Promise((_resolve, reject) => {
        signal?.addEventListener('abort', () => reject(new Error('aborted')), { once: true });
      });
    if (answer instanceof Error) throw answer;
    const under = above === undefined ? {} : { above };
    sent.push({ how, conversationId: to.id, activityId, message, at: clock.now(), ...under });
    if (way > 0) await clock.sleep(way, signal);
    const after = notifier.after(how, to.id);
    if (after) throw after;
  }

  const notifier: RecordingNotifier = {
    sent,
    tries,
    answer: () => undefined,
    after: () => undefined,
    travelMs: () => 0,
    post: async (to, message, signal) => {
      const activityId = `activity-${tries.length + 1}`;
      await deliver('post', to, message, activityId, signal);
      return { activityId };
    },
    reply: async (to, above, message, signal) => {
      const activityId = `activity-${tries.length + 1}`;
      await deliver('reply', to, message, activityId, signal, above);
      return { activityId };
    },
    update: (to, activityId, message, signal) => deliver('update', to, message, activityId, signal),
    summaries: (conversationId) =>
      sent
        .filter((one) => conversationId === undefined || one.conversationId === conversationId)
        .map(({ message }) => message.summary),
  };
  return notifier;
}

export function aConversation(id: string, tenantId = TENANT): Conversation {
  return {
    tenantId,
    id,
    kind: 'channel',
    serviceUrl: 'https://smba.trafficmanager.net/teams/',
    channelId: 'msteams',
    bot: { id: '28:bot' },
    name: `Channel ${id}`,
  };
}

export function aSubscription(conversationId: string, wish: Partial<Subscription> = {}): Subscription {
  return {
    tenantId: TENANT,
    id: `subscription-${conversationId}`,
    conversationId,
    alerts: [],
    minimumSeverity: 'informational',
    mode: 'new',
    createdBy: 'Alex Wilber',
    createdAt: 0,
    ...wish,
  };
}

/** Ids in order, and always the same chance. */
export function steadyRandom(fraction = 0.5): Random & { last(): string } {
  let count = 0;
  const uuid = () => `00000000-0000-4000-8000-${String(count).padStart(12, '0')}`;
  return {
    uuid: () => {
      count += 1;
      return uuid();
    },
    last: uuid,
    fraction: () => fraction,
  };
}
