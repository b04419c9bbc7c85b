// A public file goes in as it is, as far as its 2,000th row, and comes out as a model, on WebAssembly.

import { expect, test } from '@playwright/test';
import { firstLines, Hone } from '../support/hone';

// On the app's own 10 % test split. A frozen encoder reaches 98.4 % (docs/accuracy.md); the floor leaves room for the
// standard error of such a split, 0.9 points.
test('SMS spam as it is, on WebAssembly', async ({ page }) => {
  const hone = new Hone(page);
  await hone.open();
  await hone.quickModel();
  await hone.choose('SMSSpamCollection.tsv', firstLines('sms_spam_uci/SMSSpamCollection.tsv', 2000));
  await hone.ready();
  await expect(page.getByText('2,000 rows').first()).toBeVisible();
  await hone.depth('Head');
  await hone.train();
  const accuracy = await hone.result('Accuracy');
  console.log(`SMS spam: accuracy ${accuracy}, macro F1 ${await hone.result('Macro F1')}`);
  expect(accuracy).toBeGreaterThan(0.95);
  await expect(hone.results).toContainText('on the processor');
});
