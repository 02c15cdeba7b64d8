import { AsyncLocalStorage } from 'node:async_hooks';
import type { Random } from './random';

/** What something came of: one turn, one sweep, one round of work behind them. It is carried to all that follows, posts included. */
export interface Origin {
  /** Eight characters on each log line; a person is shown them when something went wrong. */
  readonly reference: string;
  /** W3C trace context of the span under way, where traces are collected. */
  readonly traceparent?: string;
}

const under = new AsyncLocalStorage<Origin>();

/** Undefined: nothing that began has led here, as at the start of the process. */
export function currentOrigin(): Origin | undefined {
  return under.getStore();
}

export function newOrigin(random: Random): Origin {
  return { reference: random.uuid().slice(0, 8) };
}

/** All that `work` does, however deep and late, came of this. */
export function withOrigin<T>(origin: Origin, work: () => T): T {
  return under.run(origin, work);
}
