import type { Alert } from '../alerts/alert';
import { kindOf } from '../alerts/kinds';
import { changeOf, type SettingsChange } from '../alerts/settings';
import { forecastWords, whatIf } from '../alerts/what-if';
import { UserError } from '../lib/errors';
import { fingerprint } from '../lib/fingerprint';
import { configureView } from '../views/configure-view';
import { confirmView } from '../views/confirm-view';
import { openAlert } from '../views/parts/button';
import { resultView } from '../views/result-view';
import type { ChangeCapability, Context, Proposal, Reply } from './capability';
import { differences, type Difference } from './configure-differences';
import { configureInput, parseConfigure } from './configure-input';
import { decided } from './decisions';
import { findAlert } from './find';

export const configure: ChangeCapability<'alert.configure'> = {
  verb: 'alert.configure',
  effect: 'changes',
  help: {
    usage: 'configure <alert> [setting=value …]',
    summary: 'Change a threshold or switch an alert on or off',
    examples: ['configure global-admins globalAdminCountThreshold=5', 'configure stale duration=60 days'],
    command: 'configure',
    about: ({ configurable }) => configurable,
  },
  input: configureInput,
  fromText: parseConfigure,
  async propose(input, context) {
    const { reading } = await findAlert(input.alert, context, { fresh: true });
    const alert = reading.value;
    const { settings, reason } = input;
    const entered = { ...settings, ...(reason ? { reason } : {}) };
    const form = (problems: readonly string[]): Reply => ({
      message: configureView({
        reading,
        kind: kindOf(alert.suffix),
        entered,
        problems,
        now: context.clock.now(),
      }),
    });
    if (!settings || Object.keys(settings).length === 0) return form([]);
    try {
      return proposal(alert, input, settings, context);
    } catch (error) {
      // What was typed wrong comes back in the form, next to what was typed right.
      if (error instanceof UserError) return form([error.message]);
      throw error;
    }
  },
  async run(input, context, actions) {
    const { reading } = await findAlert(input.alert, context, { asProposed: true });
    const alert = reading.value;
    const { change, changed } = required(alert, input.settings ?? {});
    const receipt = await actions.updateConfiguration(alert.id, change);
    const { reason = '' } = input;
    await decided({ kind: 'configured', alertId: alert.id, reason, detail: { changed } }, context);
    const { actor, clock, reference } = context;
    const message = resultView({
      outcome: 'done',
      title: `Configured: ${alert.title}`,
      lines: ['The next scan uses the new values. “Refresh” scans now.'],
      facts: [...asFacts(changed), { label: 'Reason', value: reason }],
      next: [{ title: 'Refresh', verb: 'alert.refresh', input: { alert: alert.id } }, openAlert(alert.id)],
      reference,
      actor: actor.name,
      now: clock.now(),
    });
    return { message, receipt };
  },
};

function proposal(
  alert: Alert,
  input: Parameters<NonNullable<typeof configure.propose>>[0],
  settings: Readonly<Record<string, string>>,
  { clock }: Context,
): Proposal<'alert.configure'> {
  const { change, changed } = required(alert, settings);
  const forecast = whatIf(kindOf(alert.suffix), alert, change, clock.now());
  const title = `Change “${alert.title}”?`;
  return {
    target: alert.id,
    title,
    consequences: changed.map(({ label, before, after }) => `${label}: ${before} → ${after}`),
    removesAccess: false,
    input: { ...input, alert: alert.id },
    seen: fingerprint({ id: alert.id, configuration: alert.configuration }),
    reason: 'required',
    detail: { changed },
    ask: (confirmed, notes) =>
      confirmView({
        verb: 'alert.configure',
        input: confirmed,
        title,
        consequences: ['The next scan uses the new values.'],
        facts: [
          ...asFacts(changed),
          { label: 'Incidents', value: `${alert.incidents.length} → ${forecastWords(forecast)}` },
        ],
        warnings: [
          ...notes,
          ...(forecast.unknown ? [forecast.unknown] : []),
          ...changed
            .filter(({ looser }) => looser)
            .map(({ label }) => `${label}: this alert will report less.`),
        ],
        reason: 'required',
        ...(alert.lastScanned ? { scannedAt: alert.lastScanned } : {}),
        now: clock.now(),
      }),
  };
}

function asFacts(changed: readonly Difference[]): { label: string; value: string }[] {
  return changed.map(({ label, before, after }) => ({ label, value: `${before} → ${after}` }));
}

/** The change in wire form and what differs. Throws a UserError where nothing does. */
export function required(
  alert: Alert,
  settings: Readonly<Record<string, string>>,
): { readonly change: SettingsChange; readonly changed: readonly Difference[] } {
  if (!alert.configuration)
    throw new UserError(`Microsoft sent no settings for “${alert.title}”. Try again in a minute.`);
  const kind = kindOf(alert.suffix);
  const change = changeOf(kind, alert.configuration, settings);
  const changed = differences(kind, alert.configuration, change);
  if (changed.length === 0) throw new UserError('These are the values it has already: nothing to change.');
  return { change, changed };
}
