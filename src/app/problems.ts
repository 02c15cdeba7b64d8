import { messageOf } from '../lib/errors';
import { StoreError, type Store } from '../ports/store';
import type { Watch } from '../watch/watch';

export type ProblemsNow = () => Promise<readonly string[]>;

/** What keeps Rolecall from its work in one tenant now, in sentences without secrets; empty when all is well. */
export function createProblems({ store, watch }: { store: Store; watch: Watch }): ProblemsNow {
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

/**
 * What keeps the process from serving, for `/readyz`. One tenant that is well is enough: another's trouble is told in its own chats,
 * and must not take the bot away from the rest.
 */
export function createReadiness(tenants: readonly ProblemsNow[]): ProblemsNow {
  return async () => {
    const found = new Set<string>();
    for (const problemsNow of tenants) {
      const problems = await problemsNow();
      if (problems.length === 0) return [];
      for (const problem of problems) found.add(problem);
    }
    return [...found];
  };
}
