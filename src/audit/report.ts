import { kindOf, suffixOf } from '../alerts/kinds';
import type { IncidentLife } from '../ports/knowledge';
import type { ChainState, Decision, StoredAuditEntry } from '../ports/ledger';
import type { Period } from './export';
import { duration, heading, instant, table } from './markdown';

export interface Evidence {
  readonly tenantId: string;
  readonly period: Period;
  /** As people call it: `2026-11`. */
  readonly name: string;
  readonly lives: readonly IncidentLife[];
  readonly decisions: readonly Decision[];
  /** Of the period. */
  readonly entries: readonly StoredAuditEntry[];
  readonly chain: ChainState;
  readonly at: number;
}

const SOON_MS = 30 * 24 * 3_600_000;

/** What an auditor asks about one month, in Markdown. Times are UTC. */
export function report(evidence: Evidence): string {
  return [
    heading(1, `Privileged roles, ${evidence.name}`),
    summary(evidence),
    heading(2, 'Incidents'),
    incidents(evidence),
    heading(2, 'Time to act'),
    timeToAct(evidence),
    heading(2, 'Accepted risks'),
    accepted(evidence),
    heading(2, 'Dismissed alerts'),
    listed(evidence, 'dismissed', 'Nobody dismissed an alert.'),
    heading(2, 'Configuration changes'),
    listed(evidence, 'configured', 'Nobody changed what the alerts look for.'),
    heading(2, 'Attempts'),
    attempts(evidence),
  ]
    .join('\n\n')
    .concat('\n');
}

function summary({ tenantId, period, chain, at, entries }: Evidence): string {
  const { end, broken } = chain;
  const holds = broken
    ? `**It does not hold: the first fault is at entry ${broken.sequence} (${broken.why}).**`
    : `It holds from entry 1 to entry ${end.sequence}, whose hash is \`${end.hash}\`.`;
  return [
    `Tenant \`${tenantId}\`, from ${instant(period.from)} up to ${instant(period.to)}, written ${instant(at)}. Times are UTC.`,
    `The audit log has ${entries.length} entries of this time. ${holds}`,
  ].join('\n\n');
}

function incidents({ lives, period }: Evidence): string {
  const rows = alertsOf(lives).map((alertId) => {
    const mine = lives.filter((life) => life.alertId === alertId);
    const opened = mine.filter(({ firstSeen }) => firstSeen >= period.from);
    const closed = mine.filter((life) => isClosed(life, period));
    return [titleOf(alertId), opened.length, closed.length, mine.length - closed.length];
  });
  const sum = (column: number) => rows.reduce((all, row) => all + Number(row[column]), 0);
  if (rows.length === 0) return 'No incident was open at any time.';
  return [
    table(['Alert', 'Opened', 'Closed', 'Open at the end'], [...rows, ['All', sum(1), sum(2), sum(3)]]),
    'An incident that came back counts from its first time. Closed ones are known for 180 days.',
  ].join('\n\n');
}

/** From the first sight of an incident to what somebody decided about it, and to its end. */
function timeToAct({ lives, decisions, period }: Evidence): string {
  const seen = new Map(lives.map((life) => [`${life.alertId}\n${life.key}`, life.firstSeen]));
  const decided = decisions.flatMap(({ kind, alertId, incidentKey, at, detail }) => {
    const firstSeen = seen.get(`${alertId}\n${incidentKey ?? ''}`);
    const counts = kind === 'remediated' || (kind === 'accepted' && detail['ended'] === undefined);
    return counts && within(at, period) && firstSeen !== undefined ? [Math.max(0, at - firstSeen)] : [];
  });
  const gone = lives.flatMap((life) =>
    isClosed(life, period) ? [(life.resolvedAt ?? life.firstSeen) - life.firstSeen] : [],
  );
  return table(
    ['From the first sight to', 'Incidents', 'Median', 'Longest'],
    [timing('a decision (remediated or accepted)', decided), timing('the end of the incident', gone)],
  );
}

function timing(what: string, times: readonly number[]): readonly (string | number)[] {
  const sorted = [...times].sort((a, b) => a - b);
  const middle = sorted[Math.floor((sorted.length - 1) / 2)];
  const longest = sorted.at(-1);
  return [
    what,
    sorted.length,
    middle === undefined ? '' : duration(middle),
    longest === undefined ? '' : duration(longest),
  ];
}

function accepted({ decisions, period }: Evidence): string {
  const all = decisions.filter(({ kind }) => kind === 'accepted');
  const alive = all.filter(
    ({ at, until, detail }) => detail['ended'] === undefined && at < period.to && (until ?? 0) > period.from,
  );
  if (alive.length === 0) return 'Nobody accepted a risk.';
  return table(
    ['Alert', 'About', 'By', 'From', 'Until', 'Ended', 'Reason'],
    alive.map((decision) => {
      const end = all.find((other) => isEndOf(other, decision));
      const expiring = (decision.until ?? 0) < period.to + SOON_MS ? ' (expiring)' : '';
      return [
        titleOf(decision.alertId),
        aboutOf(decision),
        decision.actorName,
        instant(decision.at),
        `${decision.until === undefined ? '' : instant(decision.until)}${end ? '' : expiring}`,
        end ? `${instant(end.at)}: ${String(end.detail['ended'])}` : '',
        decision.reason,
      ];
    }),
  );
}

function isEndOf(other: Decision, decision: Decision): boolean {
  return other.detail['ended'] !== undefined && other.detail['of'] === decision.id;
}

function listed({ decisions, period }: Evidence, kind: Decision['kind'], none: string): string {
  const found = decisions.filter((decision) => decision.kind === kind && within(decision.at, period));
  if (found.length === 0) return none;
  return table(
    ['When', 'Alert', 'By', 'What', 'Reason'],
    found.map((decision) => [
      instant(decision.at),
      titleOf(decision.alertId),
      decision.actorName,
      whatOf(decision),
      decision.reason,
    ]),
  );
}

function whatOf({ kind, until, detail }: Decision): string {
  if (kind === 'dismissed') return until === undefined ? 'without an end' : `until ${instant(until)}`;
  const changed: unknown = detail['changed'];
  if (!Array.isArray(changed)) return '';
  return changed
    .map(
      (one: Readonly<Record<string, unknown>>) =>
        `${String(one['label'])}: ${String(one['before'])} → ${String(one['after'])}`,
    )
    .join('; ');
}

function attempts({ entries }: Evidence): string {
  if (entries.length === 0) return 'Nothing was tried.';
  const counts = new Map<string, number>();
  for (const { verb, outcome } of entries) {
    const key = `${verb}\n${outcome}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return table(
    ['What', 'Outcome', 'Entries'],
    [...counts].sort(([a], [b]) => a.localeCompare(b)).map(([key, count]) => [...key.split('\n'), count]),
  );
}

function aboutOf({ detail }: Decision): string {
  const names = [detail['principalName'], detail['roleName']].filter((one) => typeof one === 'string');
  return names.join(', ');
}

function isClosed({ resolvedAt }: IncidentLife, { to }: Period): boolean {
  return resolvedAt !== undefined && resolvedAt < to;
}

function within(at: number, { from, to }: Period): boolean {
  return at >= from && at < to;
}

function alertsOf(lives: readonly IncidentLife[]): readonly string[] {
  return [...new Set(lives.map(({ alertId }) => alertId))].sort();
}

function titleOf(alertId: string): string {
  return kindOf(suffixOf(alertId)).title;
}
