#!/usr/bin/env node
// Takes CONTRIBUTING.md at its word: in a copy of the tree it adds a command and an alert type by the steps written there, touching no
// file that is not named, and has compiler and tests look at each. What fails here is a house that does not keep its promise.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const copy = mkdtempSync(path.join(tmpdir(), 'rolecall-contributing-'));
const bin = path.join(root, 'node_modules');
const NOT_SOURCE = new Set(['node_modules', '.git', '.env', '.data', 'dist', 'build', 'coverage', 'docs']);

/** @param {string} file @param {string} before @param {string} after */
function edit(file, before, after) {
  const target = path.join(copy, file);
  const text = readFileSync(target, 'utf8');
  if (text.split(before).length !== 2) throw new Error(`${file} does not have exactly one “${before}”.`);
  writeFileSync(target, text.replace(before, after));
}

/** @param {string} file @param {string} text */
function write(file, text) {
  writeFileSync(path.join(copy, file), text);
}

/** @param {string} what @param {readonly string[]} args For node. */
function run(what, args) {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: copy, encoding: 'utf8' });
  return { ok: status === 0, said: `${what}\n${stdout}\n${stderr}` };
}

const compile = () => run('tsc -p test', [path.join(bin, 'typescript/bin/tsc'), '-p', 'test']);
/** @param {readonly string[]} files */
const test = (...files) =>
  run(`jest ${files.join(' ')}`, [path.join(bin, 'jest/bin/jest.js'), ...files, '--reporters=default']);

/** @param {{ ok: boolean, said: string }} result */
function mustPass({ ok, said }) {
  if (!ok) throw new Error(said);
}

function addCommand() {
  edit(
    'src/actions.ts',
    "  'alerts.list': NoInput;\n",
    "  'alerts.list': NoInput;\n  'alerts.count': NoInput;\n",
  );
  const { ok, said } = compile();
  if (ok || !said.includes('src/capabilities/index.ts')) {
    throw new Error(`Step 1: the compiler should name src/capabilities/index.ts, and said\n${said}`);
  }
  write(
    'src/capabilities/count-alerts.ts',
    `import { z } from 'zod';
import { noticeView } from '../views/notice-view';
import type { ReadCapability } from './capability';
import { isExactly } from './words';

export const countAlerts: ReadCapability<'alerts.count'> = {
  verb: 'alerts.count',
  effect: 'reads',
  help: { usage: 'count', summary: 'How many alerts there are', examples: ['count'] },
  input: z.object({}),
  fromText: (text) => (isExactly(text, 'count') ? {} : undefined),
  async run(_input, { alerts, clock }) {
    const { value } = await alerts.listAlerts({ incidents: 'as-sent' });
    const text = \`There are \${value.length} alerts.\`;
    return { message: noticeView({ tone: 'info', title: 'Counted', text, next: [], now: clock.now() }) };
  },
};
`,
  );
  edit(
    'src/capabilities/index.ts',
    "  'alerts.list': listAlerts,\n",
    "  'alerts.list': listAlerts,\n  'alerts.count': countAlerts,\n",
  );
  edit(
    'src/capabilities/index.ts',
    "import { listAlerts } from './list-alerts';\n",
    "import { countAlerts } from './count-alerts';\nimport { listAlerts } from './list-alerts';\n",
  );
  edit(
    'test/views/cards.test.ts',
    "  'alerts.list': true,\n",
    "  'alerts.list': true,\n  'alerts.count': true,\n",
  );
  edit(
    'test/capabilities/registry.test.ts',
    "  'alerts.list': 'alerts',\n",
    "  'alerts.list': 'alerts',\n  'alerts.count': 'count',\n",
  );
  mustPass(compile());
  mustPass(test('test/capabilities/registry.test.ts'));
  console.log('A command: four steps, compiled and tested.');
}

function addAlertType() {
  write(
    'src/alerts/kinds/sleepwalking.ts',
    `import { principalOf, roleOf, type AlertKind } from './kind';

export const sleepwalking: AlertKind = {
  slug: 'sleepwalking',
  suffix: 'SleepwalkingAlert',
  title: 'Roles are used at night',
  severity: 'low',
  meaning: 'Somebody activated a role at three in the morning.',
  advice: 'Ask whether they were awake.',
  settings: [],
  configurationType: '#microsoft.graph.sleepwalkingAlertConfiguration',
  subject: { one: 'night', many: 'nights' },
  incident: (wire) => ({ principal: principalOf(wire), role: roleOf(wire), facts: [] }),
};
`,
  );
  edit('src/alerts/kinds/index.ts', '  staleSignIn,\n', '  staleSignIn,\n  sleepwalking,\n');
  edit(
    'src/alerts/kinds/index.ts',
    "import { staleSignIn } from './stale-sign-in';\n",
    "import { sleepwalking } from './sleepwalking';\nimport { staleSignIn } from './stale-sign-in';\n",
  );
  write(
    'test/alerts/sleepwalking.test.ts',
    `import { kindOf } from '../../src/alerts/kinds';

describe('an alert type that was just added', () => {
  it('is known by its id in Graph', () => {
    expect(kindOf('SleepwalkingAlert').title).toBe('Roles are used at night');
  });
});
`,
  );
  mustPass(compile());
  mustPass(test('test/alerts/sleepwalking.test.ts', 'test/alerts/naming.test.ts'));
  console.log('An alert type: one file and its line in the index, compiled and tested.');
}

try {
  for (const part of readdirSync(root)) {
    if (!NOT_SOURCE.has(part)) cpSync(path.join(root, part), path.join(copy, part), { recursive: true });
  }
  symlinkSync(bin, path.join(copy, 'node_modules'));
  addCommand();
  addAlertType();
} finally {
  rmSync(copy, { recursive: true, force: true });
}
