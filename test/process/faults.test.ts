import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { hasChromium } from '../support/chromium';
import { root } from '../support/process';

jest.setTimeout(120_000);

/** A page like the Playground's, with these cards on it. */
function pageOf(cards: readonly string[], script = ''): string {
  const drawn = cards.map((card) => `<div class="ac-adaptiveCard">${card}</div>`).join('');
  return `<!doctype html><link rel="icon" href="data:,"><style>
    .ac-adaptiveCard { width: 300px; margin: 40px; } .ac-adaptiveCard div { width: 200px; } button { height: 30px; }
    </style><div role="textbox" contenteditable="true">Type</div>${drawn}<script>${script}</script>`;
}

async function complaintsAbout(page: string): Promise<unknown> {
  const folder = mkdtempSync(path.join(tmpdir(), 'rolecall-faults-'));
  const looker = spawn(process.execPath, [path.join(root, 'test/support/look-at.mjs')], {
    cwd: folder,
    env: { PATH: process.env['PATH'], HOME: folder },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  looker.stdin.end(page);
  const said = await text(looker.stdout);
  rmSync(folder, { recursive: true, force: true });
  return JSON.parse(said);
}

const SOUND =
  '<div class="ac-textBlock">3 alerts need attention</div><button>Refresh</button> <button>Help</button>';

(hasChromium ? it : it.skip)(
  'a visitor complains about each fault there can be, and about nothing else',
  async () => {
    const wide = 'style="position:relative;left:200px;width:200px"';
    const long = 'Roles are assigned outside PIM';
    const cards = [
      SOUND,
      '<div class="ac-textBlock">Hello ${name}</div>',
      `<div class="ac-textBlock" ${wide}>Sticks out</div>`,
      '<button style="width:40px;overflow:hidden;white-space:nowrap">Remediate several</button>',
      '<button>One</button><button style="margin-left:-20px">Two</button>',
      '<div class="ac-textBlock">Under</div><button style="margin-top:-10px;display:block">Over</button>',
      `<div class="ac-textBlock" style="width:40px;height:120px;overflow-wrap:anywhere;font-size:8px">${long}</div>`,
      '<button></button>',
      // What is not shown cannot be wrong.
      `<div class="ac-textBlock" style="display:none;width:9999px">Hidden</div>${SOUND}`,
    ];

    const complaints = await complaintsAbout(
      pageOf(cards, "console.error('a part is missing'); setTimeout(() => { throw new Error('thrown'); });"),
    );

    expect(complaints).toEqual([
      'on the console: a part is missing',
      'in the page: thrown',
      'page: an expression is left in: ${name}',
      'page: does not fit: Sticks out',
      'page: does not fit: Remediate several',
      'page: lies on another: One',
      'page: lies on another: Under',
      `page: is squeezed: ${long}`,
      'page: a button has no name',
    ]);
  },
);
