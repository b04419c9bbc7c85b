// ModernBERT from disk: trained, checked by Python and by @huggingface/transformers, as a page of its own, and back again.

import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { unzipSync } from 'fflate';
import { checkExports, type ReportedAnswers } from '../support/exportCheck';
import { checkExportedPage, unpackPage, type Expected } from '../support/exportedPage';
import { firstLines, Hone, openRows } from '../support/hone';
import { tinyModel, writeFolder } from '../support/tinyModels';
import { askTransformersJs } from '../support/transformersJs';

type Report = Expected & ReportedAnswers;

test('ModernBERT from disk through training, export and return', async ({ page, context, browser }, info) => {
  const hone = new Hone(page);
  await openRows(hone, 'sms.tsv', firstLines('sms_spam_uci/SMSSpamCollection.tsv', 160));
  await hone.computeWith('Processor (WebAssembly)');
  await page.getByRole('button', { name: 'Add a model from disk' }).click();
  await page
    .getByLabel('Choose a model folder')
    .setInputFiles(writeFolder(info.outputPath('modern'), tinyModel('modernbert')));
  await expect(page.getByRole('combobox', { name: 'Base model' }).locator('option:checked')).toHaveText('modern');
  await hone.depth('Whole model');
  await hone.set('Epochs', 1);
  await hone.train();
  const asked = 'Free entry, call now to claim your prize';
  const answer = await hone.classify(asked);

  const [reportPath, zipPath, pagePath] = ['report.json', 'model.zip', 'page.zip'].map((name) => info.outputPath(name));
  await (await hone.download('Download report')).saveAs(reportPath ?? '');
  const report = JSON.parse(readFileSync(reportPath ?? '', 'utf8')) as Report;
  await hone.chooseFormats({ ONNX: true, 'ONNX with 8-bit weights': true });
  await expect(page.getByText('in web pages load it with @huggingface/transformers').first()).toBeVisible();
  await (await hone.download('Download model')).saveAs(zipPath ?? '');
  await hone.chooseFormats({
    'Hugging Face weights': false,
    ONNX: false,
    'ONNX with 8-bit weights': false,
    'A web page of its own': true,
  });
  await (await hone.download('Download model')).saveAs(pagePath ?? '');

  // Python's transformers and onnxruntime.
  checkExports([{ zipPath: zipPath ?? '', report }]);

  const card = Buffer.from(unzipSync(readFileSync(zipPath ?? ''))['README.md'] ?? []).toString('utf8');
  expect(card).toMatch(/from '@huggingface\/transformers';\n.*\{ dtype: 'fp32' \}/s);

  // The library that the page names. It cuts a long text without closing it again (docs/models.md).
  const zip = readFileSync(zipPath ?? '');
  const short = report.predictions.filter(({ text }) => text.length < 100);
  expect(short.length).toBeGreaterThan(5);
  const texts = short.map(({ text }) => text);
  const { single } = await askTransformersJs(context, zip, info.outputPath('site'), texts, '@huggingface/transformers');
  const gaps = short.flatMap(({ probabilities }, row) =>
    report.labels.map((label, id) => Math.abs((single[row]?.get(label) ?? 9) - (probabilities[id] ?? 0))),
  );
  console.log(`@huggingface/transformers: probabilities up to ${Math.max(...gaps)} apart`);
  expect(Math.max(...gaps)).toBeLessThan(1e-3);

  await checkExportedPage(browser, unpackPage(readFileSync(pagePath ?? ''), info.outputPath('page')), report);

  // The zip comes back as a model that answers the same.
  await page.getByLabel('Choose a model zip or files').setInputFiles(zipPath ?? '');
  const models = page.getByRole('list', { name: 'My models' });
  await expect(models.getByRole('listitem')).toHaveCount(2, { timeout: 60_000 });
  await expect(hone.results).toBeVisible();
  expect(await hone.classify(asked)).toBe(answer);
});
