import type { KnownAlert } from '../ports/knowledge';
import type { Message } from '../ports/notifier';
import { button } from './parts/button';
import { md, plain } from './parts/escape';
import { factRows, frame } from './parts/frame';
import { ago, atStart, moment, prose, scanAge } from './parts/wording';
import { renderCard } from './render';

interface TamperInput {
  readonly alert: KnownAlert['alert'];
  /** What was changed, for example "Switched off". */
  readonly change: string;
  readonly before: string;
  readonly after: string;
  readonly now: number;
}

/** Posted unasked: somebody changed what an alert looks for, and not through us. */
export function tamperView({ alert, change, before, after, now }: TamperInput): Message {
  const headline = `${alert.title}: ${change}`;
  const facts = factRows([
    { label: 'Before', value: prose(before, 160) },
    { label: 'Now', value: prose(after, 160) },
  ]);
  const card = renderCard('notice', {
    ...frame({
      look: { glyph: '⚠️', word: 'Changed outside Rolecall', ground: 'warning' },
      title: md(headline, 120),
      detail: atStart(scanAge(alert.lastScanned, now)),
      footer: `Noticed ${moment(now)}`,
      actions: [
        button('Configure', 'alert.configure', { alert: alert.slug }),
        button('Open', 'alert.show', { alert: alert.slug }),
      ],
      speak: headline,
    }),
    text: 'This changes what the alert finds, and it was not done through me. If nobody here knows about it, ask who did.',
    hasText: true,
    facts,
    hasFacts: true,
  });
  return { card, summary: plain(headline, 200) };
}

interface HealthInput {
  readonly healthy: boolean;
  readonly title: string;
  readonly text: string;
  readonly since: number;
  readonly now: number;
}

/** Posted unasked: we have stopped seeing, or see again. */
export function healthView({ healthy, title, text, since, now }: HealthInput): Message {
  const card = renderCard('notice', {
    ...frame({
      look: healthy
        ? { glyph: '✅', word: 'Working again', ground: 'good' }
        : { glyph: '❌', word: 'Not watching', ground: 'attention' },
      title: prose(title, 160),
      detail: `Since ${moment(since)} (${ago(since, now)})`,
      footer: `Posted ${moment(now)}`,
      actions: [button('Status', 'status.show', {}), button('All alerts', 'alerts.list', {})],
      speak: title,
    }),
    text: prose(text, 600),
    hasText: text !== '',
    facts: [],
    hasFacts: false,
  });
  return { card, summary: plain(title, 200) };
}
