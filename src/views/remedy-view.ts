import { MOST_CHECKS } from '../alerts/check-times';
import { consequencesOf } from '../alerts/consequences';
import { giveBackCommands } from '../alerts/give-back';
import type { Card, Message } from '../ports/notifier';
import type { Remedy, RemedyItem, RemedyStep } from '../ports/remedies';
import { button, toggle } from './parts/button';
import { md, mdSentence, plain } from './parts/escape';
import { factRows, frame } from './parts/frame';
import { amount, footer, heldWords, incidentAmount, prose, type Look } from './parts/wording';
import { renderCard } from './render';

interface RemedyInput {
  readonly remedy: Remedy;
  /** What the one who pressed should know. */
  readonly notes?: readonly string[];
  readonly now: number;
}

/** Where an administrator gives roles back by hand. */
const PIM_PORTAL = 'https://entra.microsoft.com/#view/Microsoft_Azure_PIMCommon/CommonMenuBlade/~/quickStart';

const LOOKS = {
  running: { glyph: '🔄', word: 'Under way', ground: 'accent' },
  accepted: { glyph: '☑️', word: 'Accepted', ground: 'accent' },
  done: { glyph: '✅', word: 'Done', ground: 'good' },
  partly: { glyph: '⚠️', word: 'Done in part', ground: 'warning' },
  uncertain: { glyph: '❓', word: 'Not certain', ground: 'warning' },
  failed: { glyph: '❌', word: 'Not done', ground: 'attention' },
  'still-there': { glyph: '⚠️', word: 'Still there', ground: 'warning' },
} as const satisfies Readonly<Record<string, Look>>;

const STEPS: Readonly<Record<RemedyStep, { readonly glyph: string; readonly words: string }>> = {
  waiting: { glyph: '⏳', words: 'waiting' },
  sent: { glyph: '🔄', words: 'on its way' },
  accepted: { glyph: '☑️', words: 'accepted by Microsoft, being checked' },
  uncertain: { glyph: '❓', words: 'no answer from Microsoft, being checked' },
  gone: { glyph: '✅', words: 'checked: the incident is gone' },
  'still-there': { glyph: '⚠️', words: 'still listed' },
  'not-done': { glyph: '❌', words: 'not done' },
};

/** One confirmed remediation: ordered, accepted, and what looking again has shown. Drawn anew with each step. */
export function remedyView({ remedy, notes = [], now }: RemedyInput): Message {
  const { items, alert, actor, requestedBy, reason, reference, checks } = remedy;
  const look = LOOKS[stateOf(items)];
  const [only, ...others] = items;
  const finished = items.filter(({ step }) => step !== 'waiting' && step !== 'sent').length;
  const single = only && others.length === 0 ? only : undefined;
  const title = single
    ? singleTitle(single, alert.title)
    : `Remediate ${incidentAmount(alert, items.length)}: ${alert.title}`;
  const commands = giveBackCommands(
    items.flatMap(({ removed, step }) =>
      removed && (step === 'accepted' || step === 'gone') ? [removed] : [],
    ),
    reference,
  );
  const facts = factRows([
    { label: 'Reason', value: prose(reason, 300) },
    ...(requestedBy ? [{ label: 'Asked by', value: md(requestedBy.name) }] : []),
    ...(requestedBy ? [{ label: 'Approved by', value: md(actor.name) }] : []),
    ...(single?.removed && single.step !== 'not-done'
      ? [{ label: single.step === 'gone' ? 'It was' : 'Assignment', value: heldWords(single.removed.how) }]
      : []),
  ]);
  const card = renderCard('remedy', {
    ...frame({
      look,
      title: prose(title, 160),
      count: single ? '' : `${finished} of ${items.length}`,
      notices: notes.map((text) => ({ style: 'accent' as const, text: `ℹ️ ${prose(text, 300)}` })),
      footer: footer(now, actor.name, reference),
      actions: actionsOf(remedy, commands.length > 0),
      speak: `${look.word}: ${title}`,
    }),
    text: single ? singleText(remedy, single) : items.map((item) => itemLine(item, checks)).join('\n'),
    facts,
    hasFacts: facts.length > 0,
    commands: commands.map((text) => ({ text: md(text, 6000) })),
    hasCommands: commands.length > 0,
    giveBackText: `${single ? 'This makes the role eligible again, nothing more: it' : 'This makes the roles eligible again, nothing more: each'} is activated when it is needed. It runs in Microsoft Graph PowerShell; Rolecall does not run it.`,
  });
  return { card, summary: plain(`${look.word}: ${title}`, 200) };
}

function stateOf(items: readonly RemedyItem[]): keyof typeof LOOKS {
  const has = (...steps: readonly RemedyStep[]): boolean => items.some(({ step }) => steps.includes(step));
  if (has('waiting', 'sent')) return 'running';
  if (has('uncertain')) return 'uncertain';
  if (has('not-done')) return has('accepted', 'gone', 'still-there') ? 'partly' : 'failed';
  if (has('still-there')) return 'still-there';
  return has('accepted') ? 'accepted' : 'done';
}

function nameOf({ incident }: RemedyItem): string | undefined {
  return incident.principal?.name ?? incident.role?.name;
}

function singleTitle(item: RemedyItem, alertTitle: string): string {
  const named = nameOf(item) ?? alertTitle;
  if (item.step === 'not-done') return `Not remediated: ${named}`;
  if (item.step === 'waiting' || item.step === 'sent') return `Remediating ${named}`;
  if (item.step === 'accepted') return `Being verified: ${named}`;
  if (item.step === 'still-there') return `Still listed: ${named}`;
  return item.step === 'uncertain' ? `Perhaps remediated: ${named}` : `Remediated: ${named}`;
}

function singleText({ alert, checks }: Remedy, { step, incident, problem }: RemedyItem): string {
  const { will, done } = consequencesOf(alert, incident);
  const verdicts: Readonly<Record<RemedyStep, readonly string[]>> = {
    waiting: ['It has not been sent yet.'],
    sent: ['It is on its way to Microsoft.'],
    accepted: [
      `Microsoft has accepted this: ${will[0] ?? ''}`,
      'I check by myself that it has come about. The incident may stay listed until the next scan; “refresh” has Microsoft scan now.',
    ],
    uncertain: [
      'Microsoft did not answer in time. I check by myself whether it was done; do not repeat it before.',
    ],
    gone: [done, 'Checked: the incident is gone.'],
    'still-there': [
      `The order was sent, and the incident was still listed after ${amount(checks, 'check', 'checks')}. “refresh” has Microsoft scan now.`,
    ],
    'not-done': [problem ?? 'Nothing was changed.'],
  };
  return verdicts[step].map((line) => prose(line)).join('\n\n');
}

function itemLine(item: RemedyItem, checks: number): string {
  const { glyph, words } = STEPS[item.step];
  const { principal, role } = item.incident;
  const who = [principal?.name, role?.name].filter((one) => one !== undefined).join(' · ');
  const after =
    item.step === 'still-there' ? ` after ${amount(Math.min(checks, MOST_CHECKS), 'check', 'checks')}` : '';
  const why = item.problem ? `: ${prose(item.problem, 120)}` : '';
  return `- ${glyph} ${mdSentence(who || 'Incident', 90)} — ${words}${after}${why}`;
}

function actionsOf(remedy: Remedy, canGiveBack: boolean): readonly Card[] {
  const { alert, items } = remedy;
  const left = items.filter(({ step }) => step === 'not-done').map(({ incident }) => incident.id);
  const isRunning = items.some(({ step }) => step === 'waiting' || step === 'sent');
  const again = button('Try the rest', 'incidents.remediate', { alert: alert.id, incidents: left });
  return [
    button('Incidents', 'alert.incidents', { alert: alert.id }),
    ...(items.length > 1 && left.length > 0 && !isRunning ? [again] : []),
    ...(canGiveBack ? giveBackActions() : []),
    button('All alerts', 'alerts.list', {}, { secondary: canGiveBack }),
  ];
}

function giveBackActions(): readonly Card[] {
  return [
    toggle('How to give back', 'giveBack'),
    { type: 'Action.OpenUrl', title: 'PIM in the portal', url: PIM_PORTAL, mode: 'secondary' },
  ];
}
