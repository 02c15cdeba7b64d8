import path from 'node:path';
import { hasChromium } from '../support/chromium';
import { root, startProgram } from '../support/process';

// A browser, a bot, a Playground and a pretend tenant at once, on a machine that may be busy.
jest.setTimeout(240_000);

(hasChromium ? it : it.skip)(
  'a visitor in a real browser remediates an incident, and sees a post that nobody asked for and what follows up on it',
  async () => {
    const program = startProgram([path.join(root, 'scripts/e2e.mjs'), '--short', '--pictures', 'pictures']);

    const { code } = await program.ended;

    expect(program.errors()).toBe('');
    expect(program.output()).toContain('10 steps');
    expect(code).toBe(0);
    await program.stop();
  },
);
