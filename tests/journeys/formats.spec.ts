// A model in every format, tried out in the app, and then by Python's transformers, onnxruntime and peft, and by
// @xenova/transformers in a browser.

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from '@playwright/test';
import { unzipSync } from 'fflate';
import { checkExports } from '../support/exportCheck';
import { firstLines, Hone, openRows } from '../support/hone';
import { askTransformersJs, type Scores } from '../support/transformersJs';

interface Report {
  predictions: {
    text: string;
    logits: number[];
    probabilities: number[];
    predictedLabel: string;
  }[];
  labels: string[];
  recipe: { maxTokens: number };
}

test('whole model by adapters, taken away in every format, with the network off', async ({ page, context }, info) => {
  const hone = new Hone(page);
  await openRows(hone, 'sst2.tsv', firstLines('sst2/train.tsv', 120));
  await hone.keptForOffline();
  await hone.depth('Whole model');
  await hone.openAdvanced();
  await page.getByRole('combobox', { name: /^Train/ }).selectOption({ label: 'Adapters (LoRA)' });
  await hone.set('Epochs', 1);
  await hone.train();
  await expect(hone.results).toContainText('trained: the whole model, by adapters');
  const reportPath = info.outputPath('report.json');
  await (await hone.download('Download report')).saveAs(reportPath);
  const report = JSON.parse(readFileSync(reportPath, 'utf8')) as Report;
  const { predictions, labels } = report;

  await context.setOffline(true);
  await page.getByRole('button', { name: 'Choose the formats' }).click();
  for (const name of ['ONNX', 'ONNX with 8-bit weights', 'LoRA adapter', 'Training script']) {
    await page.getByRole('checkbox', { name, exact: true }).check();
  }
  // Stopped, nothing is handed over.
  const button = page.getByRole('button', { name: 'Download model' });
  await button.click();
  await page.getByRole('button', { name: 'Stop', exact: true }).click();
  await expect(button).toBeEnabled({ timeout: 60_000 });
  const checked = page.getByRole('status', { name: 'Check of the files' });
  await expect(checked).toBeHidden();
  await expect(hone.alert).toHaveText('');

  const zipPath = info.outputPath('model.zip');
  await (await hone.download('Download model')).saveAs(zipPath);
  // Weights in 8 bits may tip an answer that is as good as undecided; then how many are the same is said.
  const count = predictions.length;
  await expect(checked).toContainText(
    new RegExp(`Checked: same answers on ${count} texts|quantized\\.onnx \\(the same label for ${count - 1};`),
  );
  await expect(checked).toContainText('onnx/model.onnx');
  await context.setOffline(false);

  const more = { base: resolve('public/models/all-MiniLM-L6-v2') };
  const out = checkExports([{ zipPath, report, more }]);
  expect(out).toContain('adapter, merged');
  expect(out).toContain('model_quantized.onnx, batch');

  const zip = readFileSync(zipPath);
  const rows = Buffer.from(unzipSync(zip)['training/rows.csv'] ?? []).toString('utf8');
  expect(rows.split('\r\n')).toHaveLength(122);
  for (const { text } of predictions) expect(rows).toContain(`"${text.replaceAll('"', '""')}"`);

  const asked = predictions.slice(0, 12);
  const texts = asked.map(({ text }) => text);
  const { single, quantized } = await askTransformersJs(context, zip, info.outputPath('site'), texts);
  const gap = (scores: Scores) =>
    Math.max(
      ...asked.flatMap(({ probabilities }, row) =>
        labels.map((label, id) => Math.abs((scores[row]?.get(label) ?? 9) - (probabilities[id] ?? 0))),
      ),
    );
  console.log(`transformers.js: probabilities up to ${gap(single)} apart, with 8 bits ${gap(quantized)}`);
  expect(gap(single)).toBeLessThan(1e-3);
  expect(gap(quantized)).toBeLessThan(0.1);
  asked.forEach(({ predictedLabel, probabilities }, row) => {
    const nearTie = Math.max(...probabilities) < 0.6;
    if (!nearTie) expect(quantized[row]?.get(predictedLabel)).toBeGreaterThan(0.5);
  });
});
