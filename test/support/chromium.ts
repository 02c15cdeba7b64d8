import { existsSync } from 'node:fs';

const INSTALLED = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** npm has a Chromium for Linux on x64; elsewhere one has to be installed. */
export const hasChromium =
  (process.platform === 'linux' && process.arch === 'x64') || INSTALLED.some(existsSync);
