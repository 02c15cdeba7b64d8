import type { Clock } from '../lib/clock';
import type { PimAlerts, ReadOptions } from '../ports/pim-alerts';
import { rejectionOf } from './deadline';

export interface SharedPimAlerts extends PimAlerts {
  /** Call after every change: nothing read or under way before it is handed out again. */
  invalidate(): void;
}

interface Flight {
  readonly promise: Promise<unknown>;
  readonly abort: AbortController;
  waiting: number;
}

interface Snapshot {
  readonly value: unknown;
  readonly at: number;
  /** Of the read that made it: a slow old read never replaces a newer one. */
  readonly turn: number;
}

/**
 * Many askers, one read: identical reads at the same time share a request, and its answer serves for `maxAgeMs` more. Answers
 * keep their true `readAt`. Failures are not kept. Incident paging and operations go straight through.
 */
export function sharePimAlerts(
  alerts: PimAlerts,
  { clock, maxAgeMs = 5000 }: { readonly clock: Clock; readonly maxAgeMs?: number },
): SharedPimAlerts {
  const flights = new Map<string, Flight>();
  const snapshots = new Map<string, Snapshot>();
  let turns = 0;
  let validFrom = 0;

  function isFresh({ at }: Snapshot): boolean {
    const age = clock.now() - at;
    // Less than none: the clock has been set back since, and nobody knows how old it is.
    return age >= 0 && age <= maxAgeMs;
  }

  function keep(key: string, snapshot: Snapshot): void {
    const newer = (snapshots.get(key)?.turn ?? 0) > snapshot.turn;
    if (newer || snapshot.turn <= validFrom) return;
    for (const [old, kept] of snapshots) if (!isFresh(kept)) snapshots.delete(old);
    snapshots.set(key, snapshot);
  }

  function start(key: string, read: (signal: AbortSignal) => Promise<unknown>): Flight {
    turns += 1;
    const turn = turns;
    const abort = new AbortController();
    const work = async (): Promise<unknown> => {
      try {
        const value = await read(abort.signal);
        keep(key, { value, at: clock.now(), turn });
        return value;
      } finally {
        if (flights.get(key) === flight) flights.delete(key);
      }
    };
    const flight: Flight = { promise: work(), abort, waiting: 0 };
    flights.set(key, flight);
    return flight;
  }

  /** One caller's share of a flight; the read itself ends early only when the last caller has left. */
  async function board(key: string, flight: Flight, signal: AbortSignal | undefined): Promise<unknown> {
    flight.waiting += 1;
    try {
      return await (signal ? Promise.race([flight.promise, rejectionOf(signal)]) : flight.promise);
    } finally {
      flight.waiting -= 1;
      if (flight.waiting === 0 && signal?.aborted) {
        if (flights.get(key) === flight) flights.delete(key);
        flight.abort.abort(signal.reason);
      }
    }
  }

  async function shared<T>(
    key: string,
    options: ReadOptions | undefined,
    read: (options: ReadOptions) => Promise<T>,
  ): Promise<T> {
    options?.signal?.throwIfAborted();
    const fresh = options?.fresh === true;
    const snapshot = snapshots.get(key);
    if (!fresh && snapshot && isFresh(snapshot)) return snapshot.value as T;
    // A read under way may have left the service before this caller asked: not fresh.
    const flight = (fresh ? undefined : flights.get(key)) ?? start(key, (signal) => read({ signal, fresh }));
    return (await board(key, flight, options?.signal)) as T;
  }

  return {
    listAlerts: (options) => {
      const incidents = options?.incidents ?? 'all';
      return shared(`alerts:${incidents}`, options, (own) => alerts.listAlerts({ ...own, incidents }));
    },
    getAlert: (id, options) => shared(`alert:${id}`, options, (own) => alerts.getAlert(id, own)),
    getIncident: (id, incidentId, options) =>
      shared(`incident:${id}/${incidentId}`, options, (own) => alerts.getIncident(id, incidentId, own)),
    listDefinitions: (options) => shared('definitions', options, (own) => alerts.listDefinitions(own)),
    getDefinition: (id, options) =>
      shared(`definition:${id}`, options, (own) => alerts.getDefinition(id, own)),
    listConfigurations: (options) =>
      shared('configurations', options, (own) => alerts.listConfigurations(own)),
    getConfiguration: (id, options) =>
      shared(`configuration:${id}`, options, (own) => alerts.getConfiguration(id, own)),
    listIncidents: (id, options) => alerts.listIncidents(id, options),
    getOperation: (location, options) => alerts.getOperation(location, options),
    invalidate: () => {
      validFrom = turns;
      snapshots.clear();
      flights.clear();
    },
  };
}
