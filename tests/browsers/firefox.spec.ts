import { test } from '@playwright/test';
import { findFirefox } from '../../tools/setup/otherBrowsers.mjs';
import { goesWithWindow, useClassifierFromDisk } from './classifierFromDisk';
import { startFirefox } from './firefox';
import { mainJob } from './mainJob';

const firefox = (folder: string, preferences = {}) => startFirefox(findFirefox() ?? 'firefox', folder, preferences);

test('sample, head, results, classify, download, reload offline', () => mainJob(firefox, /Processor, \d+ threads/));

test('a private window', () => {
  const isPrivate = { 'browser.privatebrowsing.autostart': true };
  return useClassifierFromDisk((folder) => firefox(folder, isPrivate), goesWithWindow);
});
