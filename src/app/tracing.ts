import type { TraceSettings } from '../config/traces';
import type { Clock } from '../lib/clock';
import type { Log } from '../lib/log';
import { noTrace, type Trace } from '../lib/trace';
import type { Notifier } from '../ports/notifier';
import { openTelemetry } from './open-telemetry';

export interface Tracing extends Trace {
  /** Sends what is left, for two seconds at most. */
  close(): Promise<void>;
}

interface Dependencies {
  readonly settings: TraceSettings | undefined;
  readonly clock: Clock;
  readonly log: Log;
}

/** Off unless somebody collects. */
export async function createTracing({ settings, clock, log }: Dependencies): Promise<Tracing> {
  if (!settings) return { ...noTrace, close: () => Promise.resolve() };
  return openTelemetry({ settings, clock, log });
}

/** The same notifier, each attempt a span. */
export function traced(notifier: Notifier, trace: Trace): Notifier {
  return {
    post: (to, message, signal) =>
      trace.span('post', { tenant: to.tenantId, kind: to.kind }, () => notifier.post(to, message, signal)),
    reply: (to, activityId, message, signal) =>
      trace.span('reply', { tenant: to.tenantId, kind: to.kind }, () =>
        notifier.reply(to, activityId, message, signal),
      ),
    update: (to, activityId, message, signal) =>
      trace.span('update', { tenant: to.tenantId, kind: to.kind }, () =>
        notifier.update(to, activityId, message, signal),
      ),
  };
}
