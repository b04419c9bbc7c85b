// Tables that were broken on the way: read, or refused in words; never another error, never for long.

import { readFileSync } from 'node:fs';
import { gzipSync, unzipSync, zipSync } from 'fflate';
import { expect, test } from 'vitest';
import { JoinedTables } from '../../../../src/data/read/joinTables';
import { readFiles, rowsOf } from '../../../../src/pipeline/data/readFiles';
import { readData } from '../../../support/dataFiles';
import { sheetOf } from '../../../support/hostileFiles';
import { mutantCount, readMutants } from '../../../support/mutants';

const utf8 = (text: string) => new TextEncoder().encode(text);
const fixture = (name: string) => new Uint8Array(readFileSync(new URL(`../../../fixtures/${name}`, import.meta.url)));
const book = (name: string) => new Uint8Array(readData(`cases/workbooks/${name}`));
const columnar = (name: string) => new Uint8Array(readData(`cases/parquet-and-arrow/${name}`));
/** A zip that leaves what is in it as it is, so that what is changed is the XML. */
const unpackedContent = (zip: Uint8Array) =>
  zipSync(Object.fromEntries(Object.entries(unzipSync(zip)).map(([name, own]) => [name, [own, { level: 0 }]])));

const texts = ['It works, and "well"', 'für ‘alle’ 👍', "it's\nbroken; late", '', '=1+1', '\u200bnothing', '[tag] {x}'];
const rows = Array.from({ length: 40 }, (_, i) => ({ id: i, text: texts[i % texts.length], label: i % 3 ? 'a' : 'b' }));
const quoted = (cell: unknown) => `"${String(cell).replaceAll('"', '""')}"`;
const csv = `id,text,label\r\n${rows.map((row) => Object.values(row).map(quoted).join()).join('\r\n')}\r\n`;
const jsonLines = rows.map((row) => JSON.stringify(row)).join('\n');
const cell = (at: string, text: string) => `<c r="${at}" t="inlineStr"><is><t>${text}</t></is></c>`;
const sheet = sheetOf(
  rows.map((_, i) => `<row r="${i + 1}">${cell(`A${i + 1}`, `text ${i}`)}${cell(`B${i + 1}`, 'ab')}</row>`).join(''),
);

const formats: [string, () => Promise<Uint8Array[]> | Uint8Array[]][] = [
  ['CSV', () => [utf8(csv), utf8(csv.replaceAll(',', ';')), utf8(csv.replaceAll('"', '')), utf8(`a title\n\n${csv}`)]],
  ['UTF-16', () => [new Uint8Array(Buffer.from(`\uFEFF${csv}`, 'utf16le'))]],
  ['JSON lines', () => [utf8(jsonLines), utf8(rows.map((row) => JSON.stringify(Object.values(row))).join('\n'))]],
  ['JSON', () => [utf8(JSON.stringify(rows)), utf8(JSON.stringify({ train: rows, test: rows }, null, 1))]],
  ['workbook', async () => [fixture('openpyxl.xlsx'), fixture('xlsxwriter.xlsx'), await sheet.bytes()]],
  ['OpenDocument', () => [book('reviews.ods'), unpackedContent(book('cells.ods'))]],
  ['old workbook', () => [book('old.xls')]],
  ['sheets in a text', () => [book('page.xls'), book('excel_2003.xls')]],
  ['Parquet', () => ['types', 'zstd', 'gzip', 'brotli', 'lz4'].map((name) => columnar(`${name}.parquet`))],
  ['Arrow', () => ['types.feather', 'zstd.arrow', 'stream.arrow'].map(columnar)],
  ['gzip', () => [gzipSync(utf8(csv)), gzipSync(gzipSync(utf8(jsonLines)))]],
  [
    'zip',
    () => [
      zipSync({ 'a.csv': utf8(csv), 'b/a.csv': utf8(csv), 'c.jsonl': gzipSync(utf8(jsonLines)) }),
      zipSync({ 'a.csv': [utf8(csv), { level: 0 }], 'book.xlsx': [fixture('openpyxl.xlsx'), { level: 0 }] }),
    ],
  ],
];

test.each(formats)('%s', { timeout: 3_600_000 }, async (name, sound) => {
  const { taken, refused } = await readMutants(await sound(), mutantCount(50), async (bytes) => {
    await readFiles(
      [new File([bytes], 'table')],
      new Map(),
      () => {},
      async ({ tables }) => {
        const joined = new JoinedTables(tables);
        for (const [index, table] of tables.entries()) {
          for await (const piece of rowsOf(table)) {
            expect(piece.rows.every((row) => row.length === table.columns.length)).toBe(true);
            const all = joined.join(index, piece.rows);
            expect(all.every((row) => row.every((own) => typeof own === 'string' && own.isWellFormed()))).toBe(true);
          }
        }
        expect(new Set(joined.columns).size).toBe(joined.columns.length);
      },
    );
  });
  // Mutants that all are refused, or all taken, test nothing; of a gzip file the check sum tells all but a few.
  if (name !== 'gzip') expect(taken).toBeGreaterThan(0);
  expect(refused).toBeGreaterThan(0);
});
