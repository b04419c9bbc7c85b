import { test } from '@playwright/test';
import { goesWithWindow, useClassifierFromDisk } from './classifierFromDisk';
import { mainJob } from './mainJob';
import { startWebKit } from './webkit';

test('sample, head, results, classify, download, reload offline', () =>
  mainJob((folder) => startWebKit(folder, { likeSafari: true }), /Processor, \d+ threads/));

test('a private window', () =>
  useClassifierFromDisk((folder) => startWebKit(folder, { likeSafari: true, isPrivate: true }), goesWithWindow));

test('as Debian has it: without shared memory, the storage API and private files', () =>
  useClassifierFromDisk(
    (folder) => startWebKit(folder, { likeSafari: false }),
    /Processor, 1 thread\s.*One thread computes: here the browser shares no memory between threads/,
  ));
