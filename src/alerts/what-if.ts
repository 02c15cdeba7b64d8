import type { Alert, AlertConfiguration } from './alert';
import { atLeast, type Forecast } from './kinds/forecast';
import type { AlertKind } from './kinds/kind';
import { amountOnWire, type SettingsChange } from './settings';

/** What a scan would find after this change, answered from what the last one found. Nothing is asked of the service. */
export function whatIf(
  kind: AlertKind,
  { state, configuration, incidents }: Pick<Alert, 'state' | 'configuration' | 'incidents'>,
  change: Pick<SettingsChange, 'enabled' | 'settings'>,
  now: number,
): Forecast {
  if (change.enabled === false) return { least: 0, most: 0, leaving: incidents };
  if (state === 'disabled')
    return atLeast([], 'It is switched off, so what it would find is not known before a scan.');
  if (Object.keys(change.settings).length === 0 || !kind.whatIf)
    return { least: incidents.length, most: incidents.length, leaving: [] };
  const before = amounts(kind, configuration?.settings ?? {});
  const after = { ...before, ...amounts(kind, change.settings) };
  return kind.whatIf({ incidents, before, after, now });
}

/** "3", "at least 3", "1 to 3", "not known". */
export function forecastWords({ least, most }: Forecast): string {
  if (most === undefined) return least === 0 ? 'not known before a scan' : `at least ${least}`;
  return least === most ? String(least) : `${least} to ${most}`;
}

function amounts(
  kind: AlertKind,
  settings: AlertConfiguration['settings'],
): Readonly<Record<string, number>> {
  return Object.fromEntries(
    kind.settings.flatMap((setting) => {
      const wire = settings[setting.name];
      const amount = wire === undefined ? undefined : amountOnWire(setting, wire);
      return amount === undefined ? [] : [[setting.name, amount] as const];
    }),
  );
}
