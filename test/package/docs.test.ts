import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(__dirname, '../..');
const pages = readdirSync(path.join(root, 'docs')).filter((name) => name.endsWith('.md'));

function read(file: string): string {
  return readFileSync(path.join(root, file), 'utf8');
}

describe('the documentation', () => {
  it('has pages of commands and dependencies that are current', () => {
    const { status, stderr } = spawnSync(process.execPath, ['scripts/docs.mjs', '--check'], {
      cwd: root,
      encoding: 'utf8',
    });

    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  it.each([...pages.map((page) => `docs/${page}`), 'README.md', 'CONTRIBUTING.md', 'SECURITY.md'])(
    '%s links to nothing that is not there',
    (page) => {
      const targets = [...read(page).matchAll(/\]\(([^)#]+)[^)]*\)/g)].map(([, target = '']) => target);
      const broken = targets.filter(
        (target) =>
          !/^(https?|mailto):/.test(target) && !existsSync(path.join(root, path.dirname(page), target)),
      );

      expect(broken).toEqual([]);
    },
  );

  it('is all reached from the README', () => {
    const readme = read('README.md');

    expect(pages.filter((page) => !readme.includes(`docs/${page}`))).toEqual([]);
  });

  it('names no npm script that is not there', () => {
    const { scripts } = JSON.parse(read('package.json'));
    const text = [
      ...pages.map((page) => read(`docs/${page}`)),
      read('README.md'),
      read('CONTRIBUTING.md'),
    ].join('\n');

    const named = new Set([...text.matchAll(/npm run (\w+(?::\w+)*)/g)].map(([, name = '']) => name));

    expect([...named].filter((name) => !(name in scripts))).toEqual([]);
  });

  it('makes its bill of materials by the command it gives', () => {
    const [, command = ''] = /^(npm sbom .*) > sbom\.json$/m.exec(read('docs/operate.md')) ?? [];

    const bill = JSON.parse(
      execFileSync('sh', ['-c', command], { cwd: root, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 }),
    );

    expect(bill).toMatchObject({ bomFormat: 'CycloneDX' });
    expect(bill.components.map(({ name }: { readonly name: string }) => name)).toContain('kysely');
  });

  it.each([
    ['a command that waits for a sign-in', 'ten minutes', 'bot/waiting', /KEPT_MS = 10 \* 60_000;/],
    ['a command that waits for a sign-in', '1000 most', 'bot/waiting', /MOST_KEPT = 1000;/],
    ['who somebody is in a conversation', 'one minute', 'teams/members', /FRESH_MS = 60_000;/],
    ['who somebody is in a conversation', '5000 most', 'teams/members', /MOST_KEPT = 5000;/],
    ['the last reading of Graph', 'five seconds', 'graph/shared-reads', /\b5_?000\b/],
    ['incidents that are gone', 'half a year', 'store/sweep-history', /KEPT_RESOLVED_MS = 180 \* 24 \*/],
    ['cards that stand', 'half a year', 'store/sweep-history', /KEPT_CARDS_MS = KEPT_RESOLVED_MS;/],
    ['how many were open', '200 sweeps', 'store/sweep-history', /KEPT_SWEEPS = 200;/],
    ['posts that were sent', 'seven days', 'store/outbox', /KEPT_SENT_MS = 7 \* 24 \*/],
    ['spent confirmations', 'five years', 'bot/change', /NONCE_LIFE_MS = 5 \* 365 \* 24 \*/],
  ])('says how long is kept %s: %s', (what, howLong, file, constant) => {
    const row = read('docs/security.md')
      .split('\n')
      .find((line) => line.startsWith(`| ${what}`));

    expect(row).toContain(howLong);
    expect(read(`src/${file}.ts`)).toMatch(constant);
  });
});
