import { z } from 'zod';
import { UserError } from '../lib/errors';
import { resultView } from '../views/result-view';
import { countOf } from './counting';
import type { ReadCapability } from './capability';
import { isExactly } from './words';

export const retryPosts: ReadCapability<'posts.retry'> = {
  verb: 'posts.retry',
  effect: 'remembers',
  help: {
    usage: 'retry',
    summary: 'Send posts again that had been given up',
    examples: ['retry'],
    group: 'watch',
  },
  input: z.object({}),
  fromText: (text) => (isExactly(text, 'retry', 'retry posts') ? {} : undefined),
  async run(_input, { store, tenantId, actor, clock, reference }) {
    const count = await store.outbox.resend(tenantId);
    if (count === 0) throw new UserError('No post has been given up, so there is nothing to send again.');
    const message = resultView({
      outcome: 'done',
      title: `Sending ${countOf(count, { one: 'post', many: 'posts' })} again`,
      lines: ['“status” shows how it goes.'],
      facts: [],
      next: [{ title: 'Status', verb: 'status.show', input: {} }],
      reference,
      actor: actor.name,
      now: clock.now(),
    });
    return { message };
  },
};
