import type { Incident } from '../../alerts/alert';
import { isGlobalAdministrator } from '../../alerts/guard-rails';
import type { Context } from '../capability';

const EVERYTHING = 500;

/** Object ids, lower case, of everyone from whom the role Global Administrator was taken in the last `withinMs`, or perhaps was. */
export async function recentlyRemoved(
  { store, tenantId, clock }: Pick<Context, 'store' | 'tenantId' | 'clock'>,
  withinMs: number,
): Promise<ReadonlySet<string>> {
  const since = clock.now() - withinMs;
  const [decisions, open] = await Promise.all([
    store.decisions.list(tenantId, { kind: 'remediated', limit: EVERYTHING }),
    store.remedies.due(tenantId, Number.MAX_SAFE_INTEGER, EVERYTHING),
  ]);
  const done = decisions.flatMap(({ at, detail }) => (at >= since ? [detail['incident'] as Incident] : []));
  const perhaps = open.flatMap(({ items }) =>
    items.flatMap(({ step, incident }) => (step === 'accepted' || step === 'uncertain' ? [incident] : [])),
  );
  return new Set(
    [...done, ...perhaps].flatMap((incident) =>
      isGlobalAdministrator(incident) && incident.principal ? [incident.principal.id.toLowerCase()] : [],
    ),
  );
}
