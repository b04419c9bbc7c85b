// The split: given by a column, by time, in folds; its check and its remedy; row numbers to repeat it by.

import { readFileSync } from 'node:fs';
import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { unzipSync, strFromU8 } from 'fflate';
import { firstLines, Hone } from '../support/hone';

interface Report {
  data: {
    splits: Record<string, { rows: number; rowNumbers: number[] }>;
    folds?: { rowNumbers: number[] }[];
    split: { choice: { kind: string }; column: string | null };
  };
  crossValidation?: { folds: unknown[]; accuracy: { mean: number } };
  metrics: { testRows: number; accuracy: number };
  predictions: { rowNumber: number }[];
}

/** 120 reviews: two of three train, the rest tests; two of these nearly repeat a row of train. */
function reviews(): Buffer {
  const lines = firstLines('sst2/train.tsv', 120).toString().trimEnd().split('\n');
  const rows = lines.map((line, index) => {
    const [text = '', label = ''] = line.split('\t');
    const day = new Date(Date.UTC(2024, 0, 1 + index)).toISOString().slice(0, 10);
    return [text, label, index % 3 === 2 ? 'TEST' : 'train', day];
  });
  for (const at of [2, 5]) {
    const [text = '', label = ''] = rows[at - 2] ?? [];
    rows[at] = [`${text.toUpperCase()} !!`, label, 'TEST', '2024-06-01'];
  }
  const cell = (text: string) => `"${text.replaceAll('"', '""')}"`;
  return Buffer.from(`text,label,split,day\n${rows.map((row) => row.map(cell).join(',')).join('\n')}\n`);
}

test('by a column, by time and in folds; what is on both sides is said and mended', async ({ page }, info) => {
  const hone = new Hone(page);
  await hone.open();
  await hone.quickModel();
  await hone.choose('reviews.csv', reviews());
  await hone.ready();

  // The file's own split is found, and what it lacks is drawn.
  await expect(page.getByText('As the column “split” says. It has no validation part')).toBeVisible();
  await expect(page.getByText('2 of 40 test rows also in train')).toBeVisible();
  await page.getByRole('button', { name: 'Leave them out' }).click();
  await expect(page.getByText('0 of 38 test rows also in train')).toBeVisible();
  await expect(page.getByText('2 that were left out')).toBeVisible();
  await page.getByText('Change the split').click();
  await page.getByLabel('Rows with TEST go to').selectOption('Validation');
  await expect(page.getByText('It has no test part, so a tenth of train was drawn for it.')).toBeVisible();

  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);

  // By time: the newest rows are the two of June.
  await page.getByRole('radio', { name: 'By time' }).check();
  await expect(page.getByLabel('Time column')).toHaveValue('3');
  await expect(page.getByText('the newest test, from 2024-04-')).toBeVisible();
  await expect(page.getByText('2 of 12 test rows also in train')).toBeVisible();
  await page.getByRole('spinbutton', { name: 'Test %' }).fill('20');
  await page.getByRole('spinbutton', { name: 'Test %' }).blur();
  await expect(page.getByText('24 held out to test')).toBeVisible();

  // Few rows are better tested in folds; near duplicates stay together.
  await page.getByRole('radio', { name: 'At random' }).check();
  await expect(page.getByText(/^0 of \d+ test rows also in train/)).toBeVisible();
  await page.getByRole('button', { name: 'Test in 5 folds' }).click();
  await expect(page.getByText('Each of the 120 rows is held out to test once')).toBeVisible();
  await page.getByRole('spinbutton', { name: 'Folds' }).fill('3');
  await page.getByRole('spinbutton', { name: 'Folds' }).blur();
  await expect(page.getByText('in 3 folds')).toBeVisible();
  await expect(page.getByText('0 of 120 rows also in another fold')).toBeVisible();
  await hone.depth('Head');
  await hone.train();
  await expect(hone.results).toContainText('Over 3 folds');
  expect(await hone.result('Test rows')).toBe(120);

  const reportPath = info.outputPath('report.json');
  await (await hone.download('Download report')).saveAs(reportPath);
  const { data, predictions, crossValidation, metrics } = JSON.parse(readFileSync(reportPath, 'utf8')) as Report;
  const all = Array.from({ length: 120 }, (_, row) => row + 2);
  const numbers = (rows: number[]) => rows.toSorted((a, b) => a - b);
  expect(predictions.map(({ rowNumber }) => rowNumber)).toEqual(all);
  expect(numbers(data.folds?.flatMap((fold) => fold.rowNumbers) ?? [])).toEqual(all);
  expect(numbers(['train', 'validation'].flatMap((name) => data.splits[name]?.rowNumbers ?? []))).toEqual(all);
  expect(data.splits['test']).toMatchObject({ rows: 0, rowNumbers: [] });
  expect(crossValidation?.folds).toHaveLength(3);
  expect(crossValidation?.accuracy.mean).toBeCloseTo(metrics.accuracy, 1);

  const zipPath = info.outputPath('model.zip');
  await (await hone.download('Download model')).saveAs(zipPath);
  const files = unzipSync(readFileSync(zipPath), {
    filter: ({ name }) => !/safetensors/.test(name),
  });
  const [head, ...lines] = strFromU8(files['split.csv'] ?? new Uint8Array()).split('\r\n');
  expect(head).toBe('row_number,split,fold');
  expect(lines.filter((line) => /^\d+,(train|validation),[123]$/.test(line))).toHaveLength(120);
  expect(strFromU8(files['README.md'] ?? new Uint8Array())).toContain('by cross-validation');

  // What was chosen is kept, and so is a fold that was tested before the tab went.
  await page.reload();
  await page.getByRole('button', { name: 'Open reviews.csv' }).click();
  await expect(page.getByText('in 3 folds')).toBeVisible();
  await hone.quickModel();
  await hone.depth('Whole model');
  await hone.set('Epochs', 1);
  await hone.startTraining();
  await expect(page.getByText('Fold 2 of 3')).toBeVisible({ timeout: 60_000 });
  await page.reload();
  const card = page.getByRole('region', { name: 'Interrupted run' });
  await expect(card).toContainText(/A run on reviews\.csv was interrupted after fold [12] of 3\./);
  await card.getByRole('button', { name: 'Continue training' }).click();
  await expect(hone.results).toContainText('Over 3 folds', { timeout: 120_000 });
  await expect(card).toBeHidden();
});
