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
});
