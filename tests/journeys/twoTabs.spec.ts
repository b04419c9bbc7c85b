// Two tabs are one app: what one is at, the other knows; what one decides, the other does not undo.

import { expect, test, type Page } from '@playwright/test';
import { firstLines, Hone, openRows } from '../support/hone';

const rows = firstLines('sst2/train.tsv', 300);
const listed = (page: Page, list: string) => page.getByRole('list', { name: list }).getByRole('listitem');
const openKept = (page: Page) =>
  page.getByRole('list', { name: 'My data sets' }).getByRole('button', { name: /^Open/ }).click();

test('a run in one tab is safe from the other, and can be continued there when its tab is gone', async ({
  context,
}) => {
  const [first, second] = [await context.newPage(), await context.newPage()];
  const [training, other] = [new Hone(first), new Hone(second)];
  await other.open();
  await openRows(training, 'sst2.tsv', rows);
  await expect(listed(second, 'My data sets')).toHaveCount(1);
  await openKept(second);
  await other.ready();
  await training.depth('Whole model');
  await training.set('Epochs', 2);
  await training.startTraining();

  const running = second.getByRole('region', { name: 'Training in another tab' });
  const card = second.getByRole('region', { name: 'Interrupted run' });
  await expect(running).toContainText('sst2.tsv', { timeout: 60_000 });
  await expect(first.getByText(/After epoch 1/)).toBeVisible({ timeout: 120_000 });
  await expect(running).toContainText('Epoch 1 of at most 2 is done.');
  await expect(card).toBeHidden();
  await expect(second.getByRole('button', { name: 'Train', exact: true })).toBeDisabled();
  await expect(second.getByText('Hone is training in another tab.')).toBeVisible();
  await second.getByRole('button', { name: 'Delete sst2.tsv' }).click();
  await expect(other.alert).toContainText('is being trained on');
  await expect(listed(second, 'My data sets')).toHaveCount(1);

  await first.close();
  await expect(card).toContainText('after epoch 1 of at most 2.', { timeout: 2000 });
  await expect(running).toBeHidden();
  await other.alert.getByRole('button', { name: 'Dismiss' }).click();
  await card.getByRole('button', { name: 'Continue training' }).click();
  await expect(other.results).toContainText('of 2 were kept', { timeout: 120_000 });
});

test('lists and decisions are the same in both tabs, and what is deleted comes back in both', async ({ context }) => {
  const [first, second] = [await context.newPage(), await context.newPage()];
  const [one, other] = [new Hone(first), new Hone(second)];
  await other.open();
  await openRows(one, 'sst2.tsv', rows);
  await openKept(second);
  await other.ready();

  for (const page of [first, second]) await page.getByRole('button', { name: 'Text cleaning' }).click();
  await first.getByRole('checkbox', { name: 'Replace numbers' }).check();
  await expect(second.getByRole('checkbox', { name: 'Replace numbers' })).toBeChecked();
  await second.getByRole('checkbox', { name: 'Replace URLs' }).check();
  await expect(first.getByRole('checkbox', { name: 'Replace URLs' })).toBeChecked();
  await expect(first.getByRole('checkbox', { name: 'Replace numbers' })).toBeChecked();

  await one.ready();
  await one.depth('Head');
  await one.set('Epochs', 1);
  await one.train();
  await expect(listed(second, 'My models')).toHaveCount(1);
  await first.getByRole('button', { name: 'Rename sst2' }).click();
  await first.getByRole('textbox', { name: 'New name of sst2' }).fill('polite');
  await first.keyboard.press('Enter');
  await expect(listed(second, 'My models')).toContainText('polite');
  await second.getByRole('button', { name: 'Delete polite' }).click();
  await expect(listed(first, 'My models')).toHaveCount(0);
  await expect(one.results).toBeHidden();
  await second.getByRole('button', { name: 'Undo' }).click();
  await expect(listed(first, 'My models')).toContainText('polite');

  await second.getByRole('button', { name: 'Delete sst2.tsv' }).click();
  await expect(one.alert).toContainText('“sst2.tsv” was deleted in another tab.');
  await expect(first.getByText('held out to test')).toBeHidden();
  await second.getByRole('button', { name: 'Undo' }).click();
  await openKept(first);
  await one.ready();
  await first.getByRole('button', { name: 'Text cleaning' }).click();
  await expect(first.getByRole('checkbox', { name: 'Replace URLs' })).toBeChecked();
});

test('a newer Hone in another tab waits for the training, and its model is kept', async ({ context }) => {
  const page = await context.newPage();
  const hone = new Hone(page);
  await openRows(hone, 'sst2.tsv', rows);
  await hone.depth('Head');
  await hone.startTraining();
  // All threads have the database open: this one, unlike a newer Hone, asks nobody before it wants another version.
  await expect(page.getByRole('progressbar', { name: 'Encoding' })).toBeVisible({ timeout: 60_000 });
  const newer = await context.newPage();
  await newer.goto('/icons/favicon.svg');
  const models = newer.evaluate(
    () =>
      new Promise<number>((resolve, reject) => {
        const open = indexedDB.open('hone', 99);
        open.onerror = () => reject(open.error);
        open.onsuccess = () => {
          const count = open.result.transaction('models').objectStore('models').count();
          count.onsuccess = () => resolve(count.result);
        };
      }),
  );
  await expect(hone.alert).toContainText('Hone was updated in another tab.');
  await expect(hone.results).toBeVisible({ timeout: 120_000 });
  expect(await models).toBe(1);
  await expect(page.getByRole('button', { name: 'Train', exact: true })).toBeDisabled();
  await expect(page.getByText('Reload this page to train.')).toBeVisible();
});
