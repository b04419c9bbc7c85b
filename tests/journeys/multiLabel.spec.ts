// Several labels a text, from one cell to a model that transformers loads.

import { readFileSync } from 'node:fs';
import { expect, test, type Locator } from '@playwright/test';
import { seededRandom } from '../../src/domain/random';
import { checkExports } from '../support/exportCheck';
import { Hone } from '../support/hone';

const topics = {
  billing: ['invoice', 'charge', 'refund', 'payment', 'card'],
  delivery: ['parcel', 'courier', 'late', 'shipping', 'address'],
  quality: ['broken', 'scratched', 'defect', 'cheap', 'torn'],
};
const others = 'the my was and it when please order again today really still very not'.split(' ');

/** Tickets about some of the topics, or none; two words of each in a text. */
function tickets(count: number): Buffer {
  const random = seededRandom(11);
  const pick = (words: string[]) => words[Math.floor(random() * words.length)] ?? '';
  const lines = Array.from({ length: count }, (_, index) => {
    const own = Object.entries(topics).filter(() => random() < 0.45);
    const words = own.flatMap(([, about]) => [pick(about), pick(others), pick(about)]);
    const text = [pick(others), ...words, pick(others), String(index)].join(' ');
    return `${text},${own.map(([name]) => name).join(';')}`;
  });
  return Buffer.from(`text,topics\n${lines.join('\n')}\n`);
}

/** The option of a label, whose probability stands behind it. */
const optionOf = (within: Locator, label: string) => within.locator('option', { hasText: label }).innerText();

interface Report {
  problem: string;
  labels: string[];
  recipe: { maxTokens: number };
  thresholds: { label: string; value: number }[];
  metrics: { accuracy: number; multiLabel: { microF1: number } };
  predictions: {
    text: string;
    trueLabels: string[];
    predictedLabels: string[];
    logits: number[];
  }[];
}

test('tickets with several topics each, or none', async ({ page }, info) => {
  const hone = new Hone(page);
  await hone.open();
  await hone.quickModel();
  await hone.choose('tickets.csv', tickets(300));
  await page.getByRole('button', { name: 'Read several labels a cell' }).click();
  await expect(page.getByRole('heading', { name: '3 labels' })).toBeVisible();
  await hone.ready();
  await hone.depth('Top layers');
  await hone.set('Epochs', 6);
  await hone.train();

  expect(await hone.result('Micro F1')).toBeGreaterThan(0.9);
  const accuracy = await hone.result('Accuracy');
  const compared = page.getByRole('table', { name: 'Compared with simpler ways' });
  await expect(compared.getByRole('columnheader', { name: 'Micro F1' })).toBeVisible();
  await page.getByRole('button', { name: 'Curves' }).click();
  await page.getByLabel('Label to look for').selectOption('delivery');
  await expect(page.getByRole('img', { name: /^ROC curve/ })).toBeVisible();
  const matrix = page.getByRole('table', { name: 'Confusion matrix' });
  await expect(matrix.getByRole('row')).toHaveCount(4);
  const found = matrix.getByRole('button', { name: /where billing was found: show them$/ });
  const rows = Number(await found.innerText());
  await found.click();
  const area = page.getByRole('region', { name: 'Tested rows' });
  await expect(area.getByRole('status').first()).toHaveText(new RegExp(`^${rows} rows`));
  await expect(area.getByRole('combobox', { name: 'Only about the label' })).toHaveValue('0');
  await expect(area.getByRole('combobox', { name: 'Which was' })).toHaveValue('found');

  expect(await hone.classify('my invoice has a wrong charge and the parcel is late')).toMatch(/^billing, delivery/);
  // Each label has words of its own.
  const use = page.getByRole('complementary', { name: 'Try it' });
  await use.getByRole('button', { name: 'Which words mattered' }).click();
  for (const [label, words] of [
    ['billing', /invoice|charge/],
    ['delivery', /parcel|late/],
  ] as const) {
    await use
      .getByRole('combobox', { name: 'What pushed towards' })
      .selectOption({ label: await optionOf(use, label) });
    const most = use
      .getByRole('list', { name: `Towards ${label}` })
      .getByRole('listitem')
      .first();
    await expect(most).toHaveText(words);
  }
  expect(await hone.classify('the when please today')).toMatch(/^None of the labels/);

  const reportPath = info.outputPath('report.json');
  await (await hone.download('Download report')).saveAs(reportPath);
  const report = JSON.parse(readFileSync(reportPath, 'utf8')) as Report;
  const { predictions, labels } = report;
  expect(report.problem).toBe('multiLabel');
  expect(report.thresholds.map(({ label }) => label)).toEqual(labels);
  const right = predictions.filter(({ trueLabels, predictedLabels }) => trueLabels.join() === predictedLabels.join());
  expect(right.length / predictions.length).toBeCloseTo(accuracy, 2);

  const zipPath = info.outputPath('model.zip');
  await (await hone.download('Download model')).saveAs(zipPath);
  checkExports([{ zipPath, report, more: { problem_type: 'multi_label_classification' } }]);
});
