// Every depth and method trains, and leaves a model that transformers loads (adapters: formats.spec.ts).

import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { checkExports, type ReportedAnswers } from '../support/exportCheck';
import { firstLines, Hone, openRows } from '../support/hone';

for (const { depth, method, parts } of [
  { depth: 'Top layers', method: 'Every weight', parts: 'the top 2 layers, every weight' },
  { depth: 'Whole model', method: 'Every weight', parts: 'the whole model, every weight' },
] as const) {
  test(`${depth}, ${method}: trained, exported, loaded by transformers`, async ({ page }, info) => {
    const hone = new Hone(page);
    await openRows(hone, 'sst2.tsv', firstLines('sst2/train.tsv', 120));
    await hone.depth(depth);
    await hone.openAdvanced();
    await page.getByRole('combobox', { name: /^Train/ }).selectOption({ label: method });
    await hone.set('Epochs', 1);
    await hone.train();
    await expect(hone.results).toContainText(`trained: ${parts}`);

    const reportPath = info.outputPath('report.json');
    await (await hone.download('Download report')).saveAs(reportPath);
    const report = JSON.parse(readFileSync(reportPath, 'utf8')) as ReportedAnswers;
    const zipPath = info.outputPath('model.zip');
    await (await hone.download('Download model')).saveAs(zipPath);
    checkExports([{ zipPath, report }]);
    // The app's own answer to a text comes from the merged weights, the report's from the training run.
    const [first] = report.predictions;
    const [winner = ''] = [...(first?.logits.keys() ?? [])]
      .sort((a, b) => (first?.logits[b] ?? 0) - (first?.logits[a] ?? 0))
      .map((id) => report.labels[id]);
    expect(await hone.classify(first?.text ?? '')).toMatch(new RegExp(`^${winner}\\b`));
  });
}
