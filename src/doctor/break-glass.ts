import { query, segment } from '../graph/addresses';
import { createGraphClient, type GraphClient } from '../graph/client';
import type { GraphCredential } from '../graph/host-guard-auth';
import type { Fetch } from '../graph/wire';
import type { Clock } from '../lib/clock';
import { silentLog } from '../lib/log';
import { GraphError } from '../ports/pim-alerts';
import { findings, type Finding } from './finding';

const TIMEOUT_MS = 15_000;

interface Reach {
  readonly baseUrl: string;
  readonly fetch: Fetch;
  readonly clock: Clock;
  readonly credential: GraphCredential | undefined;
}

export interface Protected {
  /** One of the ids is no person’s, so that it may be a group's. */
  readonly namesGroup: boolean;
  readonly found: readonly Finding[];
}

/** Whose the ids in `BREAK_GLASS` are. Least permission: `User.Read.All`; with `GroupMember.Read.All` also which are nobody's. */
export async function lookUpProtected(ids: readonly string[], reach: Reach): Promise<Protected> {
  const { note } = findings('BREAK_GLASS');
  const { credential, ...where } = reach;
  const client = createGraphClient({
    ...where,
    log: silentLog,
    maxRetries: 1,
    deadlineMs: TIMEOUT_MS,
    ...(credential ? { credential } : {}),
  });
  const found: Finding[] = [];
  let namesGroup = false;
  for (const id of ids) {
    const person = await isThere(`/users/${segment(id)}${query({ $select: 'id' })}`, client);
    if (person === 'unknown') {
      found.push(note(`Whether ${id} is a person or a group cannot be told.`));
      continue;
    }
    if (person === 'yes') continue;
    const group = await isThere(
      `/groups/${segment(id)}/transitiveMembers${query({ $select: 'id' })}`,
      client,
    );
    if (group !== 'no') namesGroup = true;
    else {
      found.push(
        note(
          `${id} is neither a person nor a group of this tenant. Unless it is an application, it protects nobody.`,
          'Compare it with the object id on the account’s page in the Entra admin centre.',
        ),
      );
    }
  }
  return { namesGroup, found };
}

async function isThere(path: string, client: GraphClient): Promise<'yes' | 'no' | 'unknown'> {
  try {
    await client.call({ operation: 'everyoneOf', method: 'GET', version: 'v1.0', path });
    return 'yes';
  } catch (error) {
    if (!(error instanceof GraphError)) throw error;
    return error.details.reason === 'not-found' ? 'no' : 'unknown';
  }
}
