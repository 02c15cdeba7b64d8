import type { Alert, Incident } from '../alerts/alert';
import type { Message } from '../ports/notifier';
import type { Reading } from '../ports/pim-alerts';
import { button } from './parts/button';
import { md, plain } from './parts/escape';
import { alertLook, frame, staleNotices } from './parts/frame';
import { emptyText } from './parts/incident-rows';
import { asOf, incidentAmount, scanAge, stateWord } from './parts/wording';
import { renderCard } from './render';

interface ChooseInput {
  readonly reading: Reading<Alert>;
  /** The most that may be remediated at once. */
  readonly most: number;
  readonly notes?: readonly string[];
  readonly now: number;
}

/** Which incidents of one alert to remediate together. */
export function chooseView({ reading, most, notes = [], now }: ChooseInput): Message {
  const alert = reading.value;
  // A form sends what was chosen parted by commas.
  const choices = alert.incidents
    .filter(({ id }) => !id.includes(','))
    .slice(0, most)
    .map((incident) => ({ title: titleOf(incident), value: incident.id }));
  const age = scanAge(alert.lastScanned, now);
  const beyond = alert.incidents.length > choices.length ? ` These are the first ${choices.length}.` : '';
  const title = `Remediate several: ${alert.title}`;
  const card = renderCard('choose', {
    ...frame({
      ...alertLook(alert),
      title: md(title, 120),
      count: choices.length > 0 ? incidentAmount(alert, alert.incidents.length) : '',
      detail: `${stateWord(alert)} · ${age}`,
      notices: [
        ...notes.map((text) => ({ style: 'warning' as const, text: `⚠️ ${md(text, 300)}` })),
        ...staleNotices(alert, now),
      ],
      footer: asOf(reading.readAt),
      actions: [
        ...(choices.length > 0
          ? [
              button('Review', 'incidents.remediate', { alert: alert.slug }, { style: 'positive' }),
              button(
                'Review all',
                'incidents.remediate',
                { alert: alert.slug, all: true },
                { ignoresInputs: true },
              ),
            ]
          : []),
        button('Back', 'alert.incidents', { alert: alert.slug }, { ignoresInputs: true }),
      ],
      speak: title,
    }),
    intro:
      choices.length > 0
        ? `Choose, and see what will happen to each before anything does.${beyond}`
        : emptyText(alert, now),
    choices,
    hasChoices: choices.length > 0,
  });
  return { card, summary: plain(title, 200) };
}

function titleOf({ principal, role }: Incident): string {
  const address = principal?.userPrincipalName;
  const told = [principal?.name, role?.name, address === principal?.name ? undefined : address];
  return plain(told.filter((one) => one !== undefined).join(' · ') || 'Incident', 90);
}
