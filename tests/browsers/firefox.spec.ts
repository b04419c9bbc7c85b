import { test } from '@playwright/test';
import { findFirefox } from '../../tools/setup/otherBrowsers.mjs';
import { startFirefox } from './firefox';
import { mainJob } from './mainJob';

test('sample, head, results, classify, download, reload offline', () =>
  mainJob((folder) => startFirefox(findFirefox() ?? 'firefox', folder), /Processor, \d+ threads/));
