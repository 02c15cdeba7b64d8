import type { Alert } from '../alerts/alert';
import { kindOf } from '../alerts/kinds';
import type { Forecast } from '../alerts/kinds/forecast';
import { forecastWords } from '../alerts/what-if';
import type { Message } from '../ports/notifier';
import type { Reading } from '../ports/pim-alerts';
import { button } from './parts/button';
import { md, plain } from './parts/escape';
import { factRows, frame, staleNotices } from './parts/frame';
import { asOf, incidentAmount, prose, scanAge } from './parts/wording';
import { renderCard } from './render';

const MOST_NAMES = 5;

interface WhatIfInput {
  readonly reading: Reading<Alert>;
  readonly changed: readonly { readonly label: string; readonly before: string; readonly after: string }[];
  readonly forecast: Forecast;
  /** As typed, for the button that makes the change. */
  readonly settings: Readonly<Record<string, string>>;
  readonly now: number;
}

/** What a setting would change, before it is changed. */
export function whatIfView({ reading, changed, forecast, settings, now }: WhatIfInput): Message {
  const alert = reading.value;
  const title = `What if: ${alert.title}`;
  const input = { alert: alert.slug };
  const card = renderCard('notice', {
    ...frame({
      look: { glyph: '🔎', word: 'What if', ground: 'accent' },
      title: md(title, 120),
      detail: `Nothing is changed · ${scanAge(alert.lastScanned, now)}`,
      notices: staleNotices(alert, now),
      footer: asOf(reading.readAt),
      actions: [
        button('Configure', 'alert.configure', { ...input, settings }),
        button('Open the alert', 'alert.show', input),
      ],
      speak: `${title}: ${forecastWords(forecast)}`,
    }),
    text: [leavingText(forecast), prose(forecast.unknown ?? '')].filter((one) => one !== '').join('\n\n'),
    hasText: forecast.unknown !== undefined || forecast.leaving.length > 0,
    facts: factRows([
      ...changed.map(({ label, before, after }) => ({ label, value: md(`${before} → ${after}`, 120) })),
      { label: 'Now', value: incidentAmount(alert, alert.incidents.length) },
      { label: 'Then', value: thenText(alert, forecast) },
    ]),
    hasFacts: true,
  });
  return { card, summary: plain(title, 200) };
}

/** "1 to 3 accounts"; what is not known has no unit. */
function thenText({ suffix }: Alert, forecast: Forecast): string {
  const words = forecastWords(forecast);
  const { subject } = kindOf(suffix);
  return /\d$/.test(words) ? `${words} ${words === '1' ? subject.one : subject.many}` : words;
}

function leavingText({ leaving }: Forecast): string {
  if (leaving.length === 0) return '';
  const names = leaving
    .slice(0, MOST_NAMES)
    .map(({ principal, role }) => md(principal?.name ?? role?.name ?? 'Somebody', 60));
  const rest = leaving.length - names.length;
  return `No longer found: ${names.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}.`;
}
