// Pause, resume, stop; progress that moves; a run stopped early keeps its best model.

import { expect, test } from '@playwright/test';
import { firstLines, Hone } from '../support/hone';

test('encoding pauses, resumes and stops', async ({ page }) => {
  const hone = new Hone(page);
  await hone.open();
  await hone.quickModel();
  await hone.choose('sst2.tsv', firstLines('sst2/train.tsv', 3000));
  await hone.ready();
  await hone.depth('Head');
  await hone.startTraining();
  const encoding = page.getByRole('progressbar', { name: 'Encoding' });
  const value = async () => Number(await encoding.getAttribute('value'));
  await expect.poll(value, { timeout: 60_000 }).toBeGreaterThan(5);

  await page.getByRole('button', { name: 'Pause' }).click();
  await expect(page.getByText('· paused')).toBeVisible();
  // The batch under way ends; then nothing moves.
  await expect(async () => {
    const before = await value();
    await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 1500)));
    expect(await value()).toBe(before);
  }).toPass({ timeout: 20_000 });
  const paused = await value();
  await page.getByRole('button', { name: 'Resume' }).click();
  await expect.poll(value, { timeout: 30_000 }).toBeGreaterThan(paused);
  await expect(page.getByText(/left/).first()).toBeVisible();

  await page.getByRole('button', { name: 'Stop' }).click();
  await expect(page.getByRole('button', { name: 'Train', exact: true })).toBeEnabled();
  await expect(hone.alert).toHaveText('');
  await expect(page.getByText('Stopped. Nothing was trained')).toBeVisible();
  await expect(hone.results).toBeHidden();
});

test('training stopped after some epochs keeps the best model so far', async ({ page }) => {
  const hone = new Hone(page);
  await hone.open();
  await hone.quickModel();
  await hone.choose('sst2.tsv', firstLines('sst2/train.tsv', 600));
  await hone.ready();
  await hone.depth('Head');
  await hone.set('Epochs', 200);
  await hone.set('Learning rate', 0.00001);
  await hone.set('Batch size', 2);
  await hone.startTraining();
  await expect(page.getByText(/After epoch [2-9]/)).toBeVisible({ timeout: 90_000 });
  await page.getByRole('button', { name: 'Stop' }).click();
  await expect(hone.results).toBeVisible({ timeout: 20_000 });
  await expect(hone.results).toContainText('stopped by you');
  await expect(page.getByRole('list', { name: 'My models' }).getByRole('listitem')).toHaveCount(1);
});

test('an import can be cancelled and leaves nothing', async ({ page }) => {
  const hone = new Hone(page);
  await hone.open();
  await hone.quickModel();
  const line = '"a row of some length that says nothing in particular",label\n';
  const asksBeforeLeaving = () => page.evaluate(() => !dispatchEvent(new Event('beforeunload', { cancelable: true })));
  expect(await asksBeforeLeaving()).toBe(false);
  await hone.choose('large.csv', Buffer.from(`text,label\n${line.repeat(700_000)}`));
  await expect(page.getByRole('progressbar', { name: 'Importing' })).toBeVisible();
  expect(await asksBeforeLeaving()).toBe(true);
  await page.getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByRole('progressbar', { name: 'Importing' })).toBeHidden();
  expect(await asksBeforeLeaving()).toBe(false);
  await expect(page.getByRole('list', { name: 'My data sets' }).getByRole('listitem')).toHaveCount(0);
  await hone.choose('small.tsv', firstLines('sst2/train.tsv', 100));
  await hone.ready();
  const owners = await page.evaluate(async () => {
    const request = indexedDB.open('hone');
    const db = await new Promise<IDBDatabase>((resolve) => {
      request.onsuccess = () => resolve(request.result);
    });
    const keys = db.transaction('rowBlocks').objectStore('rowBlocks').getAllKeys();
    await new Promise((resolve) => (keys.onsuccess = resolve));
    db.close();
    return new Set(keys.result.map((key) => (Array.isArray(key) ? String(key[0]) : ''))).size;
  });
  expect(owners).toBe(1);
});

test('the same file, seed and recipe give the same model, bit for bit', async ({ page }) => {
  const hone = new Hone(page);
  await hone.open();
  await hone.quickModel();
  await hone.choose('sst2.tsv', firstLines('sst2/train.tsv', 200));
  await hone.ready();
  await hone.depth('Whole model');
  await hone.set('Epochs', 2);
  await hone.set('Max tokens', 16);
  const weights: string[] = [];
  for (let run = 0; run < 2; run++) {
    await hone.train();
    weights.push(
      await page.evaluate(async () => {
        const request = indexedDB.open('hone');
        const db = await new Promise<IDBDatabase>((resolve) => {
          request.onsuccess = () => resolve(request.result);
        });
        const all = db.transaction('weights').objectStore('weights').getAll();
        await new Promise((resolve) => (all.onsuccess = resolve));
        db.close();
        const last: Map<string, { values: Float32Array<ArrayBuffer> }> = all.result.at(-1);
        const digest = await crypto.subtle.digest(
          'SHA-256',
          await new Blob([...last.values()].map(({ values }) => values)).arrayBuffer(),
        );
        return new Uint8Array(digest).toString();
      }),
    );
  }
  expect(weights[0]).toBe(weights[1]);

  // Side by side they are the same; a head alone answers some rows otherwise.
  await hone.depth('Head');
  await hone.set('Epochs', 1);
  await hone.train();
  const models = page.getByRole('list', { name: 'My models' });
  for (const name of ['head', 'second', 'first']) {
    await models.getByRole('button', { name: 'Rename sst2' }).first().click();
    await page.getByRole('textbox', { name: 'New name of sst2' }).fill(name);
    await page.keyboard.press('Enter');
    await expect(models.getByRole('button', { name: `Rename ${name}` })).toBeVisible();
  }
  await models.getByRole('checkbox', { name: 'Compare first' }).check();
  await models.getByRole('checkbox', { name: 'Compare second' }).check();
  const compared = page.getByRole('region', { name: 'Compared models' });
  await expect(compared).toContainText('They were made in the same way.');
  await expect(compared).toContainText(/\d+ rows were tested by both/);
  await expect(compared).toContainText('Neither is ahead.');
  await expect(compared.getByRole('table', { name: 'Changed rows' })).toHaveCount(0);
  await models.getByRole('checkbox', { name: 'Compare head' }).check();
  await expect(compared.getByRole('row', { name: 'What trained' })).toContainText('the head');
  await compared.getByRole('combobox').selectOption({ label: 'head' });
  const changed = compared.getByRole('table', { name: 'Changed rows' }).getByRole('row');
  await expect(changed.nth(1)).toContainText(/✓|✗/);
  await page.reload();
  await expect(models).toContainText('second');
});
