/** Does what the parent asks, one thing after the other, until the parent lets go; then `end` runs. */
export function workFor<Order>(work: (order: Order) => Promise<object>, end: () => Promise<void>): void {
  process.on('message', (order: Order) => {
    work(order).then((report) => process.send?.(report), fail);
  });
  process.once('disconnect', () => {
    end().then(() => process.exit(0), fail);
  });
  process.send?.({ ready: true });
}

function fail(error: unknown): never {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exit(1);
}

export function settings<T>(): T {
  return JSON.parse(process.argv[2] ?? '{}') as T;
}
