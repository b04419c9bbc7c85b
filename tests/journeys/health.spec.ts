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
  const check = page.getByRole('region', { name: 'Ready to train?' });
  const card = (title: string | RegExp) =>
    check.getByRole('listitem').filter({ has: page.getByRole('heading', { name: title }) });

  // Three labels have one row: nothing can be trained yet, but everything can be mended.
  await expect(check).toContainText('Not yet: 1 thing to fix first.', { timeout: 60_000 });
  await expect(check).toContainText('Fix the labels first: 3 have only one text.');
  await expect(hone.alert).toHaveText('');
  const spelling = card('5 labels look like 2 with different spellings');
  await spelling.getByRole('button', { name: 'Review' }).click();
  await expect(spelling.getByRole('checkbox')).toHaveCount(3);
  await expect(spelling.getByRole('checkbox', { name: 'postive' })).toBeChecked();

  // All that is safe at once, and all of it back.
  await check.getByRole('button', { name: 'Preview' }).click();
  const preview = check.getByRole('list', { name: 'What changes' });
  await expect(preview).toContainText(/postive →\s*becomes positive/);
  await expect(preview).toContainText('schön verarbeitet');
  await check.getByRole('button', { name: 'Fix the safe ones' }).click();
  await hone.ready();
  await expect(check).toContainText('2 texts with personal data');
  await check.getByRole('status').getByRole('button', { name: 'Undo' }).click();
  await expect(check).toContainText('Not yet: 1 thing to fix first.');
  await spelling.getByRole('button', { name: 'Merge them' }).click();
  await expect(spelling).toHaveCount(0);
  await hone.ready();
  await expect(check).toContainText(/\d things are worth a look/);

  // Its rows, with what stands out in them.
  await card('2 texts with personal data').getByRole('button', { name: 'Show rows' }).click();
  await expect(check.locator('mark')).toHaveText(['ann@example.com', '+49 30 1234567', 'bob@example.org']);
  const personal = card('2 texts with personal data');
  await personal.getByRole('button', { name: 'Replace with [EMAIL], [PHONE]' }).click();
  await expect(personal).toHaveCount(0);

  // Away, back by the button that follows, and away for good.
  await expect(page.getByText(/8\d rows to train on/)).toBeVisible();
  await card('96 near duplicates').getByRole('button', { name: 'Keep the first of each' }).click();
  await expect(page.getByText('72 nearly the same as another')).toBeVisible();
  await check.getByRole('status').getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByText(/8\d rows to train on/)).toBeVisible();
  await expect(page.getByText('72 nearly the same as another')).toHaveCount(0);

  // A row's label, where it stands; the rows of a label, merged ones and corrected ones too.
  await page.getByRole('button', { name: 'Show all rows' }).click();
  await page.getByRole('combobox', { name: 'Label of row 2', exact: true }).selectOption({ label: 'negative' });
  await expect(check).toContainText('Row 2 counts as negative.');
  const filters = page.getByRole('group', { name: 'Only the label' });
  await filters.getByRole('button', { name: /^negative/ }).click();
  await expect(page.getByRole('search').getByRole('status')).toHaveText('54 rows');
  await check.getByRole('status').getByRole('button', { name: 'Undo' }).click();
  await page.getByRole('button', { name: 'Hide the rows' }).click();

  // By their names: a class is left out, and comes back from the list of changes.
  await page.getByRole('button', { name: 'Labels', exact: true }).click();
  await page.getByRole('textbox', { name: 'Name of negative' }).fill('bad');
  await page.getByRole('textbox', { name: 'Name of negative' }).press('Enter');
  await expect(page.getByRole('heading', { name: '2 labels' })).toBeVisible();
  await expect(page.getByRole('textbox', { name: 'Name of bad' })).toBeVisible();
  await expect(check).toContainText('changes. Your file is untouched.');
  await check.getByRole('button', { name: 'Already handled' }).click();
  await expect(check.getByRole('button', { name: /^Undo.*are called “bad”/ })).toBeVisible();

  // Cleaned before it is trained on, and before it is classified.
  await page.getByRole('button', { name: 'Text cleaning' }).click();
  await expect(page.getByRole('checkbox', { name: 'Replace personal data' })).toBeChecked();
  await page.getByRole('checkbox', { name: 'Trim' }).check();
  await hone.ready();
  await hone.depth('Head');
  await hone.set('Epochs', 3);
  await page.getByLabel('Unbalanced labels').selectOption({ label: 'Over-sample' });
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
