import { test } from '@playwright/test';
import { mainJob } from './mainJob';
import { startWebKit } from './webkit';

test('sample, head, results, classify, download, reload offline', () =>
  mainJob((folder) => startWebKit(folder, { likeSafari: true }), /Processor, \d+ threads/));
