// Every depth and method trains, and leaves a model that transformers loads (adapters: formats.spec.ts).

import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { firstLines, Hone, openRows } from '../support/hone';
import { runOracle } from '../support/python';

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
    const { predictions, labels, recipe } = JSON.parse(readFileSync(reportPath, 'utf8')) as {
      predictions: { text: string; logits: number[] }[];
      labels: string[];
      recipe: { maxTokens: number };
    };
    const zipPath = info.outputPath('model.zip');
    await (await hone.download('Download model')).saveAs(zipPath);
    const expectedPath = info.outputPath('expected.json');
    writeFileSync(
      expectedPath,
      JSON.stringify({
        texts: predictions.map(({ text }) => text),
        logits: predictions.map(({ logits }) => logits),
        labels,
        max_tokens: recipe.maxTokens,
      }),
    );
    const { status, out } = runOracle('check_export.py', [zipPath, expectedPath]);
    console.log(out);
    expect(status, out).toBe(0);
    // The app's own answer to a text comes from the merged weights, the report's from the training run.
    const [first] = predictions;
    const [winner = ''] = [...(first?.logits.keys() ?? [])]
      .sort((a, b) => (first?.logits[b] ?? 0) - (first?.logits[a] ?? 0))
      .map((id) => labels[id]);
    expect(await hone.classify(first?.text ?? '')).toMatch(new RegExp(`^${winner}\\b`));
  });
}
