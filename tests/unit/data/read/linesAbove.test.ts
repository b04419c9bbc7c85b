// Titles and blank lines above a table.

import { writeXlsx } from 'hucre/xlsx';
import { describe, expect, test } from 'vitest';
import { readRows } from '../../../support/tables';

const lines = (...all: string[]) => new Blob([all.join('\n')]);
const reviews = ['good stuff,pos', 'bad stuff,neg', 'fine stuff,pos', 'no,neg'];

describe('lines above a table are left out', () => {
  test.each<[string, number, string[]]>([
    ['a title', 1, ['Quarterly report', 'text,label']],
    ['a title and a blank line', 2, ['Quarterly report', '', 'text,label']],
    ['a title with a comma', 3, ['"Quarterly report, 2024"', '', '', 'text,label']],
    ['a title padded with commas', 2, ['Quarterly report 2024,', ',', 'text,label']],
    ['a blank line, a title and a date', 4, ['', 'Report', '2024-01-01', '', 'text,label']],
    ['a title of two lines in quotes, which are one row', 2, ['"Report\n2024"', '', 'text,label']],
    ['a title over unknown names, for the blank line', 2, ['Report', '', 'Comment,Kind']],
  ])('%s', async (_, linesAbove, above) => {
    const table = await readRows(lines(...above, ...reviews));
    expect(table.format).toMatchObject({ delimiter: ',', linesAbove });
    expect(table.rows.map(([text]) => text).slice(-4)).toEqual(reviews.map((row) => row.split(',')[0]));
    expect(table.rows.flat().join()).not.toMatch(/report|2024/i);
  });

  test('and counted: row numbers are those of the file', async () => {
    const table = await readRows(lines('Report', '', 'text,label', ...reviews));
    expect(table.columns).toEqual(['text', 'label']);
    expect(table.jumps).toEqual([{ row: 0, number: 4 }]);
    expect(table.odd).toMatchObject({ short: 0, surplus: 0 });
  });

  test('where the columns are split by semicolons and the title has a comma', async () => {
    const table = await readRows(lines('Quarterly report, 2024', '', 'text;label', 'good, yes;pos', 'bad, no;neg'));
    expect(table).toMatchObject({ format: { delimiter: ';', linesAbove: 2 } });
    expect(table.rows).toHaveLength(2);
  });

  test('in a wide table whose title has two cells', async () => {
    const row = (id: number) => `${id},some text ${id},pos,2024-01-01,web`;
    const table = await readRows(lines('Exported by,Jane,,,', 'id,text,label,date,source', row(1), row(2), row(3)));
    expect(table.format).toMatchObject({ linesAbove: 1 });
    expect(table.columns).toEqual(['id', 'text', 'label', 'date', 'source']);
  });
});

describe('no lines are left out', () => {
  test.each<[string, string[]]>([
    ['where the first row lacks its label', ['nice words here,', ...reviews]],
    ['where the header lacks a name', [',label', 'one,pos', 'two,neg', 'three,pos']],
    ['where many rows lack a label', ['text,label', 'one,', 'two,', 'three,pos', 'four,']],
    ['where blank lines stand above', ['', '', 'text,label', ...reviews]],
    ['where every other line is blank', ['text,label', '', 'one,pos', '', 'two,neg', '']],
  ])('%s', async (_, all) => {
    const { format } = await readRows(lines(...all));
    expect('linesAbove' in format).toBe(false);
  });

  test('of a single column', async () => {
    await expect(readRows(lines('Report', '', 'text', 'one', 'two'))).rejects.toMatchObject({
      code: 'OneColumn',
    });
  });
});

describe('the number can be chosen', () => {
  test('fewer than guessed', async () => {
    const { rows } = await readRows(lines('Report', '', 'text,label', ...reviews), {
      linesAbove: 0,
    });
    expect(rows[0]).toEqual(['Report', '']);
    expect(rows).toHaveLength(6);
  });

  test('more than guessed', async () => {
    const file = lines('id,note', '1,internal', 'text,label', ...reviews);
    const { columns, rows } = await readRows(file, { linesAbove: 2 });
    expect(columns).toEqual(['text', 'label']);
    expect(rows).toHaveLength(4);
  });

  test('more than there are says so', async () => {
    await expect(readRows(lines('text,label', ...reviews), { linesAbove: 99 })).rejects.toThrow(
      /no rows under the 99 lines that are left out above the table/,
    );
  });
});

describe('in a workbook', () => {
  async function workbook(rows: (string | null)[][]): Promise<Blob> {
    const bytes = await writeXlsx({ sheets: [{ name: 'Reviews', rows }] });
    return new Blob([bytes as BlobPart]);
  }
  const table = [['text', 'label'], ...reviews.map((row) => row.split(','))];

  test('a title and a blank row are left out, and counted', async () => {
    const file = await workbook([['Quarterly report, 2024'], [], ...table]);
    const { format, columns, rows, jumps } = await readRows(file);
    expect(format).toMatchObject({ kind: 'workbook', linesAbove: 2, hasHeader: true });
    expect(columns).toEqual(['text', 'label']);
    expect(rows).toHaveLength(4);
    expect(jumps).toEqual([{ row: 0, number: 4 }]);
  });

  test('the number can be chosen', async () => {
    const file = await workbook([['Quarterly report, 2024'], [], ...table]);
    expect((await readRows(file, { linesAbove: 0 })).rows).toHaveLength(6);
    await expect(readRows(file, { linesAbove: 99 })).rejects.toThrow(/no rows of data under the 99/);
  });

  test('none stand above a table alone', async () => {
    expect((await readRows(await workbook(table))).format).not.toHaveProperty('linesAbove');
  });
});
