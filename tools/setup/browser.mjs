// Which browser the tests drive.

import { existsSync } from 'node:fs';
import { posix, win32 } from 'node:path';
import { chromium } from 'playwright';

/** What to do where there is none. */
export const howToGetBrowser =
  'The tests need Chrome, Chromium or Edge: install one (on Debian: apt-get install chromium), ' +
  'or name the one to use in HONE_CHROMIUM.';

const commands = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'microsoft-edge',
  'microsoft-edge-stable',
];
const macApplications = [
  'Chromium.app/Contents/MacOS/Chromium',
  'Google Chrome.app/Contents/MacOS/Google Chrome',
  'Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
];
const windowsPrograms = [
  'Chromium/Application/chrome.exe',
  'Google/Chrome/Application/chrome.exe',
  'Microsoft/Edge/Application/msedge.exe',
];

function playwrightsOwn() {
  try {
    return [chromium.executablePath()];
  } catch {
    // Playwright has none for this system.
    return [];
  }
}

/**
 * Where a browser may be, in order: Playwright's own, then what is on the PATH or where its installer puts it.
 *
 * @param {string} platform
 * @param {Record<string, string | undefined>} env
 */
function candidates(platform, env) {
  const { delimiter, join } = platform === 'win32' ? win32 : posix;
  const within = (/** @type {(string | undefined)[]} */ folders, /** @type {string[]} */ names) =>
    names.flatMap((name) => folders.flatMap((folder) => (folder ? [join(folder, name)] : [])));
  return [
    ...playwrightsOwn(),
    ...within((env.PATH ?? '').split(delimiter), commands),
    ...(platform === 'darwin'
      ? within(['/Applications', env.HOME && join(env.HOME, 'Applications')], macApplications)
      : []),
    ...(platform === 'win32'
      ? within([env.PROGRAMFILES, env['PROGRAMFILES(X86)'], env.LOCALAPPDATA], windowsPrograms)
      : []),
  ];
}

/**
 * The path of an installed browser, or `undefined`. HONE_CHROMIUM names one for sure.
 *
 * @param {(path: string) => boolean} exists
 * @param {string} platform
 * @param {Record<string, string | undefined>} env
 * @throws Error when the one that HONE_CHROMIUM names is not there
 */
export function findBrowser(exists = existsSync, platform = process.platform, env = process.env) {
  const named = env.HONE_CHROMIUM;
  if (named && !exists(named)) throw new Error(`HONE_CHROMIUM names ${named}, which is not there.`);
  return named || candidates(platform, env).find(exists);
}
