// What a person does with a set full of trouble: look, mend, take back, train, and use what was mended.

import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { Hone } from '../support/hone';
import { troubledRows } from '../support/troubledRows';

test('findings are shown, mended and taken back; the cleaning goes with the model', async ({ page }) => {
  const hone = new Hone(page);
  await hone.open();
  await hone.quickModel();
  await hone.choose('troubled.csv', troubledRows());
  const check = page.getByRole('region', { name: 'Check your data' });
  const card = (title: string | RegExp) =>
    check.getByRole('listitem').filter({ has: page.getByRole('heading', { name: title }) });

  // Three labels have one row: nothing can be trained yet, but everything can be mended.
  await expect(hone.alert).toContainText('Only one text has the label');
  await expect(check).toContainText(/9 findings worth a look: 3 labels that may be one/);
  await page.getByRole('button', { name: 'Check your data' }).click();
  await card(/“positive”, “Positive”, “postive”/)
    .getByRole('button', { name: 'Merge into “positive”' })
    .click();
  await expect(card(/“positive”, “Positive”, “postive”/)).toHaveCount(0);
  await card(/“negative”, “Negative”/)
    .getByRole('button', { name: 'Merge into “negative”' })
    .click();
  await hone.ready();
  await expect(check).toContainText(/7 findings worth a look/);

  // Its rows, with what stands out in them.
  await card('2 texts with personal data').getByRole('button', { name: 'Show rows' }).click();
  await expect(check.locator('mark')).toHaveText(['ann@example.com', '+49 30 1234567', 'bob@example.org']);
  await card('2 texts with personal data').getByRole('button', { name: 'Mask' }).click();
  await expect(check).toContainText(/6 findings worth a look/);

  // Away, back by the button that follows, and away for good.
  await expect(page.getByText(/8\d rows to train on/)).toBeVisible();
  await card('96 near duplicates').getByRole('button', { name: 'Keep the first of each' }).click();
  await expect(page.getByText('72 nearly the same as another')).toBeVisible();
  await check.getByRole('status').getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByText(/8\d rows to train on/)).toBeVisible();
  await expect(page.getByText('72 nearly the same as another')).toHaveCount(0);

  // By their names: a class is left out, and comes back from the list of changes.
  await page.getByRole('button', { name: 'Labels', exact: true }).click();
  await page.getByRole('textbox', { name: 'Name of negative' }).fill('bad');
  await page.getByRole('textbox', { name: 'Name of negative' }).press('Enter');
  await expect(page.getByRole('heading', { name: '2 labels' })).toBeVisible();
  await expect(page.getByRole('textbox', { name: 'Name of bad' })).toBeVisible();
  await check.getByText('3 changes of yours').click();
  await expect(check.getByRole('button', { name: /^Remove.*are called “bad”/ })).toBeVisible();

  // Cleaned before it is trained on, and before it is classified.
  await page.getByRole('button', { name: 'Text cleaning' }).click();
  await expect(page.getByRole('checkbox', { name: 'Mask personal data' })).toBeChecked();
  await page.getByRole('checkbox', { name: 'Trim' }).check();
  await hone.ready();
  await hone.depth('Head');
  await hone.set('Epochs', 3);
  await page.getByLabel('Unequal classes').selectOption({ label: 'Over-sample' });
  await expect(page.getByRole('table', { name: 'Training rows in each epoch' })).toBeVisible();
  await hone.train();
  const one = await hone.classify('write to zoe@example.net about the refund');
  expect(await hone.classify('write to quite.another@example.de about the refund')).toBe(one);
  expect(await hone.classify('write to somebody about the refund')).not.toBe(one);
  const path = await (await hone.download('Download report')).path();
  const report = JSON.parse(readFileSync(path, 'utf8')) as {
    data: { preparation: { cleaning: { steps: string[] } } };
    recipe: { balancing: string };
    predictions: { text: string }[];
  };
  expect(report.data.preparation.cleaning.steps).toEqual(['personalData', 'trim']);
  expect(report.recipe.balancing).toBe('overSampling');
  expect(report.predictions.map(({ text }) => text).join('\n')).not.toContain('@example');
});

test('several labels in a cell are offered, and counted for each', async ({ page }) => {
  const tags = ['late;rude', 'late', 'rude;broken', 'broken', ''];
  const rows = Array.from(
    { length: 60 },
    (_, row) => `complaint number ${row} about something,${tags[row % tags.length]}`,
  );
  const hone = new Hone(page);
  await hone.open();
  await hone.quickModel();
  await hone.choose('tags.csv', Buffer.from(`text,tags\n${rows.join('\n')}\n`));
  await page.getByRole('button', { name: 'Read several labels a cell' }).click();
  await expect(page.getByRole('heading', { name: '3 labels' })).toBeVisible();
  const counts = page.getByRole('listitem').filter({ hasText: /^(late|rude|broken)\s*24$/ });
  await expect(counts).toHaveCount(3);
});
