import { startProgram, root } from '../support/process';
import path from 'node:path';

describe('npm run bench', () => {
  it('ends with one line of JSON that has a verdict for each claim', async () => {
    const main = path.join(root, 'bench/main.cjs');
    const bench = startProgram([main, '--quick', '--only', 'render', '--json']);

    const { code } = await bench.ended;

    const report = JSON.parse(bench.output().trimEnd().split('\n').at(-1) ?? '') as {
      readonly outcomes: readonly { readonly bench: string; readonly verdict: string }[];
    };
    await bench.stop();
    expect(code).toBe(0);
    expect(report.outcomes).toHaveLength(1);
    expect(report.outcomes[0]).toMatchObject({
      bench: 'render',
      verdict: expect.stringMatching(/^(not )?held$/),
    });
  });

  it('names what there is where something else is asked for', async () => {
    const bench = startProgram([path.join(root, 'bench/main.cjs'), '--only', 'sleep']);

    const { code } = await bench.ended;

    const errors = bench.errors();
    await bench.stop();
    expect(code).toBe(2);
    expect(errors).toContain('No bench sleep. There are: turns');
  });
});
