/** Which changes need a second person. `remove`: those that take access away. `all`: every change that asks first. */
export type TwoPersonRule = 'off' | 'remove' | 'all';

/** A request waits so long for its second person. */
export const APPROVAL_LIFE_MS = 4 * 3_600_000;

export function needsSecondPerson(
  rule: TwoPersonRule,
  { removesAccess }: { readonly removesAccess: boolean },
): boolean {
  return rule === 'all' || (rule === 'remove' && removesAccess);
}

/** How a request stands at this moment: one that nobody has decided in time has expired. */
export function standingOf<S extends string>(
  { state, expiresAt }: { readonly state: S; readonly expiresAt: number },
  now: number,
): S | 'expired' {
  return state === 'open' && now >= expiresAt ? 'expired' : state;
}

/** Whoever asks cannot be the one who approves: told apart by object id, whatever its case. */
export function isSamePerson(one: { readonly id: string }, other: { readonly id: string }): boolean {
  return one.id.toLowerCase() === other.id.toLowerCase();
}
