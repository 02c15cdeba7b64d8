import type { Alert } from '../alerts/alert';
import type { AlertKind, Setting } from '../alerts/kinds/kind';
import type { Message } from '../ports/notifier';
import type { Reading } from '../ports/pim-alerts';
import { button } from './parts/button';
import { md, plain } from './parts/escape';
import { alertLook, frame, staleNotices } from './parts/frame';
import { rangeText, settingText } from './parts/setting-text';
import { asOf, prose, scanAge, stateWord } from './parts/wording';
import { renderCard } from './render';

interface ConfigureInput {
  readonly reading: Reading<Alert>;
  readonly kind: AlertKind;
  /** What the person typed last time, by the ids of the fields. */
  readonly entered?: Readonly<Record<string, string>>;
  readonly problems?: readonly string[];
  readonly now: number;
}

/** The thresholds of one alert as a form with the current values in it. Field ids: `enabled`, wire names, `reason`. */
export function configureView({ reading, kind, entered = {}, problems = [], now }: ConfigureInput): Message {
  const alert = reading.value;
  const enabled = alert.configuration?.enabled ?? alert.state !== 'disabled';
  const summary = `Configure ${plain(alert.title)}`;
  const card = renderCard('configure', {
    ...frame({
      look: alertLook(alert).look,
      ground: 'emphasis',
      title: `Configure: ${md(alert.title)}`,
      detail: `${stateWord(alert)} · ${scanAge(alert.lastScanned, now)}`,
      notices: [
        ...problems
          .slice(0, 6)
          .map((text) => ({ style: 'attention' as const, text: `❌ ${prose(text, 300)}` })),
        ...staleNotices(alert, now),
      ],
      footer: asOf(reading.readAt),
      actions: [
        button('Confirm', 'alert.configure', { alert: alert.slug }, { style: 'positive' }),
        button('Cancel', 'action.cancel', {}, { ignoresInputs: true }),
      ],
      speak: summary,
    }),
    intro:
      kind.settings.length > 0
        ? 'The new values count from the next scan on.'
        : 'This alert has no thresholds. It can be switched on and off.',
    toggleTitle: 'Look for this in every scan',
    enabledValue: entered['enabled'] ?? String(enabled),
    fields: kind.settings.map((setting) => field(setting, alert, entered)),
    reasonLabel: 'Why?',
    reasonRequired: true,
    reasonValue: plain(entered['reason'] ?? '', 500),
  });
  return { card, summary: plain(summary, 200) };
}

function field(setting: Setting, alert: Alert, entered: Readonly<Record<string, string>>) {
  const text = entered[setting.name] ?? currentText(setting, alert);
  // A number field cannot hold "soon": what somebody typed is shown as it is, to be mended.
  const isNumber = setting.type !== 'duration' && /^\d{1,9}$/.test(text);
  return {
    id: setting.name,
    label: setting.label,
    hint: rangeText(setting),
    value: isNumber ? Number(text) : plain(text, 40),
    min: setting.min,
    max: setting.max,
    isNumber,
    isText: !isNumber,
  };
}

function currentText(setting: Setting, alert: Alert): string {
  const current = alert.configuration?.settings[setting.name];
  if (current === undefined) return '';
  return setting.type === 'duration' ? settingText(setting, current) : String(current);
}
