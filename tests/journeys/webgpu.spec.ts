// The job on WebGPU, on a few rows: the adapter here is the processor in disguise.

import { expect, test } from '@playwright/test';
import { firstLines, Hone } from '../support/hone';

/** Rows few and short enough for WebGPU on a processor. */
async function openOnWebGpu(hone: Hone, path: string, depth: 'Head' | 'Whole model') {
  const { page } = hone;
  await hone.open();
  await hone.quickModel();
  await hone.choose('rows.tsv', firstLines(path, 44));
  await hone.ready();
  await hone.depth(depth);
  await hone.computeWith('Graphics card (WebGPU)');
  // It starts after what the device is at, which is a measurement.
  await expect(page.getByText(/^Graphics card: /)).toBeVisible({ timeout: 120_000 });
  await hone.set('Max tokens', 16);
  await hone.set('Epochs', 2);
}

test('the whole model on WebGPU; a graphics card that is lost once while it trains, and then again', async ({
  page,
}) => {
  const hone = new Hone(page);
  await openOnWebGpu(hone, 'sst2/train.tsv', 'Whole model');
  await hone.train();
  await expect(hone.results).toContainText('graphics card');
  expect(await hone.classify('a moving film')).toMatch(/%/);

  await hone.set('Epochs', 200);
  await hone.startTraining();
  const browser = await page.context().browser()?.newBrowserCDPSession();
  const training = page.getByRole('progressbar', { name: 'Training' });
  const loseCard = async () => {
    await expect(training).toBeVisible({ timeout: 120_000 });
    // The process goes before it can answer.
    await browser?.send('Browser.crashGpuProcess').catch(() => {});
  };
  await loseCard();
  await expect(page.getByText('the run went on with a new connection to it').first()).toBeVisible({ timeout: 60_000 });
  const tookOver = page.getByText('stopped responding twice, so the processor went on with the run').first();
  // A crash before the new connection is there loses nothing: then once more.
  await expect(async () => {
    await loseCard();
    await expect(tookOver).toBeVisible({ timeout: 30_000 });
  }).toPass({ timeout: 180_000 });
  await expect(page.getByText(/^Processor, \d/)).toBeVisible({ timeout: 60_000 });
  await expect(page.getByText(/After epoch [2-9]/)).toBeVisible({ timeout: 120_000 });
  await page.getByRole('button', { name: 'Stop' }).click();
  await expect(hone.results).toContainText('so the processor went on with the run', { timeout: 60_000 });
  await expect(hone.alert).toHaveText('');
});

test('the head on WebGPU', async ({ page }) => {
  const hone = new Hone(page);
  await openOnWebGpu(hone, 'sms_spam_uci/SMSSpamCollection.tsv', 'Head');
  await hone.train();
  await expect(hone.results).toContainText('graphics card');
  expect(await hone.classify('call now to claim your prize')).toMatch(/%/);
});
