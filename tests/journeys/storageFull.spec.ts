// A full disk: said before a training that has no room, while its state can't be kept, and at the end, where the finished
// model stays until there is room for it.

import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { firstLines, Hone, openRows } from '../support/hone';

test('no room before, during and at the end of a training, and after an eviction', async ({ page }) => {
  const errors: string[] = [];
  page.on('pageerror', ({ message }) => errors.push(message));
  const hone = new Hone(page);
  await openRows(hone, 'sst2.tsv', firstLines('sst2/train.tsv', 120));
  const session = await page.context().newCDPSession(page);
  const { origin } = new URL(page.url());
  const limit = async (quotaSize: number | null) => {
    await session.send('Storage.overrideQuotaForOrigin', { origin, ...(quotaSize !== null && { quotaSize }) });
  };
  await hone.keptForOffline();
  await hone.depth('Whole model');
  await hone.set('Epochs', 200);

  // Before: what is missing is said, and nothing was begun.
  const used = await page.evaluate(async () => (await navigator.storage.estimate()).usage ?? 0);
  await limit(used + 1_000_000);
  await hone.startTraining();
  await expect(hone.alert).toContainText(/This training will store about \d+.* no room for about \d+/, {
    timeout: 120_000,
  });

  // During: a state that can't be kept is said.
  await limit(null);
  await hone.startTraining();
  const unsaved = page.getByText('The state of this run could not be saved: storage is full.');
  await expect(page.getByText(/After epoch 1/)).toBeVisible({ timeout: 120_000 });
  // Chromium looks only every half minute how much a database may take.
  await limit(1);
  await expect(unsaved).toBeVisible({ timeout: 120_000 });

  // At the end: the model stays on the page.
  await page.getByRole('button', { name: 'Stop' }).click();
  const finished = page.getByRole('region', { name: 'Finished model' });
  await expect(finished).toContainText(/sst2 is trained .* and could not be stored/, { timeout: 60_000 });
  await expect(finished).toContainText('Your browser has no room left for this model.');
  await expect(hone.results).toBeHidden();
  await finished.getByRole('button', { name: 'Store it now' }).click();
  await expect(hone.alert).toContainText('no room left');
  await expect(page.getByText('Store, download or discard the finished model first.')).toBeVisible();
  await expect(finished.getByRole('list', { name: 'What takes space' })).toContainText(/1 data set: \d+ kB/);
  const [download] = await Promise.all([
    page.waitForEvent('download', { timeout: 120_000 }),
    finished.getByRole('button', { name: 'Download it' }).click(),
  ]);
  expect(download.suggestedFilename()).toBe('sst2-classifier.zip');
  expect(readFileSync(await download.path()).length).toBeGreaterThan(40_000_000);

  // With room again it is stored, and opened.
  await limit(null);
  await finished.getByRole('button', { name: 'Store it now' }).click();
  await expect(hone.results).toBeVisible({ timeout: 60_000 });
  await expect(finished).toBeHidden();
  expect(await hone.classify('a moving film')).toMatch(/%/);
  const kept = page.getByRole('region', { name: 'Kept on this computer' });
  await expect(kept).toContainText(/Takes \d+\.\d MB on this computer\..*Your browser (may clear it|has agreed)/);

  // Cleared by the browser: it starts clean.
  await session.send('Storage.clearDataForOrigin', { origin, storageTypes: 'all' });
  await page.reload();
  await expect(page.getByRole('list', { name: 'My models' }).getByRole('listitem')).toHaveCount(0);
  await hone.choose('sst2.tsv', firstLines('sst2/train.tsv', 100));
  await hone.ready();
  await expect(hone.alert).toHaveText('');
  expect(errors).toEqual([]);
});
