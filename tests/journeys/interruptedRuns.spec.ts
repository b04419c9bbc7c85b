// Runs that break off: each can be continued, whatever else was trained or changed meanwhile, and ends as if it had never
// been interrupted.

import { expect, test, type Page } from '@playwright/test';
import { firstLines, Hone, openRows } from '../support/hone';

/** SHA-256 of the weights of the model that was made last. */
function newestWeights(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const open = indexedDB.open('hone');
    const db = await new Promise<IDBDatabase>((resolve) => (open.onsuccess = () => resolve(open.result)));
    const read = async (store: string) => {
      const all = db.transaction(store).objectStore(store).getAll();
      await new Promise((resolve) => (all.onsuccess = resolve));
      return all.result;
    };
    const models: { id: string; createdAt: number }[] = await read('models');
    const newest = models.sort((a, b) => b.createdAt - a.createdAt)[0]?.id ?? '';
    const own = db.transaction('weights').objectStore('weights').get(newest);
    await new Promise((resolve) => (own.onsuccess = resolve));
    db.close();
    const tensors: Map<string, { values: Float32Array<ArrayBuffer> }> = own.result;
    const bytes = await new Blob([...tensors.values()].map(({ values }) => values)).arrayBuffer();
    return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)).toString();
  });
}

/** Ends the thread that trains, as a fault in it would. */
async function breakTraining(page: Page): Promise<void> {
  const worker = page.workers().find((own) => /training/.test(own.url()));
  await worker?.evaluate(
    () =>
      void setTimeout(() => {
        throw new Error('as if by a fault');
      }),
  );
}

test('a run cut off twice is continued beside other runs and other cleaning, to the same model', async ({ page }) => {
  const hone = new Hone(page);
  await openRows(hone, 'sst2.tsv', firstLines('sst2/train.tsv', 300));
  await hone.depth('Whole model');
  await hone.set('Epochs', 3);
  await hone.startTraining();
  await expect(page.getByText(/After epoch 1/)).toBeVisible({ timeout: 120_000 });
  const card = page.getByRole('region', { name: 'Interrupted run' });
  const proceed = card.getByRole('button', { name: 'Continue training' });

  // A fault ends its thread: it can be continued at once.
  await breakTraining(page);
  await expect(hone.alert).toContainText('stopped unexpectedly');
  await expect(card).toContainText('A run on sst2.tsv was interrupted after epoch 1 of at most 3.');

  // Another run on the same rows leaves it alone.
  await hone.depth('Head');
  await hone.set('Epochs', 1);
  await hone.train();
  await expect(proceed).toBeVisible();

  // The rows are cleaned otherwise meanwhile; a reload cuts the run off once more.
  await page.getByRole('button', { name: 'Text cleaning' }).click();
  await page.getByRole('checkbox', { name: 'Replace numbers' }).check();
  await hone.ready();
  await expect(card).toContainText('It continues with the rows as they were cleaned and split then.');
  await proceed.click();
  await expect(page.getByText(/After epoch 2/)).toBeVisible({ timeout: 120_000 });
  await page.reload();
  await expect(card).toContainText('after epoch 2 of at most 3.');
  await proceed.click();
  await hone.untilTrained();
  await expect(hone.results).toContainText('of 3 were kept');
  await expect(card).toBeHidden();
  const continued = await newestWeights(page);

  // Done, it is no longer offered; without interruption it would have been the same.
  await page.reload();
  await expect(page.getByRole('list', { name: 'My models' }).getByRole('listitem')).toHaveCount(2);
  await expect(card).toBeHidden();
  await openRows(hone, 'sst2.tsv', firstLines('sst2/train.tsv', 300));
  await hone.depth('Whole model');
  await hone.set('Epochs', 3);
  await hone.train();
  expect(await newestWeights(page)).toBe(continued);
});

test('a stopped run is a model so far and can be continued; discarded, it comes back by Undo', async ({ page }) => {
  const hone = new Hone(page);
  await openRows(hone, 'sst2.tsv', firstLines('sst2/train.tsv', 300));
  await hone.depth('Whole model');
  await hone.set('Epochs', 3);
  await hone.startTraining();
  // Before the first epoch ended there is nothing to keep, and nothing is left lying about.
  await expect(page.getByRole('progressbar', { name: 'Training' })).toBeVisible({ timeout: 60_000 });
  await page.getByRole('button', { name: 'Stop' }).click();
  await expect(page.getByText('Stopped. Nothing was trained')).toBeVisible();
  await expect(hone.alert).toHaveText('');
  const card = page.getByRole('region', { name: 'Interrupted run' });
  await expect(card).toBeHidden();

  await hone.startTraining();
  await expect(page.getByText(/After epoch 1/)).toBeVisible({ timeout: 120_000 });
  await page.getByRole('button', { name: 'Stop' }).click();
  await expect(hone.results).toContainText('stopped by you', { timeout: 60_000 });
  await expect(card).toContainText('after epoch 1 of at most 3.');

  await card.getByRole('button', { name: 'Discard' }).click();
  await expect(card).toBeHidden();
  await page.getByRole('status', { name: 'Deleted' }).getByRole('button', { name: 'Undo' }).click();
  await card.getByRole('button', { name: 'Continue training' }).click();
  await expect(hone.results).toContainText('of 3 were kept', { timeout: 120_000 });
  await expect(page.getByRole('list', { name: 'My models' }).getByRole('listitem')).toHaveCount(2);
  await expect(card).toBeHidden();
});
