import { expect, test } from 'vitest';
import { findFirefox, hasWebKit } from '../../../tools/setup/otherBrowsers.mjs';

test.each([
  ['linux', { PATH: '/usr/local/bin:/usr/bin' }, '/usr/bin/firefox-esr'],
  ['linux', { PATH: '/usr/bin:/snap/bin' }, '/snap/bin/firefox'],
  ['darwin', { PATH: '/usr/bin' }, '/Applications/Firefox.app/Contents/MacOS/firefox'],
  [
    'win32',
    { PATH: 'C:\\Windows', PROGRAMFILES: 'C:\\Program Files' },
    'C:\\Program Files\\Mozilla Firefox\\firefox.exe',
  ],
])('Firefox on %s, %j: %s', (platform, env, path) => {
  expect(findFirefox((asked) => asked === path, platform, env)).toBe(path);
});

test('no Firefox where there is none, and no WebKitGTK without its driver', () => {
  expect(findFirefox(() => false, 'linux', { PATH: '/usr/bin' })).toBeUndefined();
  expect(hasWebKit((path) => path !== '/usr/bin/WebKitWebDriver')).toBe(false);
  expect(hasWebKit(() => true)).toBe(true);
});
