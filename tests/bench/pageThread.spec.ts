// How long the page's own thread is held up while rows go in, and while a model trains and its results appear: every
// task over 50 ms (the Long Tasks API's limit), in milliseconds.

import { expect, test } from '@playwright/test';
import { fileOnDisk, firstLines, Hone, longTasks, watchLongTasks } from '../support/hone';
import { servePlainly, type PlainHost } from '../support/staticServer';

let app: PlainHost;
test.beforeAll(async () => {
  app = await servePlainly('dist');
});
test.afterAll(() => {
  app.server.closeAllConnections();
  app.server.close();
});

test('all of SST-2’s training file goes in as it is', async ({ page }) => {
  const hone = new Hone(page);
  await hone.open(app.url);
  await hone.quickModel();
  await hone.keptForOffline();
  await watchLongTasks(page);
  await hone.chooseFile(fileOnDisk('sst2/train.tsv'));
  await hone.ready();
  await expect(page.getByText('6,920 rows').first()).toBeVisible();
  console.log(`Import of 6,920 rows, tasks over 50 ms: ${JSON.stringify(await longTasks(page))}`);
});

test('a training from the click to its results', async ({ page }) => {
  const hone = new Hone(page);
  await hone.open(app.url);
  await hone.quickModel();
  await hone.keptForOffline();
  await hone.choose('sst2.tsv', firstLines('sst2/train.tsv', 600));
  await hone.ready();
  await hone.depth('Top layers');
  await hone.set('Epochs', 2);
  await watchLongTasks(page);
  await hone.train();
  await expect(page.getByRole('table', { name: 'Misclassified rows' })).toBeVisible();
  console.log(`Training to results, tasks over 50 ms: ${JSON.stringify(await longTasks(page))}`);
});
