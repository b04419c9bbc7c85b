// Firefox, and Safari's engine as Debian ships it: which of them the tests find.

import { existsSync } from 'node:fs';
import { posix, win32 } from 'node:path';

/** What the tests of other browsers need of Debian. */
export const debianPackages = [
  'firefox-esr',
  'webkit2gtk-driver',
  'gir1.2-webkit2-4.1',
  'python3-gi',
  'xvfb',
  'fonts-dejavu-core',
];

/**
 * The path of an installed Firefox, or `undefined`.
 *
 * @param {(path: string) => boolean} exists
 * @param {string} platform
 * @param {Record<string, string | undefined>} env
 */
export function findFirefox(exists = existsSync, platform = process.platform, env = process.env) {
  const { delimiter, join } = platform === 'win32' ? win32 : posix;
  const onPath = (env.PATH ?? '')
    .split(delimiter)
    .flatMap((folder) => ['firefox-esr', 'firefox'].map((name) => join(folder, name)));
  const installed = {
    darwin: ['/Applications/Firefox.app/Contents/MacOS/firefox'],
    win32: [env.PROGRAMFILES, env['PROGRAMFILES(X86)']].flatMap((folder) =>
      folder ? [join(folder, 'Mozilla Firefox', 'firefox.exe')] : [],
    ),
  };
  const others = platform === 'darwin' || platform === 'win32' ? installed[platform] : [];
  return [...onPath, ...others].find(exists);
}

/**
 * Whether WebKitGTK, its driver and a display of their own are here.
 *
 * @param {(path: string) => boolean} exists
 */
export function hasWebKit(exists = existsSync) {
  return ['/usr/bin/WebKitWebDriver', '/usr/bin/Xvfb', '/usr/lib/python3/dist-packages/gi'].every(exists);
}
