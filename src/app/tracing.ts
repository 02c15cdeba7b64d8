import { AsyncLocalStorage } from 'node:async_hooks';
import type { Clock } from '../lib/clock';
import { messageOf } from '../lib/errors';
import type { Log } from '../lib/log';
import type { Random } from '../lib/random';
import { noTrace, type SpanAttributes, type Trace } from '../lib/trace';
import type { Notifier } from '../ports/notifier';

export interface Tracing extends Trace {
  /** Sends what is left. */
  close(): Promise<void>;
}

interface Dependencies {
  readonly settings:
    { readonly endpoint: string; readonly headers: Readonly<Record<string, string>> } | undefined;
  readonly tenantId: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

interface Place {
  readonly traceId: string;
  readonly spanId: string;
}

const FLUSH_MS = 5_000;
const TIMEOUT_MS = 5_000;
/** What a collector that is away may cost in memory; more is dropped. */
const MOST_SPANS = 2_048;
const ERROR = { code: 2 };

/**
 * OpenTelemetry's protocol over HTTP, as JSON, by hand: its SDK would be a tenth of everything that ships, for one request in five
 * seconds. A collector that is away costs spans and a line in the log, never an answer.
 */
export function createTracing({ settings, tenantId, clock, random, log }: Dependencies): Tracing {
  if (!settings) return { ...noTrace, close: () => Promise.resolve() };
  const { endpoint, headers } = settings;
  const current = new AsyncLocalStorage<Place>();
  const stopping = new AbortController();
  let waiting: object[] = [];
  let away = false;

  const newId = (): string => random.uuid().replaceAll('-', '');

  function add(
    name: string,
    attributes: SpanAttributes,
    span: {
      readonly place: Place;
      readonly parent: Place | undefined;
      readonly from: number;
      readonly to: number;
      readonly failed: boolean;
    },
  ): void {
    if (waiting.length >= MOST_SPANS) return;
    const { place, parent, from, to, failed } = span;
    waiting.push({
      ...place,
      ...(parent ? { parentSpanId: parent.spanId } : {}),
      name,
      kind: 1,
      startTimeUnixNano: nanoseconds(from),
      endTimeUnixNano: nanoseconds(to),
      attributes: attributesOf(attributes),
      ...(failed ? { status: ERROR } : {}),
    });
  }

  function placeUnder(parent: Place | undefined): Place {
    return { traceId: parent?.traceId ?? newId(), spanId: newId().slice(0, 16) };
  }

  async function flush(): Promise<void> {
    if (waiting.length === 0) return;
    const spans = waiting;
    waiting = [];
    const resource = {
      attributes: attributesOf({ 'service.name': 'rolecall', 'rolecall.tenant': tenantId }),
    };
    try {
      const response = await fetch(`${endpoint}/v1/traces`, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json' },
        body: JSON.stringify({
          resourceSpans: [{ resource, scopeSpans: [{ scope: { name: 'rolecall' }, spans }] }],
        }),
        redirect: 'error',
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      await response.body?.cancel();
      if (!response.ok) throw new Error(`the collector answered ${response.status}`);
      away = false;
    } catch (error) {
      if (!away) log.warn('traces are not taken', { dropped: spans.length, reason: messageOf(error) });
      away = true;
    }
  }

  async function keepFlushing(): Promise<void> {
    while (!stopping.signal.aborted) {
      await clock.sleep(FLUSH_MS, stopping.signal).catch(() => undefined);
      await flush();
    }
  }

  const flushing = keepFlushing();
  return {
    span: async (name, attributes, work) => {
      const parent = current.getStore();
      const place = placeUnder(parent);
      const from = clock.now();
      try {
        const result = await current.run(place, work);
        add(name, attributes, { place, parent, from, to: clock.now(), failed: false });
        return result;
      } catch (error) {
        add(name, attributes, { place, parent, from, to: clock.now(), failed: true });
        throw error;
      }
    },
    ended: (name, attributes, { ms, failed }) => {
      const parent = current.getStore();
      const to = clock.now();
      add(name, attributes, { place: placeUnder(parent), parent, from: to - ms, to, failed });
    },
    close: async () => {
      stopping.abort();
      await flushing;
    },
  };
}

/** The same notifier, each attempt a span. */
export function traced(notifier: Notifier, trace: Trace): Notifier {
  return {
    post: (to, message, signal) =>
      trace.span('post', { kind: to.kind }, () => notifier.post(to, message, signal)),
    update: (to, activityId, message, signal) =>
      trace.span('update', { kind: to.kind }, () => notifier.update(to, activityId, message, signal)),
  };
}

function nanoseconds(ms: number): string {
  return `${Math.round(ms)}000000`;
}

function attributesOf(attributes: SpanAttributes): readonly object[] {
  return Object.entries(attributes).map(([key, value]) => ({ key, value: valueOf(value) }));
}

function valueOf(value: string | number | boolean): object {
  if (typeof value === 'string') return { stringValue: value };
  return typeof value === 'number' ? { doubleValue: value } : { boolValue: value };
}
