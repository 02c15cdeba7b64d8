import { UserError } from '../lib/errors';
import type { Somebody } from '../ports/approvals';
import { GraphError } from '../ports/pim-alerts';
import type { Context } from './capability';

const RECENT = 500;
const EXACT = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$|^[^\s@]+@[^\s@]+$/i;

/** Who is to own something: the speaker, an account of the directory, or somebody who has worked with Rolecall lately. */
export async function ownerMeant(typed: string | undefined, context: Context): Promise<Somebody> {
  const { id, name } = context.actor;
  const wanted = typed?.trim().replace(/^@/, '') ?? 'me';
  if (['me', 'myself', ''].includes(wanted.toLowerCase())) return { id, name };
  if (EXACT.test(wanted)) return account(wanted, context);
  const colleagues = await recentColleagues(context);
  const lower = wanted.toLowerCase();
  const exact = colleagues.filter((one) => one.name.toLowerCase() === lower);
  const found = exact.length > 0 ? exact : colleagues.filter((one) => one.name.toLowerCase().includes(lower));
  const [only, ...others] = found;
  if (only && others.length === 0) return only;
  if (only)
    throw new UserError(`“${wanted}” could be ${found.map((one) => one.name).join(' or ')}. Say it in full.`);
  throw new UserError(
    `Nobody called “${wanted}” has worked with me lately. Give the sign-in name, for example alex@contoso.com.`,
  );
}

async function account(wanted: string, { directory }: Context): Promise<Somebody> {
  const found = await directory.describe(wanted).catch((error: unknown) => {
    if (error instanceof GraphError && error.details.reason !== 'forbidden') return undefined;
    throw error;
  });
  if (found?.kind !== 'user') throw new UserError(`The directory has no person “${wanted}”.`);
  return { id: found.id, name: found.name };
}

async function recentColleagues({ store, tenantId, actor }: Context): Promise<readonly Somebody[]> {
  const entries = await store.audit.list(tenantId, { limit: RECENT });
  const people = new Map([[actor.id, { id: actor.id, name: actor.name }]]);
  for (const { actorId, actorName } of entries)
    if (actorId !== 'rolecall' && !people.has(actorId)) people.set(actorId, { id: actorId, name: actorName });
  return [...people.values()];
}
