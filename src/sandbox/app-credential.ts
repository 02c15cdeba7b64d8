import type { Clock } from '../lib/clock';
import { GRAPH_AUDIENCE, type Tokens } from './tokens';

/** The part of a token credential that a Graph client needs. */
export interface AppCredential {
  getToken(scopes: string | string[]): Promise<{ token: string; expiresOnTimestamp: number }>;
}

/** What the bot's own app registration is granted: reading, nothing else. */
export const APP_PERMISSIONS: readonly string[] = [
  'RoleManagementAlert.Read.Directory',
  'User.Read.All',
  'GroupMember.Read.All',
  'RoleManagement.Read.Directory',
];

const LIFETIME = 3_600;

/** An app's credential for the pretend tenant. Rejects any scope other than Graph's `.default`. */
export function createAppCredential({
  tokens,
  clock,
  permissions = APP_PERMISSIONS,
}: {
  readonly tokens: Tokens;
  readonly clock: Clock;
  readonly permissions?: readonly string[];
}): AppCredential {
  return {
    getToken: (scopes) => {
      const wanted = [scopes].flat();
      if (wanted.length !== 1 || !wanted[0]?.endsWith('/.default')) {
        return Promise.reject(new Error(`The sandbox knows the scope ${GRAPH_AUDIENCE}/.default only.`));
      }
      return Promise.resolve({
        token: tokens.forApp(permissions, { lifetime: LIFETIME }),
        expiresOnTimestamp: clock.now() + LIFETIME * 1_000,
      });
    },
  };
}
