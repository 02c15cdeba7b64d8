import { z } from 'zod';
import { requestsView } from '../views/approval-view';
import type { DecideCapability, ReadCapability } from './capability';
import { isExactly } from './words';

const MOST = 50;

const input = z.object({ request: z.string().min(8).max(64) });

export const approveRequest: DecideCapability<'request.approve'> = {
  verb: 'request.approve',
  effect: 'decides',
  input,
  fromText: () => undefined,
  decision: ({ request }) => ({ request, verdict: 'approve' }),
};

export const withdrawRequest: DecideCapability<'request.withdraw'> = {
  verb: 'request.withdraw',
  effect: 'decides',
  input,
  fromText: () => undefined,
  decision: ({ request }) => ({ request, verdict: 'withdraw' }),
};

export const listRequests: ReadCapability<'requests.list'> = {
  verb: 'requests.list',
  effect: 'reads',
  help: {
    usage: 'requests',
    summary: 'Changes that wait for a second person',
    examples: ['requests'],
    group: 'watch',
  },
  input: z.object({}),
  fromText: (text) => (isExactly(text, 'requests') ? {} : undefined),
  async run(_input, { store, tenantId, clock }) {
    const now = clock.now();
    const approvals = await store.approvals.open(tenantId, now, MOST);
    return { message: requestsView({ approvals, now }) };
  },
};
