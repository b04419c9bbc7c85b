// What comes out of real files.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RowCleaner } from '../../../../src/data/clean/clean';
import { guessColumns } from '../../../../src/data/read/columns/columns';
import { RowParser } from '../../../../src/data/read/delimited/rowParser';
import { dataFile, readRows } from '../../../support/tables';

const read = readRows;

describe('labelled sets', () => {
  test.each([
    ['sst2/train.tsv', 6920, 2, 0, 1],
    ['sst2/dev.tsv', 872, 2, 0, 1],
    ['sst2/test.tsv', 1821, 2, 0, 1],
    ['sms_spam_uci/SMSSpamCollection.tsv', 5574, 2, 1, 0],
    ['germeval2018/germeval2018.training.txt', 5009, 3, 0, 1],
    ['germeval2018/germeval2018.test.txt', 3532, 3, 0, 1],
    ['uci_sentiment_sentences/amazon_cells_labelled.txt', 1000, 2, 0, 1],
    ['uci_sentiment_sentences/imdb_labelled.txt', 1000, 2, 0, 1],
    ['uci_sentiment_sentences/yelp_labelled.txt', 1000, 2, 0, 1],
  ])('%s: %i rows of %i columns', async (path, count, width, text, label) => {
    const { rows, columns, format } = await read(dataFile(path));
    expect(rows).toHaveLength(count);
    expect(columns).toHaveLength(width);
    expect(format).toMatchObject({ delimiter: '\t', hasHeader: false });
    expect(guessColumns(columns, rows.slice(0, 500))).toEqual({ text, label });
    expect(rows.some((row) => row.some((cell) => cell.includes('\uFFFD')))).toBe(false);
  });

  test('SMS spam keeps every row, and its duplicates are counted', async () => {
    const { rows } = await read(dataFile('sms_spam_uci/SMSSpamCollection.tsv'));
    const cleaner = new RowCleaner();
    rows.forEach(([label = '', text = ''], index) => cleaner.add(index, text, [label]));
    const { dropped, labels, rows: kept } = cleaner.finish();
    expect(labels).toEqual(['ham', 'spam']);
    expect(kept).toHaveLength(5160);
    expect(dropped).toEqual({ emptyText: 0, emptyLabel: 0, duplicate: 414, conflictingLabel: 0 });
  });
});

describe('encodings and line ends', () => {
  test.each([
    ['de_utf16le_bom_tab.txt', 'utf-16le'],
    ['de_utf16be_bom_comma.csv', 'utf-16be'],
    ['de_utf8bom_semicolon_crlf.csv', 'utf-8'],
    ['de_cp1252_semicolon_crlf.csv', 'windows-1252'],
  ])('%s', async (name, encoding) => {
    const { format, rows, columns } = await read(dataFile(`csv_torture/derived_encodings/${name}`));
    expect(format).toMatchObject({ encoding });
    expect(columns).toHaveLength(2);
    expect(columns.join()).not.toMatch(/[\uFEFF\uFFFD\r]/);
    expect(rows.length).toBeGreaterThan(800);
    const cells = rows.flat().join('');
    expect(cells.includes('ü')).toBe(true);
    expect(cells.includes('😂')).toBe(encoding !== 'windows-1252');
    expect(cells.includes('\r')).toBe(false);
    expect(cells.includes('\uFFFD')).toBe(false);
  });

  test.each([
    [
      'csvkit/mac_newlines.csv',
      [
        ['1', '2', '3'],
        ['Once upon\ra time', '5', '6'],
      ],
    ],
    ['csvkit/test_utf16_little.csv', null],
    ['csvkit/test_utf16_big.csv', null],
    [
      'csvkit/test_latin1.csv',
      [
        ['1', '2', '3'],
        ['4', '5', '©'],
      ],
    ],
    [
      'csvkit/test_utf8_bom.csv',
      [
        ['1', '2', '3'],
        ['4', '5', 'ʤ'],
      ],
    ],
  ])('%s', async (name, wanted) => {
    const { rows, columns } = await read(dataFile(`csv_torture/${name}`));
    expect(columns.join()).not.toMatch(/\uFEFF/);
    if (wanted) expect(rows.slice(0, 2)).toEqual(wanted);
    else expect(rows.length).toBeGreaterThan(0);
  });
});

describe('csv-spectrum', () => {
  // location_coordinates.csv disagrees with its own JSON (SOURCE.md).
  test.each([
    'comma_in_quotes',
    'empty',
    'empty_crlf',
    'escaped_quotes',
    'json',
    'newlines',
    'newlines_crlf',
    'quotes_and_newlines',
    'simple',
    'simple_crlf',
    'utf8',
  ])('%s', async (name) => {
    const expected = JSON.parse(await dataFile(`csv_torture/csv-spectrum/expected_json/${name}.json`).text()) as Record<
      string,
      string
    >[];
    const file = await dataFile(`csv_torture/csv-spectrum/${name}.csv`).text();
    const newline = file.includes('\r\n') ? ('\r\n' as const) : ('\n' as const);
    const parser = new RowParser({ delimiter: ',', newline, quote: '"' });
    const [header, ...rows] = [...parser.push(file), ...parser.end()];
    expect(header).toEqual(Object.keys(expected[0] ?? {}));
    const text = (cells: string[]) => cells.map((cell) => cell.replaceAll('\r\n', '\n'));
    expect(rows.map(text)).toEqual(expected.map((row) => text(Object.values(row))));
  });
});

describe('a table does not depend on how the file is cut', () => {
  const text = 'text,label\r\n"one, ""two""\r\nthree",a\r\nfünf 😀 日本,b\r\n"",c\r\nplain "quote" in,d\r\n';

  test.each(Array.from({ length: 64 }, (_, index) => index + 1))('%i bytes at a time', async (size) => {
    const bytes = new TextEncoder().encode(text);
    const parser = new RowParser({ delimiter: ',', newline: '\r\n', quote: '"' });
    const decoder = new TextDecoder();
    const rows: string[][] = [];
    for (let start = 0; start < bytes.length; start += size) {
      rows.push(...parser.push(decoder.decode(bytes.subarray(start, start + size), { stream: true })));
    }
    rows.push(...parser.push(decoder.decode()), ...parser.end());
    expect(rows).toEqual([
      ['text', 'label'],
      ['one, "two"\r\nthree', 'a'],
      ['fünf 😀 日本', 'b'],
      ['', 'c'],
      ['plain "quote" in', 'd'],
    ]);
  });

  test('what is written is read, wherever it is cut', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', ' ', '"', ',', '\n', '\r\n', 'é', '😀') });
    const quoted = (value: string) => `"${value.replaceAll('"', '""')}"`;
    fc.assert(
      fc.property(
        fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 20 }),
        fc.constantFrom('\n' as const, '\r\n' as const),
        fc.integer({ min: 1, max: 50 }),
        (rows, newline, size) => {
          const file = rows.map((row) => row.map(quoted).join(',') + newline).join('');
          const parser = new RowParser({ delimiter: ',', newline, quote: '"' });
          const read: string[][] = [];
          for (let start = 0; start < file.length; start += size) {
            read.push(...parser.push(file.slice(start, start + size)));
          }
          read.push(...parser.end());
          expect(read).toEqual(rows);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('says what is wrong with', () => {
  const bytes = (...values: number[]) => new Blob([Uint8Array.from(values)]);
  test.each([
    ['an Excel workbook', bytes(0x50, 0x4b, 3, 4, 0, 0, 0), 'BrokenWorkbook', /workbook.*save/],
    ['a PDF', new Blob(['%PDF-1.7\n1 0 obj']), 'NotText', /PDF/],
    ['binary bytes', bytes(...Array.from({ length: 500 }, (_, i) => (i * 7) % 29)), 'NotText', /text/],
    ['an empty file', new Blob([]), 'NoRows', /empty/],
    ['blank lines', new Blob(['\n\n\n']), 'NoRows', /no rows/],
    ['one column', new Blob(['text\nfirst\nsecond\n']), 'OneColumn', /two/],
    ['UTF-16 that is cut', bytes(0xff, 0xfe, 0x61, 0, 0x2c, 0, 0x62, 0, 0x0a), 'CannotDecode', /UTF-16LE/],
  ])('%s', async (_, file, code, words) => {
    await expect(read(file)).rejects.toMatchObject({ code, message: expect.stringMatching(words) });
  });

  test('a quote that is never closed', async () => {
    const file = new Blob([`text,label\n${'a,b\n'.repeat(400_000)}"never closed,c\n${'d,e\n'.repeat(400_000)}`]);
    await expect(read(file)).rejects.toMatchObject({ code: 'BrokenQuote' });
  });
});

test('bytes that are no UTF-8 far behind the sample are read as windows-1252', async () => {
  const head = new TextEncoder().encode(`text,label\n${'plain text,a\n'.repeat(100_000)}`);
  const file = new Blob([head, Uint8Array.of(0x66, 0xfc, 0x6e, 0x66, 0x2c, 0x62, 0x0a)]);
  const { rows, format } = await read(file);
  expect(format).toMatchObject({ encoding: 'windows-1252' });
  expect(rows.at(-1)).toEqual(['fünf', 'b']);
});

test('ragged rows keep the usual width, and what is too much stands in the last column', async () => {
  const { rows, columns, odd } = await read(
    new Blob(['text,label\nfine,a\nshort\nlong,b,extra, and more,\nfine too,c,,\nmore,d\n']),
  );
  expect(columns).toEqual(['text', 'label']);
  expect(rows).toEqual([
    ['fine', 'a'],
    ['short', ''],
    ['long', 'b,extra, and more'],
    ['fine too', 'c'],
    ['more', 'd'],
  ]);
  expect(odd).toMatchObject({ surplus: 1, short: 1, swallowed: 0 });
});

describe('rows that a quote which is never closed has swallowed', () => {
  const plain = Array.from({ length: 40 }, (_, row) => `some words ${row},${row % 2 ? 'a' : 'b'}\n`);
  const quoted = Array.from({ length: 40 }, (_, row) => `"words, ${row}",${row % 2 ? 'a' : 'b'}\n`);
  const before = [...plain, ...quoted].join('').repeat(300);
  test.each([
    ['up to a quoted text', '"never closed,a\none,b\ntwo,a\n"so, closed",b\n', 3],
    ['up to a mark at the end of a text', '"never closed,a\none,b\ntwo,a\na TV of 55",b\n', 3],
    ['of which it is one', '"never closed,a\nthe "word",b\n', 1],
    ['where texts have several lines', '"Dear Sir,\nthanks, and so long.\nYours, truly",a\n"One, two\nthree",b\n', 0],
  ])('are counted: %s', async (_, broken, swallowed) => {
    const { odd } = await read(new Blob([`text,label\n${before}${broken}${before}`]), { quote: '"' });
    expect(odd).toMatchObject({ swallowed, surplus: 0 });
  });
});

test('columns of a header are named once each', async () => {
  const { columns } = await read(new Blob(['text,,text,label\na b c,1,x,p\nd e f,2,y,q\n']));
  expect(columns).toEqual(['text', 'Column 2', 'text (2)', 'label']);
});
