import type { Clock } from '../lib/clock';
import type { Conversation } from '../ports/conversation';
import type { Member, Members } from '../ports/members';
import { DeliveryError } from '../ports/notifier';
import type { TeamsAdapter } from './adapter';
import type { Connector } from './connector';

const FRESH_MS = 60_000;
const MOST_KEPT = 5000;

interface Kept {
  readonly member: Promise<Member | undefined>;
  readonly at: number;
}

/**
 * Members as the channel's connector names them; an answer is kept for a minute, one that nobody is found not at all. Failures are
 * `DeliveryError`.
 */
export function createMembers({
  adapter,
  clock,
}: {
  readonly adapter: Pick<TeamsAdapter, 'connector'>;
  readonly clock: Clock;
}): Members {
  const kept = new Map<string, Kept>();

  async function ask(conversation: Conversation, userId: string): Promise<Member | undefined> {
    const connector = adapter.connector(conversation.serviceUrl);
    // A guest of a shared channel need not be a member of its team, so the channel is asked where the team knows nobody.
    const places = conversation.teamId ? [conversation.teamId, conversation.id] : [conversation.id];
    for (const place of places) {
      const member = await memberOf(connector, place, userId);
      if (member) return member;
    }
    return undefined;
  }

  return {
    find(conversation, channelUserId) {
      const key = JSON.stringify([conversation.serviceUrl, conversation.id, channelUserId]);
      const known = kept.get(key);
      const age = clock.now() - (known?.at ?? 0);
      // Less than none: the clock has been set back since, and somebody who has left would be kept for as long.
      if (known && age >= 0 && age < FRESH_MS) return known.member;
      const entry = { member: ask(conversation, channelUserId), at: clock.now() };
      kept.delete(key);
      kept.set(key, entry);
      const forget = (): void => {
        if (kept.get(key) === entry) kept.delete(key);
      };
      entry.member.then((member) => member ?? forget(), forget);
      if (kept.size > MOST_KEPT) kept.delete(kept.keys().next().value ?? key);
      return entry.member;
    },
  };
}

async function memberOf(connector: Connector, place: string, userId: string): Promise<Member | undefined> {
  try {
    return parse(await connector.member(place, userId));
  } catch (error) {
    if (error instanceof DeliveryError && error.status === 404) return undefined;
    throw error;
  }
}

/** Nobody, unless both the person and the tenant are named: without the tenant an external person cannot be told. */
function parse(account: Readonly<Record<string, unknown>>): Member | undefined {
  const { aadObjectId, objectId, tenantId, name, userPrincipalName } = account;
  const id = aadObjectId ?? objectId;
  if (typeof id !== 'string' || typeof tenantId !== 'string') return undefined;
  return {
    id,
    tenantId,
    name: typeof name === 'string' ? name : '',
    ...(typeof userPrincipalName === 'string' ? { userPrincipalName } : {}),
  };
}
