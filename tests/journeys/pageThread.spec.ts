// The page's own thread stays free while rows go in and while a model trains and its results appear.

import { expect, test } from '@playwright/test';
import { fileOnDisk, firstLines, Hone, longTasks, openRows, watchLongTasks } from '../support/hone';

/** Milliseconds. */
const longest = 100;

test('all of SST-2’s training file goes in as it is', async ({ page }) => {
  const hone = new Hone(page);
  await hone.open();
  await watchLongTasks(page);
  await hone.chooseFile(fileOnDisk('sst2/train.tsv'));
  await hone.ready();
  await expect(page.getByText('6,920 rows').first()).toBeVisible();
  expect(Math.max(0, ...(await longTasks(page)))).toBeLessThanOrEqual(longest);
});

test('a training from the click to its results', async ({ page }) => {
  const hone = new Hone(page);
  await openRows(hone, 'sst2.tsv', firstLines('sst2/train.tsv', 600));
  await hone.depth('Top layers');
  await hone.set('Epochs', 2);
  await watchLongTasks(page);
  await hone.train();
  await expect(page.getByRole('table', { name: 'Misclassified rows' })).toBeVisible();
  const blocked = await longTasks(page);
  console.log(`Main-thread tasks over 50 ms: ${JSON.stringify(blocked)}`);
  expect(Math.max(0, ...blocked)).toBeLessThanOrEqual(longest);
});
