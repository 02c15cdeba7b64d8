import { existsSync } from 'node:fs';

const INSTALLED = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** How to launch a Chromium: the system's own where there is one, else the one that came with npm. */
export async function whichChromium() {
  const args = [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-background-networking',
    '--disable-sync',
    '--no-first-run',
    '--force-color-profile=srgb',
  ];
  const installed = INSTALLED.find(existsSync);
  if (installed) return { executablePath: installed, args };
  const { default: packed } = await import('@sparticuz/chromium');
  return { executablePath: await packed.executablePath(), args };
}
