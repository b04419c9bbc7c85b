// A whole public set goes in as it is and comes out as a model, on WebAssembly.

import { expect, test } from '@playwright/test';
import { fileOnDisk, Hone } from '../support/hone';

// On the app's own 10 % test split. A frozen encoder reaches 98.4 % (docs/accuracy.md); the floor leaves room for the
// standard error of such a split, 0.6 points.
test('all of SMS spam as it is, on WebAssembly', async ({ page }) => {
  const hone = new Hone(page);
  await hone.open();
  await hone.quickModel();
  await hone.chooseFile(fileOnDisk('sms_spam_uci/SMSSpamCollection.tsv'));
  await hone.ready();
  await expect(page.getByText('5,574 rows').first()).toBeVisible();
  await hone.depth('Head');
  await hone.train();
  const accuracy = await hone.result('Accuracy');
  console.log(`SMS spam: accuracy ${accuracy}, macro F1 ${await hone.result('Macro F1')}`);
  expect(accuracy).toBeGreaterThan(0.97);
  await expect(hone.results).toContainText('on the processor');
});
