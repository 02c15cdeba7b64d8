import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import type { Bench, Outcome, Plan } from './claim';
import { told } from './report';

/** Loaded one by one, so that none pays for what another needs. */
const BENCHES: Readonly<Record<string, () => Promise<Bench>>> = {
  turns: async () => (await import('./turns.ts')).turns,
  press: async () => (await import('./press.ts')).press,
  requests: async () => (await import('./requests.ts')).requests,
  render: async () => (await import('./render.ts')).render,
  start: async () => (await import('./start.ts')).start,
  memory: async () => (await import('./memory.ts')).memory,
  sweep: async () => (await import('./sweep.ts')).sweep,
  growth: async () => (await import('./growth.ts')).growth,
  fanout: async () => (await import('./fan-out.ts')).fanOut,
  latency: async () => (await import('./latency.ts')).latency,
};

const ROUNDS = 5;
const QUICK_ROUNDS = 2;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      json: { type: 'boolean', default: false },
      quick: { type: 'boolean', default: false },
      only: { type: 'string' },
      rounds: { type: 'string' },
    },
  });
  const names = values.only?.split(',').map((name) => name.trim()) ?? Object.keys(BENCHES);
  const unknown = names.filter((name) => !(name in BENCHES));
  if (unknown.length > 0) {
    process.stderr.write(`No bench ${unknown.join(', ')}. There are: ${Object.keys(BENCHES).join(', ')}.\n`);
    process.exitCode = 2;
    return;
  }
  const { quick } = values;
  const rounds = Number(values.rounds ?? (quick ? QUICK_ROUNDS : ROUNDS));
  const plan: Plan = { quick, rounds, progress: (text) => void process.stderr.write(`… ${text}\n`) };
  const machine = `Node.js ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}`;
  say(`${machine}; ${rounds} rounds${quick ? ': a quick look, too few rounds to judge by' : ''}\n\n`);
  const outcomes: (Outcome & { readonly bench: string })[] = [];
  for (const name of names) {
    const startedAt = performance.now();
    for (const outcome of await outcomesOf(name, plan)) {
      outcomes.push({ bench: name, ...outcome });
      say(told(outcome));
    }
    plan.progress(`${name} took ${((performance.now() - startedAt) / 1000).toFixed(0)} s`);
  }
  const count = (verdict: Outcome['verdict']) => outcomes.filter((one) => one.verdict === verdict).length;
  const [held, missed, unseen] = [count('held'), count('not held'), count('not measured')];
  say(`\n${held} held, ${missed} not held, ${unseen} not measured\n`);
  if (values.json) say(`${JSON.stringify({ machine, quick, rounds, outcomes })}\n`);
}

async function outcomesOf(name: string, plan: Plan): Promise<readonly Outcome[]> {
  const bench = await BENCHES[name]?.();
  return bench ? bench.run(plan) : [];
}

function say(text: string): void {
  process.stdout.write(text);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  // What a failed claim has started still runs, and would keep this alive.
  process.exit(1);
});
