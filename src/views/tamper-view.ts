import type { KnownAlert } from '../ports/knowledge';
import type { Message } from '../ports/notifier';
import { button } from './parts/button';
import { md, plain } from './parts/escape';
import { factRows, frame } from './parts/frame';
import { atStart, moment, prose, scanAge } from './parts/wording';
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
        button('Open the alert', 'alert.show', { alert: alert.slug }),
      ],
      speak: headline,
    }),
    text: 'This was not done through me. If nobody here knows about it, look for it in the audit log of Entra.',
    hasText: true,
    facts,
    hasFacts: true,
  });
  return { card, summary: plain(headline, 200) };
}
