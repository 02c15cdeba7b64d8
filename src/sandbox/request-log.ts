/** Counts of what was asked, by route: how a test or a visitor sees what a command costs. */
export interface RequestLog {
  begin(method: string, route: string): { end(status: number): void };
  counts(): RequestCounts;
  clear(): void;
}

export interface RequestCounts {
  readonly total: number;
  readonly routes: Readonly<Record<string, number>>;
  readonly statuses: Readonly<Record<string, number>>;
}

export function createRequestLog(): RequestLog {
  const routes = new Map<string, number>();
  const statuses = new Map<string, number>();
  let total = 0;
  const count = (counters: Map<string, number>, key: string) =>
    void counters.set(key, (counters.get(key) ?? 0) + 1);

  return {
    begin: (method, route) => {
      total += 1;
      count(routes, `${method} ${route}`);
      return { end: (status) => count(statuses, String(status)) };
    },
    counts: () => ({
      total,
      routes: Object.fromEntries(routes),
      statuses: Object.fromEntries(statuses),
    }),
    clear: () => {
      total = 0;
      routes.clear();
      statuses.clear();
    },
  };
}
