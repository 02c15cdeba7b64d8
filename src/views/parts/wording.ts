import type { Alert, AlertState, Fact, Instant, Severity } from '../../alerts/alert';
import { kindOf } from '../../alerts/kinds';
import { md, mdSentence } from './escape';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** The service scans once a day; two hours of grace. */
const STALE_AFTER = 26 * HOUR;

/** Ground of a container. Text on it keeps the client's own colour: coloured text is too faint on Teams' grounds. */
export type Ground = 'attention' | 'warning' | 'good' | 'accent' | 'emphasis';

/** A word, a sign that has a colour and a shape of its own in every theme, and the ground that goes with it. */
export interface Look {
  readonly glyph: string;
  readonly word: string;
  readonly ground: Ground;
}

const SEVERITY_LOOKS: Readonly<Record<Severity, Look>> = {
  high: { glyph: '🔺', word: 'High', ground: 'attention' },
  medium: { glyph: '🔶', word: 'Medium', ground: 'warning' },
  low: { glyph: '🔵', word: 'Low', ground: 'accent' },
  informational: { glyph: '⚪', word: 'Informational', ground: 'emphasis' },
  unknown: { glyph: '❓', word: 'Severity unknown', ground: 'emphasis' },
};

export function severityLook(severity: Severity): Look {
  return SEVERITY_LOOKS[severity];
}

const STATE_WORDS: Readonly<Record<AlertState, string>> = {
  active: 'Active',
  clean: 'Clean',
  dismissed: 'Dismissed',
  disabled: 'Switched off',
};

export function stateWord(alert: Pick<Alert, 'state' | 'doubtful' | 'lastScanned'>): string {
  return isKnown(alert) ? STATE_WORDS[alert.state] : 'State not known';
}

const STATE_GLYPHS: Readonly<Partial<Record<AlertState, string>>> = {
  clean: '✅',
  dismissed: '🔕',
  disabled: '💤',
};

/** Undefined: it is active and has its severity's sign. */
export function stateGlyph(alert: Pick<Alert, 'state' | 'doubtful' | 'lastScanned'>): string | undefined {
  return isKnown(alert) ? STATE_GLYPHS[alert.state] : '❓';
}

/** What nobody has scanned is not clean. */
function isKnown({
  state,
  doubtful,
  lastScanned,
}: Pick<Alert, 'state' | 'doubtful' | 'lastScanned'>): boolean {
  return !doubtful && (state !== 'clean' || lastScanned !== undefined);
}

const numbers = new Intl.NumberFormat('en-GB');

export function amount(count: number, one: string, many: string): string {
  return `${numbers.format(count)} ${count === 1 ? one : many}`;
}

/** What an alert counts, in its own word: "3 accounts". */
export function incidentAmount(alert: Pick<Alert, 'suffix'>, count: number): string {
  const { subject } = kindOf(alert.suffix);
  return amount(count, subject.one, subject.many);
}

export function ago(at: number, now: number): string {
  const past = now - at;
  if (past < MINUTE) return 'just now';
  if (past < HOUR) return `${amount(Math.floor(past / MINUTE), 'minute', 'minutes')} ago`;
  if (past < 2 * DAY) return `${amount(Math.floor(past / HOUR), 'hour', 'hours')} ago`;
  return `${amount(Math.floor(past / DAY), 'day', 'days')} ago`;
}

/** "4 hours", "1 day and 12 hours". */
export function durationWords(ms: number): string {
  const minutes = Math.max(1, Math.round(ms / MINUTE));
  const parts = [
    [Math.floor(minutes / 1440), 'day'],
    [Math.floor((minutes % 1440) / 60), 'hour'],
    [minutes % 60, 'minute'],
  ] as const;
  const told = parts.flatMap(([count, unit]) => (count > 0 ? [amount(count, unit, `${unit}s`)] : []));
  return told.slice(0, 2).join(' and ');
}

/** "scanned 12 minutes ago", or "never scanned". */
export function scanAge(lastScanned: Instant | undefined, now: number): string {
  return lastScanned ? `scanned ${ago(Date.parse(lastScanned), now)}` : 'never scanned';
}

export function isStale(lastScanned: Instant | undefined, now: number): boolean {
  return !lastScanned || now - Date.parse(lastScanned) > STALE_AFTER;
}

/** A moment for the reader's own zone and language: the client fills it in. */
export function moment(at: Instant | number): string {
  const exact = `${new Date(at).toISOString().slice(0, 19)}Z`;
  return `{{DATE(${exact},SHORT)}} {{TIME(${exact})}}`;
}

/** What a card shows was so at this moment: its footer. */
export function asOf(at: Instant | number): string {
  return `As of ${moment(at)}`;
}

/** Who, when, and the reference that finds it in the log. */
export function footer(now: number, actor?: string, reference?: string): string {
  return [
    ...(actor ? [md(actor)] : []),
    moment(now),
    ...(reference ? [`Reference ${md(reference, 60)}`] : []),
  ].join(' · ');
}

export function day(at: Instant | number): string {
  return `{{DATE(${new Date(at).toISOString().slice(0, 19)}Z,SHORT)}}`;
}

const INSTANT = /\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g;

/** A sentence put together elsewhere: made safe, and instants in it are shown in the reader's zone. */
export function prose(text: string, max = 400): string {
  return mdSentence(text, max).replaceAll(INSTANT, (found) =>
    Number.isNaN(Date.parse(found)) ? found : moment(found),
  );
}

export function factText(fact: Fact): string {
  if (fact.type === 'moment') return fact.value ? day(fact.value) : 'never';
  return fact.type === 'number' ? numbers.format(fact.value) : md(fact.value, 100);
}

/** How somebody holds a role. */
export function heldWords(how: string): string {
  const words: Readonly<Record<string, string>> = {
    permanent: 'permanent',
    'time-bound': 'active until a date',
    activated: 'active for a few hours, by activation',
    eligible: 'eligible',
  };
  return words[how] ?? 'not known: I could not read it';
}

/** "scanned 12 minutes ago" at the start of a line. */
export function atStart(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

const ADDRESS = /(https:\/\/[\w./?=&%#~:+-]*[\w/])/;

/** Microsoft's advice: links to its own pages stay links, any other address is text. */
export function advice(text: string, max: number): string {
  return text.length > max ? prose(text, max) : text.split(ADDRESS).map(linkOrText).join('');
}

function linkOrText(part: string): string {
  const url = ADDRESS.test(part) && URL.canParse(part) ? new URL(part) : undefined;
  if (url && /(^|\.)microsoft\.com$/.test(url.hostname)) return `[${url.hostname}](${url.href})`;
  const [, before = '', inner = '', after = ''] = /^(\s*)(.*?)(\s*)$/s.exec(part) ?? [];
  return `${before}${prose(inner)}${after}`;
}
