import type { Actor } from '../ports/conversation';
import type { Directory } from '../ports/directory';
import { GLOBAL_ADMINISTRATOR } from '../alerts/kinds/too-many-global-admins';
import { UserError } from '../lib/errors';
import { GraphError } from '../ports/pim-alerts';

export interface Rights {
  /** Object ids of people or groups; empty: whoever is in the conversation. */
  readonly readers: readonly string[];
  /** Object ids of people or groups; with `writesAs: 'app'` nobody else may act. */
  readonly operators: readonly string[];
  /** `user`: Entra decides with the person's own token. */
  readonly writesAs: 'user' | 'app';
  /** Nobody is told apart here, so everybody holds every right: a Graph on this machine alone. */
  readonly trusted?: boolean;
}

/** Rights go by object id alone. */
type Who = Pick<Actor, 'id'>;

export interface Authority {
  mayRead(actor: Who): Promise<boolean>;
  mayAct(actor: Who): Promise<boolean>;
  /**
   * Whether the actor has a right of their own where Microsoft is not asked with their token: what Rolecall only remembers, and the
   * two words of a two-person change. Throws a `UserError` where it may not read their roles.
   */
  holdsRight(actor: Who): Promise<boolean>;
  /**
   * Whether somebody who asked for a change a while ago could ask for it now: every right as of this moment, and an account in use.
   * Throws a `UserError` where that may not be read.
   */
  mayStill(somebody: Who): Promise<boolean>;
}

const PRIVILEGED_ROLE_ADMINISTRATOR = 'e8611ab8-c189-46e8-94e1-60213ab1f814';
const RIGHTFUL = [PRIVILEGED_ROLE_ADMINISTRATOR, GLOBAL_ADMINISTRATOR.id];

/** Who may do what. Groups are read live on each question, so a removal counts at once. Failures of the directory reach the caller: deny by default. */
export function createAuthority({ rights, directory }: { rights: Rights; directory: Directory }): Authority {
  async function isOneOf(actor: Who, ids: readonly string[]): Promise<boolean> {
    if (ids.includes(actor.id.toLowerCase())) return true;
    try {
      return await directory.isOneOf(actor.id, ids);
    } catch (error) {
      // Whoever the directory does not know belongs to no group.
      if (error instanceof GraphError && error.details.reason === 'not-found') return false;
      throw error;
    }
  }
  async function holdsRole(actor: Who): Promise<boolean> {
    try {
      const roles = await directory.rolesOf(actor.id);
      return roles.some(({ roleId, how }) => how !== 'eligible' && RIGHTFUL.includes(roleId.toLowerCase()));
    } catch (error) {
      if (!(error instanceof GraphError)) throw error;
      if (error.details.reason === 'not-found') return false;
      if (error.details.reason !== 'forbidden') throw error;
      throw new UserError(
        'I may not read which roles you hold, so I cannot tell whether you may do this. Whoever runs me has to grant RoleManagement.Read.Directory, or to name the operators in OPERATORS.',
      );
    }
  }
  async function isInUse({ id }: Who): Promise<boolean> {
    try {
      return (await directory.describe(id))?.enabled === true;
    } catch (error) {
      if (!(error instanceof GraphError) || error.details.reason !== 'forbidden') throw error;
      throw new UserError(
        'I may not read whether the account of the person who asked is in use. Whoever runs me has to grant User.Read.All.',
      );
    }
  }
  const mayRead = async (actor: Who): Promise<boolean> =>
    rights.readers.length === 0 || isOneOf(actor, [...rights.readers, ...rights.operators]);
  async function holdsRight(actor: Who): Promise<boolean> {
    if (rights.operators.length > 0) return isOneOf(actor, rights.operators);
    if (rights.writesAs === 'app') return false;
    return rights.trusted === true || holdsRole(actor);
  }
  return {
    mayRead,
    async mayAct(actor) {
      if (rights.operators.length > 0) return isOneOf(actor, rights.operators);
      return rights.writesAs === 'user';
    },
    holdsRight,
    mayStill: async (somebody) =>
      (await mayRead(somebody)) &&
      (await holdsRight(somebody)) &&
      (rights.trusted === true || isInUse(somebody)),
  };
}
