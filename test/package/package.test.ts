import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { unzipSync } from 'fflate';
import { queryOf } from '../../src/bot/search';
import { everyCapability } from '../../src/capabilities';
import { SUBJECTS } from '../../src/capabilities/search';

const root = path.resolve(__dirname, '../..');
const BOT = '4D9E2B70-1c85-4f3a-a6d2-90b7e5c1f302';
let folder: string;

// Each run is a process that loads the schema library.
jest.setTimeout(60_000);

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'rolecall-package-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

interface Run {
  readonly status: number;
  readonly output: string;
  readonly errors: string;
}

/** Runs `npm run package` where a `.env` with these lines lies. */
function runPackage(lines: readonly string[]): Promise<Run> {
  writeFileSync(path.join(folder, '.env'), lines.join('\n'));
  const args = [path.join(root, 'scripts/package.mjs'), '--out', zipFile()];
  return new Promise((resolve) => {
    const child = execFile(process.execPath, args, { cwd: folder, env: {} }, (_error, output, errors) => {
      resolve({ status: child.exitCode ?? -1, output, errors });
    });
  });
}

function zipFile(): string {
  return path.join(folder, 'app.zip');
}

function unpack(): { readonly names: readonly string[]; readonly manifest: unknown } {
  const files = unzipSync(readFileSync(zipFile()));
  return {
    names: Object.keys(files).sort(),
    manifest: JSON.parse(Buffer.from(files['manifest.json'] ?? []).toString()),
  };
}

/** Width, height and whether a PNG has an alpha channel, from its header. */
function pngHeader(file: string): {
  readonly width: number;
  readonly height: number;
  readonly alpha: boolean;
} {
  const bytes = readFileSync(file);
  expect(bytes.subarray(1, 4).toString()).toBe('PNG');
  return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20), alpha: bytes[25] === 6 };
}

describe('npm run package', () => {
  it('puts the manifest and the two icons into the archive, and nothing else', async () => {
    const run = await runPackage([`MicrosoftAppId=${BOT}`]);

    expect(run.errors).toBe('');
    expect(run.status).toBe(0);
    expect(unpack().names).toEqual(['color.png', 'manifest.json', 'outline.png']);
  });

  it('fills in every value, in the form that Teams wants', async () => {
    await runPackage([
      `MicrosoftAppId=${BOT}`,
      'TEAMS_APP_ID=8f07c3d5-6ea9-4b12-b4f8-2d91a0e6c703',
      'SSO_APP_ID=e52b84a9-0d36-4c71-9e5a-c7f3186bd204',
      'PUBLISHER_NAME=Lindenhof "IT"',
      'PUBLISHER_URL=https://it.lindenhof.example/rolecall',
    ]);

    const { manifest } = unpack();
    expect(JSON.stringify(manifest)).not.toContain('${{');
    expect(manifest).toMatchObject({
      manifestVersion: '1.25',
      version: JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')).version,
      id: '8f07c3d5-6ea9-4b12-b4f8-2d91a0e6c703',
      developer: {
        name: 'Lindenhof "IT"',
        websiteUrl: 'https://it.lindenhof.example/rolecall',
        privacyUrl: 'https://it.lindenhof.example/rolecall',
      },
      bots: [{ botId: BOT.toLowerCase(), scopes: ['personal', 'team', 'groupChat'] }],
      composeExtensions: [{ botId: BOT.toLowerCase() }],
      validDomains: ['token.botframework.com'],
      webApplicationInfo: {
        id: 'e52b84a9-0d36-4c71-9e5a-c7f3186bd204',
        resource: `api://botid-${BOT.toLowerCase()}`,
      },
    });
  });

  it('gives the same bytes for the same values', async () => {
    await runPackage([`MicrosoftAppId=${BOT}`]);
    const first = readFileSync(zipFile());

    await runPackage([`MicrosoftAppId=${BOT}`]);

    expect(readFileSync(zipFile()).equals(first)).toBe(true);
  });

  it('says that a store would not take the stand-in address', async () => {
    const run = await runPackage([`MicrosoftAppId=${BOT}`]);

    expect(run.output).toContain('PUBLISHER_URL is not set');
  });

  it('names every missing or malformed value and writes nothing', async () => {
    const run = await runPackage([
      'TEAMS_APP_ID=not-a-guid',
      'SSO_APP_ID=00000000-0000-0000-0000-000000000000',
      'PUBLISHER_NAME=A name of far more than thirty-two characters',
      'PUBLISHER_URL=http://it.lindenhof.example',
      'TERMS_URL=somewhere',
    ]);

    expect(run.status).toBe(1);
    expect(run.errors).toContain('MicrosoftAppId is missing');
    expect(run.errors).toContain('TEAMS_APP_ID is not a GUID');
    expect(run.errors).toContain('SSO_APP_ID is still the zero GUID');
    expect(run.errors).toContain('PUBLISHER_NAME is longer than the 32 characters');
    expect(run.errors).toContain('PUBLISHER_URL is not an https address');
    expect(run.errors).toContain('TERMS_URL is not an https address');
    expect(existsSync(zipFile())).toBe(false);
  });

  it('writes nothing that breaks the schema of Microsoft', async () => {
    const run = await runPackage([
      `MicrosoftAppId=${BOT}`,
      `PUBLISHER_URL=https://it.lindenhof.example/${'long/'.repeat(500)}`,
    ]);

    expect(run.status).toBe(1);
    expect(run.errors).toContain('breaks Microsoft’s schema');
    expect(existsSync(zipFile())).toBe(false);
  });
});

describe('appPackage', () => {
  const template = JSON.parse(readFileSync(path.join(root, 'appPackage/manifest.json'), 'utf8'));

  it('has icons of the sizes that Teams asks for', () => {
    expect(pngHeader(path.join(root, 'appPackage/color.png'))).toMatchObject({ width: 192, height: 192 });
    expect(pngHeader(path.join(root, 'appPackage/outline.png'))).toEqual({
      width: 32,
      height: 32,
      alpha: true,
    });
  });

  it('lists the commands that exist, each with its own summary, at most ten in one place', () => {
    const lists: { scopes: string[]; commands: { title: string; description: string }[] }[] =
      template.bots[0].commandLists;
    const listed = new Map(
      lists.flatMap(({ commands }) => commands).map(({ title, description }) => [title, description]),
    );

    const summaries = everyCapability().flatMap(({ help }) =>
      help?.command ? [[help.command, help.summary] as const] : [],
    );

    expect(listed).toEqual(new Map(summaries));
    expect(lists.flatMap(({ scopes }) => scopes).sort()).toEqual(['groupChat', 'personal', 'team']);
    for (const { commands } of lists) {
      expect(commands.length).toBeLessThanOrEqual(10);
      expect(new Set(commands.map(({ title }) => title)).size).toBe(commands.length);
    }
  });

  it('offers the searches that exist, each with the one field that is read', () => {
    const commands: { id: string; parameters: { name: string }[] }[] = template.composeExtensions[0].commands;

    for (const { id, parameters } of commands) {
      const value = { commandId: id, parameters: parameters.map(({ name }) => ({ name, value: 'stale' })) };
      expect(queryOf(value)).toEqual({ subject: id, words: 'stale' });
    }
    expect(commands.map(({ id }) => id)).toEqual(SUBJECTS);
  });
});
