// The job on WebGPU, on a few rows: the adapter here is the processor in disguise.

import { expect, test } from '@playwright/test';
import { firstLines, Hone } from '../support/hone';

/** Rows few and short enough for WebGPU on a processor. */
async function openOnWebGpu(hone: Hone, path: string, depth: 'Head' | 'Whole model') {
  const { page } = hone;
  await hone.open();
  await hone.choose('rows.tsv', firstLines(path, 44));
  await hone.ready();
  await hone.depth(depth);
  await hone.computeWith('Graphics card (WebGPU)');
  // It starts after what the device is at, which is a measurement.
  await expect(page.getByText(/^Graphics card: /)).toBeVisible({ timeout: 120_000 });
  await hone.set('Max tokens', 16);
  await hone.set('Epochs', 2);
}

test('the whole model on WebGPU; and a graphics card that is lost while it trains: said, and the next run gets a new one', async ({
  page,
}) => {
  const hone = new Hone(page);
  await openOnWebGpu(hone, 'sst2/train.tsv', 'Whole model');
  await hone.train();
  await expect(hone.results).toContainText('graphics card');
  expect(await hone.classify('a moving film')).toMatch(/%/);

  await hone.set('Epochs', 200);
  await hone.startTraining();
  await expect(page.getByRole('progressbar', { name: 'Training' })).toBeVisible({
    timeout: 120_000,
  });
  const browser = await page.context().browser()?.newBrowserCDPSession();
  // The process goes before it can answer.
  await browser?.send('Browser.crashGpuProcess').catch(() => {});
  await expect(hone.alert).toContainText('graphics card stopped responding', { timeout: 60_000 });
  await hone.depth('Head');
  await hone.set('Epochs', 2);
  await hone.train();
  await expect(hone.results).toContainText('graphics card');
});

test('the head on WebGPU', async ({ page }) => {
  const hone = new Hone(page);
  await openOnWebGpu(hone, 'sms_spam_uci/SMSSpamCollection.tsv', 'Head');
  await hone.train();
  await expect(hone.results).toContainText('graphics card');
  expect(await hone.classify('call now to claim your prize')).toMatch(/%/);
});
