import type { Actor } from '../ports/conversation';
import type { Directory } from '../ports/directory';
import { GraphError } from '../ports/pim-alerts';

export interface Rights {
  /** Object ids of people or groups; empty: whoever is in the conversation. */
  readonly readers: readonly string[];
  /** Object ids of people or groups; with `writesAs: 'app'` nobody else may act. */
  readonly operators: readonly string[];
  /** `user`: Entra decides with the person's own token. */
  readonly writesAs: 'user' | 'app';
}

export interface Authority {
  mayRead(actor: Actor): Promise<boolean>;
  mayAct(actor: Actor): Promise<boolean>;
}

/** Who may do what. Groups are read live on each question, so a removal counts at once. Failures of the directory reach the caller: deny by default. */
export function createAuthority({ rights, directory }: { rights: Rights; directory: Directory }): Authority {
  async function isOneOf(actor: Actor, ids: readonly string[]): Promise<boolean> {
    if (ids.includes(actor.id.toLowerCase())) return true;
    try {
      return await directory.isOneOf(actor.id, ids);
    } catch (error) {
      // Whoever the directory does not know belongs to no group.
      if (error instanceof GraphError && error.details.reason === 'not-found') return false;
      throw error;
    }
  }
  return {
    mayRead: async (actor) =>
      rights.readers.length === 0 || isOneOf(actor, [...rights.readers, ...rights.operators]),
    async mayAct(actor) {
      if (rights.operators.length > 0) return isOneOf(actor, rights.operators);
      return rights.writesAs === 'user';
    },
  };
}
