import { z } from 'zod';
import { resultView } from '../views/result-view';
import type { ReadCapability } from './capability';
import { isExactly } from './words';

export const signOut: ReadCapability<'session.sign-out'> = {
  verb: 'session.sign-out',
  effect: 'remembers',
  help: {
    usage: 'sign out',
    summary: 'Forget that you signed in',
    examples: ['sign out'],
    group: 'watch',
  },
  input: z.object({}),
  fromText: (text) => (isExactly(text, 'sign out', 'signout', 'log out', 'logout') ? {} : undefined),
  async run(_input, { signOut: forget, actor, clock, reference }) {
    await forget();
    const message = resultView({
      outcome: 'done',
      title: 'Signed out',
      lines: ['The next change asks you to sign in again.'],
      facts: [],
      next: [],
      reference,
      actor: actor.name,
      now: clock.now(),
    });
    return { message };
  },
};
