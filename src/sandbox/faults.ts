import type { RefreshFate } from './operations';

export const FAULT_KINDS = [
  'throttle',
  'throttle-without-header',
  'unavailable',
  'gateway-timeout',
  'internal-error',
  'reset',
  'lost-answer',
  'slow',
  'malformed',
  'nulls',
  'forbidden',
  'unauthenticated',
  'challenge',
  'refresh-fails',
  'refresh-is-skipped',
  'refresh-ends-unheard-of',
  'refresh-never-ends',
] as const;

export type FaultKind = (typeof FAULT_KINDS)[number];

export interface Fault {
  readonly kind: FaultKind;
  /** How many more requests it hits. */
  times: number;
  /** Tested against `METHOD /path?query`. */
  readonly match: RegExp | undefined;
  /** For `throttle`: the `Retry-After` to send. */
  readonly retryAfter: string;
  /** For `slow`: how long. */
  readonly delayMs: number;
}

/** What goes wrong next. Faults are used up in the order they were switched on. */
export interface Faults {
  add(fault: Fault): void;
  /** The fault that hits this request, which spends it once. */
  next(method: string, url: string): Fault | undefined;
  nextRefreshFate(): RefreshFate | undefined;
  list(): readonly Fault[];
  clear(): void;
}

const FATES: Partial<Readonly<Record<FaultKind, RefreshFate>>> = {
  'refresh-fails': 'fails',
  'refresh-is-skipped': 'is-skipped',
  'refresh-ends-unheard-of': 'ends-unheard-of',
  'refresh-never-ends': 'never-ends',
};

export function createFaults(): Faults {
  let waiting: readonly Fault[] = [];

  function spend(fault: Fault | undefined): Fault | undefined {
    if (!fault) return undefined;
    fault.times -= 1;
    waiting = waiting.filter((one) => one.times > 0);
    return fault;
  }

  return {
    add: (fault) => {
      waiting = [...waiting, fault];
    },
    next: (method, url) =>
      spend(
        waiting.find(
          ({ kind, match }) => FATES[kind] === undefined && (match?.test(`${method} ${url}`) ?? true),
        ),
      ),
    nextRefreshFate: () => {
      const fault = spend(waiting.find(({ kind }) => FATES[kind] !== undefined));
      return fault && FATES[fault.kind];
    },
    list: () => waiting,
    clear: () => {
      waiting = [];
    },
  };
}
