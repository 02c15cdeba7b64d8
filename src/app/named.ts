import type { TenantSettings } from '../config/tenant';
import type { Conversation } from '../ports/conversation';
import type { Message, Notifier } from '../ports/notifier';
import { named } from '../views/parts/tenant-name';

/** What cards call each tenant; nothing where there is but one. */
export function namesOf(tenants: readonly TenantSettings[]): ReadonlyMap<string, string> {
  const all = tenants.flatMap(({ id, name }): [string, string][] => (name === undefined ? [] : [[id, name]]));
  return new Map(tenants.length > 1 ? all : []);
}

/** The same notifier, whose cards name their tenant. */
export function naming(notifier: Notifier, names: ReadonlyMap<string, string>): Notifier {
  const name = (to: Conversation, message: Message) => named(message, names.get(to.tenantId));
  return {
    post: (to, message, signal) => notifier.post(to, name(to, message), signal),
    reply: (to, activityId, message, signal) => notifier.reply(to, activityId, name(to, message), signal),
    update: (to, activityId, message, signal) => notifier.update(to, activityId, name(to, message), signal),
  };
}
