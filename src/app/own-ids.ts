import type { GraphCredential } from '../graph/host-guard-auth';
import { claimsOf } from '../graph/token-claims';
import { messageOf } from '../lib/errors';
import type { Log } from '../lib/log';
import type { Directory } from '../ports/directory';

interface OwnIdsDeps {
  /** None: Graph asks for no token, so there is no identity either. */
  readonly credential: GraphCredential | undefined;
  readonly scope: string;
  /** Application ids that the bot has towards the channel. */
  readonly appIds: readonly string[];
  readonly directory: Pick<Directory, 'servicePrincipalOf'>;
  readonly log: Log;
}

const TIMEOUT_MS = 10_000;

/**
 * Object ids of the identities Rolecall runs as: incidents name service principals by these, never by application id. Asked when
 * first needed and kept; undefined where it cannot be known now, and then the next question asks again.
 */
export function createOwnIds(deps: OwnIdsDeps): () => Promise<readonly string[] | undefined> {
  const { credential, directory, log } = deps;
  let known: Promise<readonly string[] | undefined> | undefined;

  async function find(): Promise<readonly string[] | undefined> {
    if (!credential) return [];
    try {
      const abortSignal = AbortSignal.timeout(TIMEOUT_MS);
      const answer = await credential.getToken(deps.scope, { abortSignal });
      const { oid, appid, azp } = claimsOf(answer?.token ?? '') ?? {};
      if (typeof oid !== 'string') throw new Error('The token names no object id');
      const ids = [oid];
      for (const appId of deps.appIds) {
        if (isSame(appId, appid) || isSame(appId, azp)) continue;
        const id = await directory.servicePrincipalOf(appId, abortSignal);
        if (id !== undefined) ids.push(id);
      }
      return ids;
    } catch (error) {
      log.warn('the own identity is not known', { what: messageOf(error) });
      return undefined;
    }
  }

  return async () => {
    known ??= find();
    const ids = await known;
    if (!ids) known = undefined;
    return ids;
  };
}

function isSame(appId: string, claim: unknown): boolean {
  return typeof claim === 'string' && claim.toLowerCase() === appId.toLowerCase();
}
