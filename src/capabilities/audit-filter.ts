import { kindOf, suffixOf } from '../alerts/kinds';
import type { StoredAuditEntry } from '../ports/ledger';
import { EVERY_OUTCOME, EVERY_VERB, outcomeWords, subjectWords, verbWords } from '../views/parts/audit-words';
import { bareName } from './inputs';

/** What somebody looks for in the audit log: all of it has to fit. */
export interface AuditFilter {
  readonly person?: string;
  readonly alert?: string;
  readonly verb?: string;
  readonly outcome?: string;
  /** Each of them somewhere. */
  readonly words: readonly string[];
}

// A person and an alert may be of several words, which run to the next field; the others are one.
const FIELD =
  /(?:^|\s)(?:(?<one>verb|outcome)\s*=\s*(?<word>\S+)|(?<name>person|by|alert)\s*=\s*(?<value>.*?)(?=\s+(?:person|by|alert|verb|outcome)\s*=|$))/gi;

/** `person=ines outcome=denied`, or words that stand anywhere in an entry. */
export function parseAuditFilter(typed: string): AuditFilter {
  const fields = [...typed.matchAll(FIELD)].map((match): readonly [string, string] => {
    const { one, word, name, value } = match.groups ?? {};
    const field = (one ?? name ?? '').toLowerCase();
    return [field === 'by' ? 'person' : field, (word ?? bareName(value ?? '')).toLowerCase()];
  });
  const words = typed.replaceAll(FIELD, ' ').toLowerCase().split(/\s+/);
  return { ...Object.fromEntries(fields), words: words.filter((word) => word !== '') };
}

export function fits(entry: StoredAuditEntry, { person, alert, verb, outcome, words }: AuditFilter): boolean {
  const texts = textsOf(entry);
  return (
    isIn(person, texts.person) &&
    isIn(alert, texts.alert) &&
    isIn(verb, texts.verb) &&
    (outcome === undefined || texts.outcome.includes(outcome)) &&
    words.every((word) => isIn(word, Object.values(texts).flat()))
  );
}

/** A verb is found by a part of it, too; these find all there are. */
export const VERBS_TO_FIND: readonly string[] = [
  ...new Set(EVERY_VERB.flatMap((one) => verbWords(one).toLowerCase().split(' ')[0] ?? [])),
];

/** As the log has it, and as the card says it: “Not done” is `not-done`. Whole, for that is not `done`. */
function namesOf(outcome: StoredAuditEntry['outcome']): readonly string[] {
  return [
    outcome,
    outcomeWords(outcome)
      .word.toLowerCase()
      .replaceAll(/[^a-z]+/g, '-'),
  ];
}

/** What to say about a verb or an outcome that does not exist; undefined where both do. */
export function unheardOf({ verb, outcome }: AuditFilter): string | undefined {
  if (!EVERY_VERB.some((one) => isIn(verb, [one, verbWords(one)]))) {
    return `There is no verb “${verb}” in the audit log, only ${VERBS_TO_FIND.join(', ')}.`;
  }
  if (outcome !== undefined && !EVERY_OUTCOME.some((one) => namesOf(one).includes(outcome)))
    return `There is no outcome “${outcome}” in the audit log, only ${EVERY_OUTCOME.join(', ')}.`;
  return undefined;
}

function isIn(wanted: string | undefined, among: readonly string[]): boolean {
  return wanted === undefined || among.some((one) => one.toLowerCase().includes(wanted));
}

function textsOf(entry: StoredAuditEntry) {
  const { actorName, actorId, target, verb, outcome, reason, reference } = entry;
  const [alertId = ''] = target.split('/');
  return {
    person: [actorName, actorId],
    alert: [target, kindOf(suffixOf(alertId)).slug, ...subjectWords(entry)],
    verb: [verb, verbWords(verb)],
    outcome: [...namesOf(outcome), outcomeWords(outcome).word],
    other: [reason, reference],
  };
}
