// Installs a browser for the tests when none is found: Debian's Chromium where there is apt-get, else Playwright's.

import { spawnSync } from 'node:child_process';
import { findBrowser, howToGetBrowser } from './browser.mjs';
import { installFromDebian } from './debian.mjs';

function installPlaywrights() {
  const command = 'npx playwright install chromium';
  return spawnSync(command, { shell: true, stdio: 'ignore' }).status === 0;
}

try {
  if (!findBrowser()) {
    console.log('Installing Chromium …');
    if (!installFromDebian(['chromium'])) installPlaywrights();
  }
  const found = findBrowser();
  if (!found) throw new Error(howToGetBrowser);
  // On Windows it would open a window.
  const asksVersion = process.platform !== 'win32';
  if (asksVersion && spawnSync(found, ['--version']).status !== 0) {
    throw new Error(`${found} does not start. ${howToGetBrowser}`);
  }
  console.log(`Browser: ${found}`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
