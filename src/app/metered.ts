import type { Metrics } from '../metrics';
import type { Store } from '../ports/store';

/** The same store, whose audit log is counted as well. A line that could not be written counts for nothing. */
export function withMetrics(store: Store, metrics: Pick<Metrics, 'audited'>): Store {
  const { audit } = store;
  return {
    ...store,
    audit: {
      ...audit,
      append: async (entry) => {
        await audit.append(entry);
        metrics.audited(entry);
      },
    },
  };
}
