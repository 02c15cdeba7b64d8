import { digest } from '../lib/fingerprint';
import { incidentKey, type Incident } from './alert';

/** An incident with the digest of what it says. */
export interface Hashed {
  readonly incident: Incident;
  readonly hash: string;
}

/** What one reading of an alert's incidents says against what was known. */
export interface IncidentDiff {
  readonly raised: readonly Hashed[];
  readonly changed: readonly Hashed[];
  /** Keys of those that are gone. */
  readonly cleared: readonly string[];
  readonly unchanged: number;
  /** How many incidents were read. */
  readonly seen: number;
}

/** Compares in pages from both sides: of a large alert only keys and digests are held, never all incidents. */
export interface Comparison {
  known(page: readonly { readonly key: string; readonly hash: string }[]): void;
  /** After the last `known`. */
  read(page: readonly Incident[]): void;
  /** `complete: false`: the reading broke off, so what was not seen is not gone. */
  result(outcome: { readonly complete: boolean }): IncidentDiff;
}

export function createComparison(): Comparison {
  // One entry for each key of either side; no digest any more once it was read.
  const digests = new Map<string, string | undefined>();
  const raised: Hashed[] = [];
  const changed: Hashed[] = [];
  let unchanged = 0;

  function compare(incident: Incident): void {
    const key = incidentKey(incident);
    const before = digests.get(key);
    // Pages shift while they are read, so that one incident can come twice.
    if (before === undefined && digests.has(key)) return;
    digests.set(key, undefined);
    const hash = incidentHash(incident);
    if (before === undefined) raised.push({ incident, hash });
    else if (before === hash) unchanged += 1;
    else changed.push({ incident, hash });
  }

  return {
    known: (page) => {
      for (const { key, hash } of page) digests.set(key, hash);
    },
    read: (page) => {
      for (const incident of page) compare(incident);
    },
    result: ({ complete }) => ({
      raised,
      changed,
      cleared: complete ? unread(digests) : [],
      unchanged,
      seen: raised.length + changed.length + unchanged,
    }),
  };
}

/** Key by key: a list of all entries would be as large again as what is compared. */
function unread(digests: ReadonlyMap<string, string | undefined>): readonly string[] {
  const keys: string[] = [];
  for (const [key, hash] of digests) if (hash !== undefined) keys.push(key);
  return keys;
}

/** Digest of what an incident says. The order of members and facts and the casing of ids make no difference. */
export function incidentHash({ principal, role, facts }: Incident): string {
  const told = facts.map(({ label, value }) => `${label}\n${value ?? ''}`).sort();
  // One line in a fixed order: there may be a hundred thousand of these, and as JSON they took twice as long.
  return digest(
    [
      sized(principal?.id.toLowerCase()),
      sized(principal?.name),
      sized(principal?.userPrincipalName?.toLowerCase()),
      sized(role?.id.toLowerCase()),
      sized(role?.name),
      ...told.map(sized),
    ].join(''),
  );
}

/** With its length before it, no name can pass for the end of one text and the start of the next. */
function sized(text: string | undefined): string {
  return text === undefined ? '-' : `${text.length}:${text}`;
}
