import type { Alert } from '../alerts/alert';
import { nameAlert } from '../alerts/naming';
import { UserError } from '../lib/errors';
import type { Reading } from '../ports/pim-alerts';
import type { Context } from './capability';
import { bareName } from './inputs';

export interface Found {
  readonly reading: Reading<Alert>;
  /** What was typed behind the name, where the command allows it: a name too, without quotes around it. */
  readonly rest: string;
}

interface FindOptions {
  readonly allowRest?: boolean;
  /** Read this alert now, not from what is shared: whoever changes something decides on facts of this moment. */
  readonly fresh?: boolean;
  /** Read it as the proposal did a moment ago: the list may be older than what the person agreed to. */
  readonly asProposed?: boolean;
}

/** A name that leads to no alert, or to several. */
export class NoSuchAlert extends UserError {}

/** There is nothing to choose a name from. */
export const NONE_LISTED =
  'Microsoft lists no alerts at this moment, so I cannot tell which one you mean. Try again in a few minutes.';

/** The alert a person named, with every incident. Throws a NoSuchAlert that offers the closest names. */
export async function findAlert(name: string, context: Context, options: FindOptions = {}): Promise<Found> {
  const listed = await context.alerts.listAlerts({ incidents: 'as-sent' });
  const named = nameAlert(name, listed.value, options.allowRest);
  if (named.kind === 'several') {
    const slugs = named.alerts.map((alert) => alert.slug).join(', ');
    throw new NoSuchAlert(`“${name}” could be several alerts: ${slugs}. Name one of them.`);
  }
  if (named.kind === 'none') {
    if (listed.value.length === 0) throw new NoSuchAlert(NONE_LISTED);
    throw new NoSuchAlert(`There is no alert called “${name}”. ${insteadOf(named.closest)}`);
  }
  const { alert } = named;
  const rest = bareName(named.rest);
  if (!options.fresh && !options.asProposed && alert.incidentsComplete)
    return { reading: { value: alert, readAt: listed.readAt }, rest };
  return { reading: await context.alerts.getAlert(alert.id, options.fresh ? { fresh: true } : {}), rest };
}

/** What to say to somebody whose name for an alert is none: what is near it, and how to find the others. */
export function insteadOf(near: readonly Alert[]): string {
  const slugs = near.map(({ slug }) => slug).join(' or ');
  return `${slugs === '' ? '' : `Did you mean ${slugs}? `}“alerts” lists them all.`;
}
