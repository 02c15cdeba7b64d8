import { messageOf } from '../lib/errors';
import { StoreError, type Store } from '../ports/store';
import type { Watch } from '../watch/watch';

/** What keeps Rolecall from its work now, in sentences without secrets; empty when all is well. For `/readyz` and `status`. */
export function createProblems({
  store,
  watch,
}: {
  store: Store;
  watch: Watch;
}): () => Promise<readonly string[]> {
  return async () => {
    try {
      await store.check();
      const { lastError, overdue, troubles, outbox } = await watch.status();
      return [
        ...(lastError === undefined ? [] : ['The last look at the tenant failed; the log says why.']),
        ...(overdue ? ['The tenant was not looked at for longer than it should be.'] : []),
        ...(outbox.oldestMs > 10 * 60_000 ? ['Posts have been waiting for more than ten minutes.'] : []),
        ...troubles.map(({ detail }) => detail),
      ];
    } catch (error) {
      return [
        error instanceof StoreError
          ? messageOf(error)
          : 'The state of Rolecall could not be read; the log says why.',
      ];
    }
  };
}
