import { z } from 'zod';
import { standingAcceptances } from '../alerts/accepted';
import { UserError } from '../lib/errors';
import type { Decision } from '../ports/ledger';
import { acceptedView } from '../views/accepted-view';
import type { Context, ReadCapability, Reply } from './capability';
import { decided } from './decisions';
import { isExactly } from './words';

export const listAcceptances: ReadCapability<'acceptances.list'> = {
  verb: 'acceptances.list',
  effect: 'reads',
  help: { usage: 'accepted', summary: 'Risks that are accepted now, and until when', examples: ['accepted'] },
  input: z.object({}),
  fromText: (text) => (isExactly(text, 'accepted', 'accepted risks') ? {} : undefined),
  run: (_input, context) => listed(context),
};

export const withdrawAcceptance: ReadCapability<'acceptance.withdraw'> = {
  verb: 'acceptance.withdraw',
  effect: 'remembers',
  needsRight: true,
  input: z.object({ id: z.string().min(1).max(64) }),
  fromText: () => undefined,
  async run({ id }, context) {
    const found = (await standing(context)).find((one) => one.id === id);
    if (!found) throw new UserError('That acceptance has ended already. “accepted” lists those that stand.');
    const detail = { ...found.detail, ended: 'withdrawn', of: id };
    await decided({ ...found, until: context.clock.now(), detail }, context);
    const target = `${found.alertId}/${found.incidentKey ?? ''}`;
    const record = {
      target,
      reason: '',
      detail: { acceptance: id, principal: found.detail['principalName'] ?? '' },
    };
    return { ...(await listed(context)), record };
  },
};

async function listed(context: Context): Promise<Reply> {
  const now = context.clock.now();
  const acceptances = (await standing(context)).filter(({ until = 0 }) => until > now);
  return { message: acceptedView({ acceptances, mayAct: context.mayAct, now }) };
}

async function standing({ store, tenantId }: Context): Promise<readonly Decision[]> {
  return standingAcceptances<Decision>(await store.decisions.list(tenantId, { kind: 'accepted' }));
}
