import type { Alert, Incident } from '../alerts/alert';
import type { Miss, Verdict } from '../alerts/subscription';
import type { Message } from '../ports/notifier';
import type { Subscription } from '../ports/subscriptions';
import { button } from './parts/button';
import { md, plain } from './parts/escape';
import { frame } from './parts/frame';
import { parted, row } from './parts/rows';
import { alertsOf, termsOf } from './parts/subscription-words';
import { amount, asOf, atStart, moment, scanAge, severityLook } from './parts/wording';
import { renderCard } from './render';

/** What became of one incident in this conversation. */
export type Fate =
  /** `among`: the message told of many and did not name them all. */
  | { readonly fate: 'posted' | 'waiting' | 'given-up'; readonly at: number; readonly among?: number }
  | { readonly fate: 'accepted'; readonly by: string; readonly until: number; readonly reason: string }
  | { readonly fate: 'known-before'; readonly at: number }
  | { readonly fate: 'before-subscribing'; readonly at: number }
  | { readonly fate: 'not-swept' }
  | { readonly fate: 'unwanted' }
  | { readonly fate: 'forgotten'; readonly at: number };

export interface Explained {
  readonly alert: Alert;
  readonly incident: Incident;
  readonly fate: Fate;
  readonly rules: readonly { readonly subscription: Subscription; readonly verdict: Verdict }[];
}

interface WhyInput {
  readonly about: string;
  readonly incidents: readonly Explained[];
  /** Found, and not on this card. */
  readonly left: number;
  readonly now: number;
}

const MOST_RULES = 6;

/** Why incidents were posted in this conversation, or were not. */
export function whyView({ about, incidents, left, now }: WhyInput): Message {
  const title = `Why ${about}?`;
  const card = renderCard('list', {
    ...frame({
      look: { glyph: '🔎', word: 'Posts in this conversation', ground: 'accent' },
      title: md(title, 120),
      count: amount(incidents.length + left, 'incident', 'incidents'),
      footer: asOf(now),
      actions: [button('Subscriptions', 'subscriptions.list', {}), button('All alerts', 'alerts.list', {})],
      speak: title,
    }),
    intro: '',
    hasIntro: false,
    rows: parted(
      incidents.map((one) => incidentRow(one, now)),
      'header',
    ),
    rest: `And ${amount(left, 'more that does', 'more that do')} not fit on this card.`,
    hasRest: left > 0,
  });
  return { card, summary: plain(title, 200) };
}

function incidentRow({ alert, incident, fate, rules }: Explained, now: number) {
  const who = incident.principal?.name ?? incident.role?.name ?? 'An incident';
  const told = rules.slice(0, MOST_RULES).map(({ subscription, verdict }) => {
    return `${alertsOf(subscription)} (${termsOf(subscription)}): ${verdictWords(verdict, alert)}`;
  });
  const others = rules.length - told.length;
  return row({
    glyph: severityLook(alert.severity).glyph,
    title: `${md(who, 60)} · ${md(alert.title)}`,
    detail: `${fateWords(fate)} ${atStart(scanAge(alert.lastScanned, now))}.`,
    more: [...told, ...(others > 0 ? [`and ${amount(others, 'more rule', 'more rules')}`] : [])].join('; '),
    actions: [
      button('Open', 'alert.show', { alert: alert.slug }, { tooltip: `Open ${plain(alert.title, 60)}` }),
    ],
  });
}

function fateWords(fate: Fate): string {
  switch (fate.fate) {
    case 'posted':
      return `Posted here ${moment(fate.at)}${among(fate.among)}.`;
    case 'waiting':
      return `Waits to be posted, not before ${moment(fate.at)}${among(fate.among)}.`;
    case 'given-up':
      return `Could not be posted and was given up ${moment(fate.at)}: “retry” tries again.`;
    case 'accepted':
      return `Not posted: accepted by ${md(fate.by, 60)} until ${moment(fate.until)} (${md(fate.reason, 100)}).`;
    case 'known-before':
      return `Not posted: it was there when I first looked, ${moment(fate.at)}. I post what comes after that.`;
    case 'before-subscribing':
      return `Not posted: I found it ${moment(fate.at)}, before anything was subscribed here.`;
    case 'not-swept':
      return 'Not posted yet: it is newer than my last check.';
    case 'unwanted':
      return 'Not posted: no rule here asks for it.';
    case 'forgotten':
      return `Found ${moment(fate.at)}. What I posted here then I no longer know: I keep that for a week.`;
  }
}

function among(count: number | undefined): string {
  return count === undefined
    ? ''
    : `, among ${amount(count, 'incident', 'incidents')} that were not all named`;
}

const MISSES: Readonly<Record<Miss, string>> = {
  alert: 'is about other alerts',
  severity: 'asks for a higher severity',
  role: 'asks for another role',
  person: 'asks for another person',
  'escalations-only': 'posts only what is overdue',
};

function verdictWords(verdict: Verdict, { severity }: Alert): string {
  if (verdict.outcome === 'posts') return 'posts it';
  if (verdict.outcome === 'holds') {
    const what = verdict.by === 'snooze' ? 'a snooze' : 'quiet hours';
    return `${what} would hold it back until ${moment(verdict.until)}`;
  }
  const its = verdict.because === 'severity' ? ` than ${severityLook(severity).word.toLowerCase()}` : '';
  return `${MISSES[verdict.because]}${its}`;
}
