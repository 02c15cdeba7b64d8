#!/usr/bin/env node
// `npm run e2e`: a visitor in a real browser. Starts everything as `npm start` does, on free ports and with data of its own, types
// `alerts` in the Playground, opens an alert, dismisses it, and keeps a picture of each step in build/e2e. Exit code 1 if a step fails.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const pictures = path.join(root, 'build', 'e2e');

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return String(typeof address === 'object' ? address?.port : '');
}

async function whichChromium() {
  const installed = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
    existsSync,
  );
  if (installed) return installed;
  const { default: packed } = await import('@sparticuz/chromium');
  return packed.executablePath();
}

/** @param {string} folder */
async function startEverything(folder) {
  const program = spawn(process.execPath, [path.join(root, 'scripts', 'start.mjs')], {
    cwd: folder,
    env: {
      PATH: process.env['PATH'],
      HOME: folder,
      PORT: await freePort(),
      PLAYGROUND_PORT: await freePort(),
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of createInterface({ input: program.stdout })) {
    const url = /Open\s+(http\S+)/.exec(line)?.[1];
    if (url) return { program, url };
  }
  throw new Error('npm start ended before it was ready.');
}

/** @param {string} url */
async function visit(url) {
  const browser = await chromium.launch({
    executablePath: await whichChromium(),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-sync',
      '--no-first-run',
    ],
  });
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    // Fonts and icons from elsewhere are not needed, and asking for them takes long where there is no network.
    await page.route(/^https?:\/\/(?!127\.0\.0\.1|localhost)/, (route) => route.abort());
    await page.goto(url);
    const box = page.locator('div[role=textbox][contenteditable=true]');
    await box.waitFor();

    let step = 0;
    /** @param {string} name */
    const picture = async (name) => {
      step += 1;
      await page.screenshot({ path: path.join(pictures, `${step}-${name}.png`) });
    };
    /** @param {string} name */
    const press = (name) => page.getByRole('button', { name, exact: true }).last().click();

    await box.fill('alerts');
    await page.getByLabel('Send Message').click();
    await page.getByText('Roles are assigned outside PIM').last().waitFor();
    await picture('alerts');
    await box.fill('alert renewals');
    await page.getByLabel('Send Message').click();
    await page.getByRole('button', { name: 'Dismiss', exact: true }).last().waitFor();
    await picture('alert');
    await press('Dismiss');
    await page.getByLabel('Why?').last().fill('A training day');
    await picture('question');
    await press('Confirm');
    await page.getByText('Dismissed: Roles are activated too often in a row').last().waitFor();
    await picture('dismissed');
    await press('Re-enable');
    await page.getByText('Re-enabled: Roles are activated too often in a row').last().waitFor();
    await picture('enabled');
    return step;
  } finally {
    await browser.close();
  }
}

rmSync(pictures, { recursive: true, force: true });
mkdirSync(pictures, { recursive: true });
const folder = mkdtempSync(path.join(tmpdir(), 'rolecall-e2e-'));
const { program, url } = await startEverything(folder);
try {
  console.log(`${await visit(url)} steps, pictures in ${path.relative(process.cwd(), pictures)}`);
} finally {
  program.kill('SIGTERM');
  if (program.exitCode === null) await once(program, 'exit');
  rmSync(folder, { recursive: true, force: true });
}
