import { describe, expect, it } from 'vitest';
import { findBrowser } from '../../../tools/setup/browser.mjs';

/** The browser found on a system where these files are. */
const foundAmong = (files: string[], platform: string, env: Record<string, string>) =>
  findBrowser((path) => files.includes(path), platform, env);

describe('the browser that the tests drive', () => {
  it.each([
    ['linux', { PATH: '/usr/bin:/opt/own' }, '/opt/own/google-chrome-stable'],
    ['linux', { PATH: '/usr/bin:/snap/bin' }, '/snap/bin/chromium'],
    ['linux', { PATH: '/usr/bin' }, '/usr/bin/microsoft-edge'],
    ['darwin', { PATH: '/usr/bin', HOME: '/Users/me' }, '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'],
    [
      'darwin',
      { PATH: '/usr/bin', HOME: '/Users/me' },
      '/Users/me/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
    ],
    [
      'win32',
      { PATH: 'C:\\Windows', PROGRAMFILES: 'C:\\Program Files' },
      'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
    ],
    [
      'win32',
      { PATH: 'C:\\Windows', 'PROGRAMFILES(X86)': 'C:\\Program Files (x86)' },
      'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
    ],
  ])('%s, %j: %s', (platform, env, path) => {
    expect(foundAmong([path], platform, env)).toBe(path);
  });

  it('is the one that HONE_CHROMIUM names, and no other', () => {
    const env = { PATH: '/usr/bin', HONE_CHROMIUM: '/own/chrome' };
    expect(foundAmong(['/usr/bin/chromium', '/own/chrome'], 'linux', env)).toBe('/own/chrome');
    expect(() => foundAmong(['/usr/bin/chromium'], 'linux', env)).toThrow('/own/chrome');
  });

  it('is none where there is none', () => {
    expect(foundAmong([], 'linux', { PATH: '/usr/bin' })).toBeUndefined();
  });
});
