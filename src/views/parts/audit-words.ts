import { kindOf, kinds, suffixOf } from '../../alerts/kinds';
import type { StoredAuditEntry } from '../../ports/ledger';

type Outcome = StoredAuditEntry['outcome'];

const OUTCOMES: Readonly<Record<Outcome, { readonly glyph: string; readonly word: string }>> = {
  allowed: { glyph: '⚪', word: 'Allowed' },
  denied: { glyph: '⛔', word: 'Denied' },
  done: { glyph: '✅', word: 'Done' },
  failed: { glyph: '❌', word: 'Not done' },
  'maybe-done': { glyph: '❓', word: 'Not certain' },
  requested: { glyph: '✋', word: 'A second person was asked' },
  approved: { glyph: '👍', word: 'Approved' },
  withdrawn: { glyph: '↩️', word: 'Withdrawn' },
  verified: { glyph: '✅', word: 'Checked: gone' },
  'still-there': { glyph: '⚠️', word: 'Checked: still there' },
};

const VERBS: Readonly<Record<string, string>> = {
  'alert.refresh': 'Refresh',
  'alerts.refresh': 'Refresh all',
  'alert.dismiss': 'Dismiss',
  'alert.enable': 'Re-enable',
  'alert.configure': 'Configure',
  'incident.remediate': 'Remediate',
  'incidents.remediate': 'Remediate several',
  'incident.accept': 'Accept',
  'acceptance.withdraw': 'Withdraw an acceptance',
  'incident.assign': 'Assign',
  'request.approve': 'Approve',
  'request.withdraw': 'Withdraw a request',
  'subscription.add': 'Subscribe',
  'subscription.remove': 'Unsubscribe',
  'posts.snooze': 'Snooze',
  'posts.retry': 'Send posts again',
  'session.sign-out': 'Sign out',
  read: 'Look',
};

/** All that this version writes into the log. */
export const EVERY_VERB: readonly string[] = Object.keys(VERBS);
export const EVERY_OUTCOME = Object.keys(OUTCOMES) as readonly Outcome[];

/** How an attempt ended. An outcome of a newer version is shown as it stands. */
export function outcomeWords(outcome: Outcome): { readonly glyph: string; readonly word: string } {
  const known: Partial<typeof OUTCOMES> = OUTCOMES;
  return known[outcome] ?? { glyph: '❓', word: outcome };
}

export function verbWords(verb: string): string {
  return VERBS[verb] ?? verb;
}

/** What an entry is about: the alert by its title, and whom. Ids of the service are for the log, not for people. */
export function subjectWords({
  target,
  detail,
}: Pick<StoredAuditEntry, 'target' | 'detail'>): readonly string[] {
  const [alert = ''] = target.split('/');
  const title = alertTitle(alert);
  return [...(title === undefined ? [] : [title]), ...people(detail)];
}

/** Titles as they were when the entry was written are not kept: the alert type tells. */
function alertTitle(target: string): string | undefined {
  if (target === 'all') return 'Every alert';
  const typed = kinds.find(({ slug }) => slug === target.toLowerCase());
  if (typed) return typed.title;
  if (/^DirectoryRole_/i.test(target)) return kindOf(suffixOf(target)).title;
  // Conversations go by ids that tell nobody anything.
  if (target === '' || /^(?:19|a|\d+):|@thread|^[\da-f-]{20,}$/i.test(target)) return undefined;
  return target;
}

const MOST_PEOPLE = 3;

function people(detail: StoredAuditEntry['detail']): readonly string[] {
  const incidents = [detail['incident'], ...listOf(detail['incidents'])];
  const others = [detail['principal'], membersOf(detail['removed'])['principalName']];
  const names = [...incidents.flatMap(nameIn), ...others.flatMap(textIn)];
  const rest = names.length - MOST_PEOPLE;
  return rest > 0 ? [...names.slice(0, MOST_PEOPLE), `${rest} more`] : names;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function nameIn(incident: unknown): readonly string[] {
  const { principal, role } = membersOf(incident);
  const [name] = [...textIn(membersOf(principal)['name']), ...textIn(membersOf(role)['name'])];
  return name === undefined ? [] : [name];
}

function membersOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

function textIn(value: unknown): readonly string[] {
  return typeof value === 'string' && value !== '' ? [value] : [];
}
