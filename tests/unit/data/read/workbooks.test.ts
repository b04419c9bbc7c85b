// Workbooks of several kinds, as Python reads them (tools/fixtures/make_workbook_cases.py).

import { writeXlsx } from 'hucre/xlsx';
import { describe, expect, test } from 'vitest';
import expected from '../../../data/cases/workbooks/expected.json';
import { openFiles } from '../../../../src/data/read/openFiles';
import { readData } from '../../../support/dataFiles';
import { dataFile, readRows } from '../../../support/tables';

const book = (name: string) => dataFile(`cases/workbooks/${name}`);

test.each(Object.entries(expected))('%s', async (name, { columns, rows }) => {
  const table = await readRows(book(name));
  expect(table.format.kind).toBe('workbook');
  expect(table.columns).toEqual(columns);
  expect(table.rows).toEqual(rows);
  expect(table.odd).toMatchObject({ errors: 0, rounded: 0, formulas: 0, surplus: 0 });
});

test('an .ods with merged and repeated cells, a note, an error, and numbers of their own look', async () => {
  const { columns, rows, odd, jumps } = await readRows(book('cells.ods'));
  expect(columns).toEqual(['text', 'label', 'stars', 'when']);
  expect(rows).toEqual([
    ['first paragraph\nsecond paragraph', 'bad', '1.5', '2024-02-29 13:05:00'],
    ['two   gaps, a\nbreak and a bold word', 'bad', '12345678901234567890', ''],
    ['the same twice', 'good', '', 'TRUE'],
    ['the same twice', 'good', '', 'TRUE'],
    ['not computed', 'good', '', ''],
  ]);
  expect(odd).toMatchObject({ errors: 2, formulas: 1 });
  expect(jumps).toEqual([
    { row: 0, number: 2 },
    { row: 2, number: 6 },
  ]);
});

test('the sheet can be chosen in each kind', async () => {
  const { format } = await readRows(book('excel_2003.xls'));
  expect(format).toMatchObject({ sheet: 'Reviews', sheets: ['Notes', 'Reviews'] });
  await expect(readRows(book('excel_2003.xls'), { sheet: 'Notes' })).rejects.toMatchObject({ code: 'NoRows' });
  expect((await readRows(book('old.xls'))).format).toMatchObject({ sheets: ['Empty', 'Reviews'] });
});

test('cells over several rows and columns of a web page, tables in tables, lines', async () => {
  const page = `<!DOCTYPE html><title>a < b</title><style>td > p { x: "<td>" }</style>
    <table><tr><td>Menu</table>
    <table><thead><tr><th>text<th colspan=2>label</thead>
    <tr><td>one &amp; <b>only</b><br> line &nbsp;<table><tr><td>inner</table> <td rowspan=2>bad <td>x
    <tr><td>two <td>y</table>`;
  const { columns, rows, format } = await readRows(new Blob([page]));
  expect(format).toMatchObject({ sheet: 'Table 2', sheets: ['Table 1', 'Table 2', 'Table 3'] });
  expect(columns).toEqual(['text', 'label', 'label (2)']);
  expect(rows).toEqual([
    ['one & only\nline', 'bad', 'x'],
    ['two', 'bad', 'y'],
  ]);
});

describe('refused by name', () => {
  const refusal = (name: string, content: BlobPart) => openFiles([new File([content], name)], new Map());

  test('a workbook under a password, of either kind', async () => {
    const locked = new Uint8Array(readData('cases/workbooks/locked.xlsx'));
    await expect(refusal('locked.xlsx', locked)).rejects.toMatchObject({
      code: 'BrokenWorkbook',
      message: expect.stringMatching(/“locked.xlsx” is locked with a password.*save it without/),
    });
    const old = new Uint8Array(readData('cases/workbooks/old.xls'));
    const start = Buffer.from(old).indexOf(Uint8Array.of(9, 8, 16, 0, 0, 6, 5, 0));
    old.set([0x2f, 0], start + 20);
    await expect(refusal('old.xls', old)).rejects.toThrow(/locked with a password/);
  });

  test('another document of Office', async () => {
    const word = new Uint8Array(2048);
    word.set([0xd0, 0xcf, 0x11, 0xe0]);
    word.set(Buffer.from('WordDocument\0\0', 'utf16le'), 1024);
    await expect(refusal('a.doc', word)).rejects.toThrow(/a Word document/);
  });

  test('a web page without a table', async () => {
    await expect(refusal('a.html', '<!doctype html><html><p>Some words</p></html>')).rejects.toThrow(/web page/);
  });
});

test('an .xlsx by another library', async () => {
  const bytes = await writeXlsx({
    sheets: [
      {
        name: 'Sheet',
        rows: [
          ['text', 'label', 'at'],
          ['a text', 'good', new Date(Date.UTC(2024, 0, 2, 3, 4, 5))],
          ['another', 'bad', new Date(Date.UTC(2024, 0, 2))],
        ],
      },
    ],
  });
  const { rows } = await readRows(new Blob([bytes as BlobPart]));
  expect(rows).toEqual([
    ['a text', 'good', '2024-01-02 03:04:05'],
    ['another', 'bad', '2024-01-02'],
  ]);
});
