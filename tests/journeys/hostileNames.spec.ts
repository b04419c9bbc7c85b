// Names as nobody should choose them, and words that must not leave with the model.

import { readFileSync } from 'node:fs';
import { expect, test, type Page } from '@playwright/test';
import { exportPartWords } from '../../src/words/exportParts';
import { Hone, longTasks, watchLongTasks } from '../support/hone';
import { tracesOf } from '../support/traces';

/** Stands in every text, in a column that is not used, in that column's name, and in a label that is merged away. */
const canary = 'q7xcanary4d1e8a60b2';
const script = '<img src=x onerror="alert(1)"><script>alert(2)</script>';
const passage = `Sent by ${canary} from my little phone.`;
const labels = ['__proto__', 'constructor', 'spam', 'spam\u200b', script, '\u202eright to left', 'x'.repeat(10_000)];
const columns = [
  ...[
    'text',
    'label',
    '__proto__',
    'constructor',
    '',
    'Language',
    'File',
    script,
    '\u05e2\u05d1\u05e8\u05d9\u05ea\u202e',
  ],
  ...['\u200b', 'y'.repeat(10_000), canary],
];
const subjects = ['the parcel', 'a refund', 'some music', 'the weather', 'a garden', 'her bicycle', 'our kitchen'];

const quoted = (cells: string[]) => cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',');

function table(from: number, to: number): Buffer {
  const lines: string[][] = [columns];
  for (let row = from; row < to; row++) {
    const at = row % labels.length;
    // Some of the first label are called otherwise, and merged.
    const label = at === 2 && row % 3 === 0 ? `${canary} spam` : (labels[at] ?? '');
    const text = `Number ${row} is about ${subjects[at]} and the word ${canary}${row} beside it. ${passage}`;
    lines.push([text, label, ...columns.slice(2).map((_, column) => (column === 3 ? 'en' : `${canary} ${row % 4}`))]);
  }
  return Buffer.from(lines.map((line) => `${quoted(line)}\r\n`).join(''));
}

/** Errors, warnings of the policy, and windows that a script would open. */
function complaintsOf(page: Page): string[] {
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => void (message.type() === 'error' && complaints.push(message.text())));
  page.on('dialog', (dialog) => {
    complaints.push(dialog.message());
    void dialog.dismiss();
  });
  return complaints;
}

test('names of all kinds train and report; nothing of the rows is in what is taken away', async ({ page }) => {
  const complaints = complaintsOf(page);
  const hone = new Hone(page);
  await hone.open();
  await hone.quickModel();
  const files = [table(0, 84), table(84, 168)].map((buffer) => ({
    name: `${script}.csv`,
    mimeType: 'text/csv',
    buffer,
  }));
  await page.getByLabel('Choose a CSV file').setInputFiles(files);
  await hone.ready();
  // Names of ten thousand characters look like texts.
  await page.getByLabel('Label column').selectOption({ label: 'label' });
  await expect(page.getByRole('heading', { name: '8 labels' })).toBeVisible();

  const check = page.getByRole('region', { name: 'Ready to train?' });
  await expect(check).toContainText('worth a look', { timeout: 60_000 });
  const card = (title: RegExp) =>
    check.getByRole('listitem').filter({ has: page.getByRole('heading', { name: title }) });
  await expect(card(/“spam‹U\+200B›”/)).toBeVisible();
  await card(/begin or end with the same words/)
    .first()
    .getByRole('button', { name: 'Remove from the texts' })
    .click();
  await card(/“spam‹U\+200B›”/)
    .getByRole('button', { name: 'Merge them' })
    .click();
  await page.getByRole('button', { name: 'Labels', exact: true }).click();
  const name = page.getByRole('textbox', { name: `Name of ${canary} spam` });
  await name.fill('spam');
  await name.press('Enter');
  await expect(page.getByRole('heading', { name: '6 labels' })).toBeVisible();
  await page.getByRole('button', { name: 'Show all rows' }).click();
  await expect(page.getByRole('table', { name: 'All rows' })).toContainText('Number 1 is about');

  await hone.depth('Head');
  await hone.set('Epochs', 2);
  await hone.train();
  await expect(hone.results.getByRole('table', { name: 'By label' })).toContainText('__proto__');
  for (const button of ['Curves', 'Where it does better and worse'])
    await hone.results.getByRole('button', { name: button }).click();
  await hone.classify(`something of ${canary}`);
  const report = JSON.parse(readFileSync(await (await hone.download('Download report')).path(), 'utf8')) as {
    labels: string[];
    predictions: { trueLabel: string; predictedLabel: string }[];
  };
  expect(report.labels.toSorted()).toEqual(labels.filter((label) => label !== 'spam\u200b').toSorted());
  expect(report.predictions.every(({ predictedLabel }) => report.labels.includes(predictedLabel))).toBe(true);

  await expect(page.getByText('none of your texts is in it')).toBeVisible();
  const parts = Object.entries(exportPartWords).filter(([part]) => part !== 'training' && part !== 'adapter');
  await hone.chooseFormats(Object.fromEntries(parts.map(([, words]) => [words.name, true])));
  const zip = readFileSync(await (await hone.download('Download model')).path());
  expect(zip.length).toBeGreaterThan(50_000_000);
  expect(tracesOf(canary, 'zip', new Uint8Array(zip))).toEqual([]);
  // The search finds what is there.
  expect(
    tracesOf('page_json_has_this', 'zip', Buffer.from(`a ${Buffer.from('page_json_has_this').toString('base64')}`)),
  ).not.toEqual([]);
  expect(complaints).toEqual([]);
});

test('a table of two thousand columns is drawn in part, one of six thousand refused, and the page answers', async ({
  page,
}) => {
  const complaints = complaintsOf(page);
  const hone = new Hone(page);
  await hone.open();
  await hone.quickModel();
  await watchLongTasks(page);
  const wide = (count: number) => {
    const others = Array.from({ length: count - 2 }, (_, index) => `column ${index}`);
    const lines = Array.from(
      { length: 40 },
      (_, row) => `text number ${row} of some length,${row % 2 ? 'a' : 'b'}${',x'.repeat(count - 2)}`,
    );
    return Buffer.from(`text,label,${others.join()}\n${lines.join('\n')}\n`);
  };
  await hone.choose('wide.csv', wide(2000));
  await hone.ready();
  await expect(page.getByText('50 of 2,000 columns are shown.')).toBeVisible();
  await hone.choose('wider.csv', wide(6000));
  await expect(hone.alert).toHaveText(/more than 2,000 columns.*Leave only the columns/);
  const keys = Array.from({ length: 60_000 }, (_, row) => `{"text":"a text","k${row}":"x"}`);
  await hone.choose('keys.jsonl', Buffer.from(keys.join('\n')));
  await expect(hone.alert).toHaveText(/more than 2,000 columns/);
  // What it guards against took a minute; a busy machine takes some seconds for what is sound.
  expect(Math.max(0, ...(await longTasks(page)))).toBeLessThan(20_000);
  expect(complaints).toEqual([]);
});
