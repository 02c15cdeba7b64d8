import { nextCheckAt } from '../../alerts/check-times';
import { incidentKey, type Alert, type Incident } from '../../alerts/alert';
import { UserError } from '../../lib/errors';
import type { Remedy, RemedyItem, RemovedRole, StoredRemedy } from '../../ports/remedies';
import { redrawn, standingKey } from '../../views/standing';
import type { Context, Place } from '../capability';
import { decided } from '../decisions';
import { heldRole, losersOf, type Weighed } from './facts';

/** A remediation that has said nothing for so long has lost its process: the watch looks after it from then on. */
const LONGEST_STEP_MS = 3 * 60_000;
/** More than can be under way at once. */
const EVERYTHING = 500;

/** Writes down what is about to be sent. Throws a UserError where the same confirmation has begun already. */
export async function beginRemedy(
  { alert, id, reason, items }: Pick<Remedy, 'id' | 'reason' | 'items'> & { readonly alert: Alert },
  context: Context,
): Promise<StoredRemedy> {
  const { tenantId, actor, requestedBy, request, reference, clock, store } = context;
  const remedy: Remedy = {
    tenantId,
    id,
    alert: { id: alert.id, suffix: alert.suffix, slug: alert.slug, title: alert.title },
    actor: { id: actor.id, name: actor.name },
    ...(requestedBy ? { requestedBy } : {}),
    ...(request ? { request } : {}),
    reason,
    reference,
    startedAt: clock.now(),
    items,
    checks: 0,
  };
  const checkAt = clock.now() + LONGEST_STEP_MS;
  if (!(await store.remedies.begin(remedy, checkAt)))
    throw new UserError('This was ordered already, so it was not done again.');
  return { ...remedy, revision: 1, checkAt };
}

/** One item a step further. Undefined: another process has taken it over, so this one has to stop. */
export async function step(
  remedy: StoredRemedy,
  index: number,
  change: Partial<RemedyItem>,
  context: Context,
): Promise<StoredRemedy | undefined> {
  const items = remedy.items.map((item, at) => (at === index ? { ...item, ...change } : item));
  return context.store.remedies.save(dueNext({ ...remedy, items }, context.clock.now()));
}

/** When the watch has to look: soon after the end, not at all where nothing is left to see, and late while it goes on. */
export function dueNext(remedy: StoredRemedy, now: number): StoredRemedy {
  const { checkAt: _before, ...rest } = remedy;
  const has = (...steps: readonly RemedyItem['step'][]) =>
    rest.items.some(({ step: one }) => steps.includes(one));
  if (has('waiting', 'sent')) return { ...rest, checkAt: now + LONGEST_STEP_MS };
  const next = has('accepted', 'uncertain') ? nextCheckAt(rest.checks, now) : undefined;
  return next === undefined ? rest : { ...rest, checkAt: next };
}

/** From now on the card in this place shows how the remediation stands. */
export async function follow(id: string, place: Place, { store, tenantId }: Context): Promise<void> {
  const standing = { kind: 'remedy', id } as const;
  await store.cards.save({ tenantId, ...place, cardKey: standingKey(standing) });
  const remedy = await store.remedies.get(tenantId, id);
  // It may have gone on between the answer and now.
  if (remedy) await redraw(remedy, { store, tenantId }, 'followed');
}

/** The same for a card that could only say that an answer got lost: it shows the end when looking again has shown it. */
export async function followDoubtful(id: string, place: Place, context: Context): Promise<void> {
  const remedy = await context.store.remedies.get(context.tenantId, id);
  if (remedy?.checkAt !== undefined) await follow(id, place, context);
}

export async function redraw(
  { id, revision }: StoredRemedy,
  { store, tenantId }: Pick<Context, 'store' | 'tenantId'>,
  stamp = '',
): Promise<void> {
  const standing = { kind: 'remedy', id } as const;
  const cards = await store.cards.find(tenantId, standingKey(standing));
  if (cards.length > 0) await store.outbox.add(redrawn(standing, cards, `${revision}${stamp}`));
}

export const ORDERED_ALREADY = 'It was ordered already and is being checked.';

/** Keys of incidents that somebody has ordered and that are not yet looked at to the end. */
export async function underWay(
  alertId: string,
  { store, tenantId }: Pick<Context, 'store' | 'tenantId'>,
  open: readonly RemedyItem['step'][] = ['waiting', 'sent', 'accepted', 'uncertain'],
  but?: string,
): Promise<ReadonlySet<string>> {
  const remedies = await store.remedies.due(tenantId, Number.MAX_SAFE_INTEGER, EVERYTHING);
  return new Set(
    remedies
      .filter(({ alert, id }) => alert.id === alertId && id !== but)
      .flatMap(({ items }) => items.filter(({ step: one }) => open.includes(one)))
      .map(({ incident }) => incidentKey(incident)),
  );
}

/** Whether an order about the incident has left, or may have, under another confirmation. One that only waits gives way. */
export async function isOrderedElsewhere(
  alertId: string,
  incident: Incident,
  remedyId: string,
  context: Context,
): Promise<boolean> {
  const ordered = await underWay(alertId, context, ['sent', 'accepted', 'uncertain'], remedyId);
  return ordered.has(incidentKey(incident));
}

/** An item whose order is about to leave: what it takes away, from whom, and when. */
export function leaving(incident: Incident, weighed: Weighed, { clock }: Context) {
  const losers = losersOf(incident, weighed);
  return {
    step: 'sent' as const,
    sentAt: clock.now(),
    ...removedBy(incident, weighed),
    ...(losers.length > 0 ? { losers } : {}),
  };
}

/** The role as it is held now, so that it can be given back. Nothing where no role is taken away. */
function removedBy(incident: Incident, weighed: Weighed): { readonly removed?: RemovedRole } {
  const { principal, role } = incident;
  if (weighed.effect !== 'removes-role' || !principal || !role) return {};
  const held = heldRole(incident, weighed);
  return {
    removed: {
      principalId: principal.id,
      principalName: principal.name,
      roleId: held?.roleId ?? role.id,
      roleName: role.name,
      how: held?.how ?? 'unknown',
      scope: '/',
    },
  };
}

/** The decision as the ledger keeps it. */
export async function remember(
  {
    alertId,
    incident,
    reason,
    removed,
  }: {
    readonly alertId: string;
    readonly incident: Incident;
    readonly reason: string;
    readonly removed: RemovedRole | undefined;
  },
  context: Context,
): Promise<void> {
  const { requestedBy } = context;
  const detail = { incident, ...(removed ? { removed } : {}), ...(requestedBy ? { requestedBy } : {}) };
  await decided({ kind: 'remediated', alertId, incidentKey: incidentKey(incident), reason, detail }, context);
}
