// From any file to rows: what was guessed can be changed, an import can be given up, and all rows can be looked through.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test, type Page } from '@playwright/test';
import { zipSync } from 'fflate';
import { Hone } from '../support/hone';

const workbook = readFileSync(fileURLToPath(new URL('../fixtures/openpyxl.xlsx', import.meta.url)));
const bytes = (text: string) => new TextEncoder().encode(text);
const preview = (page: Page) => page.getByRole('region', { name: 'First rows', exact: true });

test('a workbook, JSON, a zip and a paste are read, and read differently when told', async ({ page }, info) => {
  const hone = new Hone(page);
  await hone.open();

  await test.step('a workbook: another sheet', async () => {
    await hone.choose('book.xlsx', workbook);
    await expect(page.getByText('sheet “Reviews”, first row names the columns.')).toBeVisible();
    const masks = page.getByRole('checkbox', { name: 'Replace URLs' });
    await page.getByRole('button', { name: 'Text cleaning' }).click();
    await masks.check();
    await page.getByRole('button', { name: 'Read it differently' }).click();
    await page.getByRole('combobox', { name: 'Sheet' }).selectOption('Other');
    await expect(preview(page)).toContainText('some words');
    const kept = page.getByRole('list', { name: 'My data sets' }).getByRole('listitem');
    await expect(kept).toHaveCount(1);

    // What was decided is carried over, and the rows as they were come back.
    await expect(masks).toBeChecked();
    const deleted = page.getByRole('status', { name: 'Deleted' });
    await expect(deleted).toContainText('“book.xlsx” is read differently.');
    await deleted.getByRole('button', { name: 'Undo' }).click();
    await expect(page.getByText('sheet “Reviews”')).toBeVisible();
    await expect(masks).toBeChecked();
    await expect(kept).toHaveCount(1);
    await deleted.getByRole('button', { name: 'Undo' }).click();
    await expect(preview(page)).toContainText('some words');
    await page.getByRole('button', { name: 'Text cleaning' }).click();
  });

  await test.step('JSON', async () => {
    await hone.choose('rows.json', Buffer.from('[{"text":"a b","label":"x"},{"text":"c","label":"y"}]'));
    await expect(preview(page)).toContainText('a b');
    await expect(page.getByText('JSON, Unicode (UTF-8).')).toBeVisible();
  });

  await test.step('a folder of one text a file, in folders named by the labels', async () => {
    for (const label of ['pos', 'neg']) {
      for (let number = 0; number < 3; number++) {
        const path = info.outputPath('reviews', label, `${number}.txt`);
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(path, `A text that is ${label}, number ${number}`);
      }
    }
    await page.getByLabel('Choose a folder', { exact: true }).setInputFiles(info.outputPath('reviews'));
    await hone.ready();
    await expect(page.getByText('6 rows').first()).toBeVisible();
    await expect(page.getByLabel('Label column').locator('option:checked')).toHaveText('label');
    await expect(preview(page)).toContainText('A text that is neg, number 0');
    await expect(page.getByText('2 labels')).toBeVisible();
  });

  await test.step('a zip: its files, and what is none', async () => {
    const zip = zipSync({
      'train.csv': bytes('text,label\ngood,pos\nbad,neg\n'),
      'test.csv': bytes('text,label\nnice,pos\n'),
      'photo.png': Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10),
    });
    await hone.choose('all.zip', Buffer.from(zip));
    await expect(page.getByText('1 other file was not read')).toBeVisible();
    await expect(preview(page)).toContainText('train.csv');
  });

  await test.step('a paste: no header, then another delimiter', async () => {
    await page.getByRole('button', { name: 'Paste cells' }).click();
    await page.getByLabel('Cells copied from a spreadsheet').fill('text~x\tlabel\ngood~one\tpos\nbad~one\tneg');
    await page.getByRole('button', { name: 'Read the cells' }).click();
    await expect(preview(page).getByRole('columnheader', { name: 'label' })).toBeVisible();
    await page.getByLabel('First row names the columns').uncheck();
    await expect(preview(page).getByRole('columnheader', { name: 'Column 2' })).toBeVisible();
    await page.getByRole('combobox', { name: 'Delimiter' }).selectOption('other characters');
    await page.getByRole('textbox', { name: 'Delimiter characters' }).fill('~');
    await page.getByRole('textbox', { name: 'Delimiter characters' }).blur();
    await expect(preview(page)).toContainText('one pos');
  });

  await test.step('a title above the table is left out, unless told otherwise', async () => {
    await hone.choose('report.csv', Buffer.from('Report\n\ntext,label\nold one,a\nnew one,b\n'));
    await expect(page.getByText('without the 2 lines above the table')).toBeVisible();
    await expect(preview(page).getByRole('columnheader', { name: 'label' })).toBeVisible();
    const linesAbove = page.getByRole('spinbutton', { name: 'Lines above the table' });
    await linesAbove.fill('0');
    await linesAbove.blur();
    await expect(preview(page)).toContainText('Report');
  });

  await test.step('what cannot be read shows how it was read', async () => {
    await hone.choose('one.csv', Buffer.from('text^label\none two^a\n'.replaceAll('^', 'µ')));
    await expect(hone.alert).toHaveText(/Only one column/);
    await page.getByRole('combobox', { name: 'Delimiter' }).selectOption('other characters');
    await page.getByRole('textbox', { name: 'Delimiter characters' }).fill('µ');
    await page.getByRole('textbox', { name: 'Delimiter characters' }).blur();
    await expect(preview(page)).toContainText('one two');
  });

  await test.step('two encodings fit: each with its text; a reading that is refused leaves the rows', async () => {
    await hone.choose(
      'yen.csv',
      Buffer.from(`text,label\n${'\xa5 one \xa5 two,a\nplain words,b\n'.repeat(8)}`, 'latin1'),
    );
    const doubt = page.getByRole('group', { name: 'Which encoding is right?' });
    await expect(doubt).toContainText('¥ one ¥ two');
    await expect(doubt).toContainText('Ą one Ą two');
    await doubt.getByRole('button', { name: 'Central European (Windows-1250)' }).click();
    await expect(doubt).toBeHidden();
    await expect(preview(page)).toContainText('Ą one Ą two');
    await page.getByRole('combobox', { name: 'Delimiter' }).selectOption('tab');
    await expect(hone.alert).toHaveText(/Only one column.*The rows stay as they were read before/);
    await expect(page.getByText('Refused: split at each tab')).toBeVisible();
    await expect(page.getByText('Split at each comma, Central European')).toBeVisible();
    await expect(preview(page)).toContainText('Ą one Ą two');
    await page.getByRole('button', { name: 'Back to how they were read' }).click();
    await expect(page.getByRole('combobox', { name: 'Delimiter' })).toHaveValue(',');
  });

  await test.step('Ctrl+V anywhere', async () => {
    await page.evaluate(() => {
      const clipboardData = new DataTransfer();
      clipboardData.setData('text/plain', 'text\tlabel\nfrom the clipboard\tx\nand more\ty\n');
      document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true }));
    });
    await expect(preview(page)).toContainText('from the clipboard');
  });
});

/** How many blocks of rows the browser holds. */
const storedBlocks = (page: Page) =>
  page.evaluate(async () => {
    const asked = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error ?? new Error('No answer.'));
      });
    const database = await asked(indexedDB.open('hone'));
    const blocks = await asked(database.transaction('rowBlocks').objectStore('rowBlocks').count());
    database.close();
    return blocks;
  });

test('an import that is cancelled or cut off by a reload leaves nothing', async ({ page }, info) => {
  const large = info.outputPath('large.csv');
  const line = 'a text of some length that is like all others,label\n';
  writeFileSync(large, `text,label\n${line.repeat(1_500_000)}`);
  const hone = new Hone(page);
  const importing = page.getByRole('progressbar', { name: 'Importing' });
  const dataSets = page.getByRole('list', { name: 'My data sets' });
  await hone.open();

  await hone.chooseFile(large);
  await expect(page.getByRole('region', { name: 'First rows of large.csv' })).toBeVisible();
  await page.getByRole('button', { name: 'Cancel', exact: true }).click();
  await expect(importing).toBeHidden();
  await expect(hone.alert).toHaveText('');
  await expect(dataSets).toBeHidden();

  await hone.chooseFile(large);
  await expect(page.getByText(/\d rows/)).toBeVisible();
  await hone.open();
  await expect(dataSets).toBeHidden();

  await hone.choose('small.csv', Buffer.from('text,label\ngood one,a\nbad one,b\n'));
  await expect(dataSets.getByRole('listitem')).toHaveCount(1);
  expect(await storedBlocks(page)).toBe(1);
});

test('400,000 rows are scrolled, searched, filtered and sorted', async ({ page }, info) => {
  const large = info.outputPath('long.csv');
  const lines = Array.from({ length: 400_000 }, (_, i) => `row ${i} of many,${'abc'[i % 3]}`);
  writeFileSync(large, `text,label\n${lines.join('\n')}\n`);
  const hone = new Hone(page);
  await hone.open();
  await hone.chooseFile(large);
  await hone.ready();
  await page.getByRole('button', { name: 'Show all rows' }).click();
  const table = page.getByRole('table', { name: 'All rows' });
  await expect(table).toHaveAttribute('aria-rowcount', '400001');
  await expect(table).toContainText('row 0 of many');

  await page.getByRole('region', { name: 'Rows, scrollable' }).focus();
  await page.keyboard.press('End');
  await expect(table).toContainText('row 399999 of many');
  await page.keyboard.press('PageUp');
  await expect(table).not.toContainText('row 399999 of many');
  await page.keyboard.press('Home');
  await expect(table).toContainText('row 0 of many');

  await page.getByLabel('Search the rows').fill('ROW 39999');
  await expect(page.getByText('11 rows', { exact: true })).toBeVisible({ timeout: 30_000 });
  const labels = page.getByRole('group', { name: 'Only the label' });
  await labels.getByRole('button', { name: /^b\b/ }).click();
  await expect(page.getByText('3 rows', { exact: true })).toBeVisible({ timeout: 30_000 });
  await page.getByRole('button', { name: 'text', exact: true }).click();
  await page.getByRole('button', { name: 'text', exact: true }).click();
  const second = table.getByRole('row').nth(1);
  await expect(second).toContainText('row 399997 of many', { timeout: 30_000 });
  await second.getByRole('button').click();
  await expect(page.getByRole('status', { name: 'The whole row' })).toContainText('Row 399,999');
});
