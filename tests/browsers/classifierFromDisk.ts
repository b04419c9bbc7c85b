// Where there is no private file system, a base model goes into a database; what the browser lacks is said on the page.

import { writeFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { zipSync } from 'fflate';
import { servePlainly } from '../support/staticServer';
import { tinyModel } from '../support/tinyModels';
import { alerts, classify, element, press, says } from './elements';
import { within } from './mainJob';
import type { Browser } from './protocol';

/** What a private window says. */
export const goesWithWindow = /This looks like a private window: all of this goes when it closes/;

/** Adds a classifier from disk, and uses it. @param words what the page says before */
export async function useClassifierFromDisk(start: (folder: string) => Promise<Browser>, words: RegExp): Promise<void> {
  const { url, server } = await servePlainly('dist');
  const model = test.info().outputPath('spam.zip');
  const files = [...tinyModel('distilbert', { labels: ['spam', 'ham'] })];
  writeFileSync(model, zipSync(Object.fromEntries(files.map(([name, content]) => [name, new Uint8Array(content)]))));
  try {
    await within(start, async (browser) => {
      await browser.open(url);
      await says(browser, words, 60_000);
      await press(browser, 'button', 'Add a model from disk');
      await browser.choose(await element(browser, { role: 'file', name: 'Choose a model zip or files' }), model);
      await says(browser, /spam was trained elsewhere/);
      expect(await alerts(browser)).toBe('');
      expect(await classify(browser, 'Free entry, call now')).toMatch(/spam|ham/);
    });
  } finally {
    server.closeAllConnections();
    server.close();
  }
}
