#!/usr/bin/env node
// `npm run cards`: draws every card with every sample, in three themes, narrow and wide, to build/cards, writes the cards themselves
// to build/cards-json, and makes the gallery in docs/cards.md. Exit code 1 if a card does not fit its frame.
// `node scripts/render-cards.mjs alert confirm` draws only the cards whose names start so, and leaves the gallery alone;
// `-- --json` stops once the cards are written, before anything is drawn.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { transformSync } from '@swc/core';
import { chromium } from 'playwright-core';
import { gallery, isInGallery } from './cards/gallery.mjs';
import { themes } from './cards/host-configs.mjs';
import { documentFor, draw } from './cards/page.mjs';
import { whichChromium } from './chromium.mjs';
import { faults } from './faults.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
// Sheets small enough to look at, and few enough to be drawn in a minute.
const SHEETS = [
  { width: 320, columns: 4, cards: 16 },
  { width: 800, columns: 2, cards: 10 },
];
/** What a long card shows without scrolling is all that the gallery needs. */
const GALLERY_HEIGHT = 900;
const wanted = process.argv.slice(2).filter((name) => name !== '--json');

const cards = loadSamples().filter(
  ({ name }) => !wanted.length || wanted.some((start) => name.startsWith(start)),
);
if (!cards.length) {
  console.error('No card has such a name.');
  process.exit(1);
}

const json = fresh('build/cards-json');
for (const { name, card } of cards) {
  writeFileSync(path.join(json, `${name}.json`), `${JSON.stringify(card, null, 2)}\n`);
}
if (process.argv.includes('--json')) {
  console.log(`${cards.length} cards in build/cards-json`);
  process.exit(0);
}

const pictures = fresh('build/cards');
const browser = await chromium.launch(await whichChromium());
const complaints = [];
try {
  for (const [theme, look] of Object.entries(themes)) {
    for (const sheet of SHEETS) await drawAll(theme, look, sheet);
  }
} finally {
  await browser.close();
}

if (!wanted.length) gallery({ root, pictures });
for (const complaint of complaints) console.error(complaint);
console.log(`${cards.length} cards, in three themes and two widths, on the sheets in build/cards`);
process.exitCode = complaints.length ? 1 : 0;

async function drawAll(theme, { colours, hostConfig, fitsWidth }, { width, columns, cards: atOnce }) {
  const viewport = { width: columns * (width + 16) + 48, height: 800 };
  const page = await browser.newPage({ viewport, locale: 'en-GB', timezoneId: 'Europe/London' });
  page.on('pageerror', (error) => complaints.push(`${theme} ${width}: ${error.message}`));
  await page.setContent(documentFor({ colours }));
  await page.addScriptTag({ path: path.join(root, 'node_modules/adaptivecards/dist/adaptivecards.min.js') });
  for (let start = 0; start < cards.length; start += atOnce) {
    const some = cards.slice(start, start + atOnce);
    const parsed = await page.evaluate(draw, { cards: some, hostConfig, width, columns, fitsWidth });
    const seen = await page.evaluate(faults);
    complaints.push(...[...parsed, ...seen].map((text) => `${theme} ${width}: ${text}`));
    const number = String(start / atOnce + 1).padStart(2, '0');
    await page.screenshot({ fullPage: true, path: path.join(pictures, `${theme}-${width}-${number}.png`) });
    for (const { name } of some.filter((card) => isInGallery(card.name, theme, width))) {
      const file = path.join(pictures, `${name}.${theme}.${width}.png`);
      const box = await page.locator(`.card[data-name="${name}"]`).boundingBox();
      const clip = { ...box, height: Math.min(Math.ceil(box.height) + 1, GALLERY_HEIGHT) };
      await page.screenshot({ fullPage: true, clip, path: file });
    }
  }
  await page.close();
}

/** The samples of the tests, straight from their source. */
function loadSamples() {
  const require = createRequire(import.meta.url);
  require.extensions['.ts'] = (module, filename) => {
    const { code } = transformSync(readFileSync(filename, 'utf8'), {
      filename,
      jsc: { parser: { syntax: 'typescript' }, target: 'es2023' },
      module: { type: 'commonjs' },
    });
    module._compile(code, filename);
  };
  const { samples } = require('../test/views/samples.ts');
  const { decisionSamples } = require('../test/views/samples-decisions.ts');
  return [...samples(), ...decisionSamples()].map(([name, { card }]) => ({ name, card }));
}

function fresh(folder) {
  const full = path.join(root, folder);
  rmSync(full, { recursive: true, force: true });
  mkdirSync(full, { recursive: true });
  return full;
}
