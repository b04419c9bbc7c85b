// Tables that are written badly, and what they come to.

import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { RowCleaner } from '../../../../src/data/clean/clean';
import { guessColumns } from '../../../../src/data/read/columns/columns';
import { dataFile, readRows } from '../../../support/tables';

const torture = new URL('../../../data/csv_torture/', import.meta.url);
const fileAt = (path: string) => dataFile(`csv_torture/${path}`);

const read = readRows;

describe('csvkit and PapaParse', () => {
  test.each([
    ['csvkit/null_byte.csv', ['a', 'b', 'c'], [['\0', '2', '3']]],
    ['csvkit/optional_quote_characters.csv', ['a', 'b', 'c'], [['1', '2', '3']]],
    [
      'csvkit/test_utf16_big.csv',
      ['a', 'b', 'c'],
      [
        ['1', '2', '3'],
        ['4', '5', 'ʤ'],
      ],
    ],
    [
      'csvkit/test_utf16_little.csv',
      ['a', 'b', 'c'],
      [
        ['1', '2', '3'],
        ['4', '5', 'ʤ'],
      ],
    ],
    [
      'csvkit/test_latin1.csv',
      ['a', 'b', 'c'],
      [
        ['1', '2', '3'],
        ['4', '5', '©'],
      ],
    ],
  ])('%s', async (path, columns, rows) => {
    expect(await read(fileAt(path))).toMatchObject({ columns, rows });
  });

  test('a stray quote in malformed.tsv costs no row', async () => {
    const { rows, format, odd } = await read(fileAt('papaparse/malformed.tsv'));
    expect(rows).toHaveLength(9);
    expect(rows[7]?.[2]).toBe('"44.39');
    expect(format).toMatchObject({ quote: null });
    expect(odd.surplus).toBe(1);
  });

  test.each(['csvkit', 'papaparse', 'csv-spectrum'])('each file of %s is a table or fails in words', async (folder) => {
    const names = readdirSync(new URL(folder, torture)).filter((name) => /\.[ct]sv$/.test(name));
    expect(names.length).toBeGreaterThan(5);
    for (const name of names) {
      try {
        const { columns, rows } = await read(fileAt(`${folder}/${name}`));
        expect(rows.length).toBeGreaterThan(0);
        for (const row of rows) expect(row).toHaveLength(columns.length);
      } catch (error) {
        expect({ name, error }).toMatchObject({
          error: { code: expect.stringMatching(/^(NoRows|OneColumn)$/) },
        });
      }
    }
  });

  test('an empty file', async () => {
    await expect(read(fileAt('csvkit/empty.csv'))).rejects.toMatchObject({ code: 'NoRows' });
  });
});

describe('says what is wrong with', () => {
  test.each([
    ['a header alone', 'text,label\n', 'NoRows', /column names \(text, label\)/],
    [
      'prose',
      Array.from({ length: 60 }, (_, i) => `A sentence${', and more'.repeat(i % 5)}.\n`).join(''),
      'OneColumn',
      /comma, only 12 of the first 60 have/,
    ],
    [
      'a quote that is closed nowhere, in a file that needs quotes',
      `text,label\n${'"a, b",x\n"c, d, e",y\n'.repeat(20)}"f, g,x\n${'plain,y\n'.repeat(20)}`,
      'BrokenQuote',
      /Row 42 is 21 lines long/,
    ],
  ])('%s', async (_, text, code, words) => {
    await expect(read(new Blob([text]))).rejects.toMatchObject({
      code,
      message: expect.stringMatching(words),
    });
  });
});

test('a quote that is never closed, from the front of a long file on, costs no row', async () => {
  const file = new Blob([`text,label\n"never closed,a\n${'fine,b\n'.repeat(300_000)}`]);
  const { rows, format } = await read(file);
  expect(format).toMatchObject({ quote: null });
  expect(rows).toHaveLength(300_001);
});

test('a quote that its last line does not close does no harm', async () => {
  const { rows } = await read(new Blob(['text,label\n"a, b",x\n"c, d",y\n"e, f",x\n"g, h",y\nz,"x']));
  expect(rows.at(-1)).toEqual(['z', 'x']);
});

test('a last line needs no end', async () => {
  const { columns, rows } = await read(new Blob(['text,label\nfoo bar,pos']));
  expect(columns).toEqual(['text', 'label']);
  expect(rows).toEqual([['foo bar', 'pos']]);
});

test('a header that is wider than its rows keeps its columns', async () => {
  const { columns, rows } = await read(new Blob(['text,label,note\na b,pos\nc d,neg\ne f,pos,"x"\ng h,neg\n']));
  expect(columns).toEqual(['text', 'label', 'note']);
  expect(rows.slice(1, 3)).toEqual([
    ['c d', 'neg', ''],
    ['e f', 'pos', 'x'],
  ]);
});

test('windows-1252 has its own characters', async () => {
  const bytes = [0x80, 0x93, 0x81, 0x2c, 0x61, 0x0a, 0x99, 0x2c, 0x62, 0x0a];
  const { rows } = await read(new Blob(['text,label\n', Uint8Array.from(bytes)]), { encoding: 'windows-1252' });
  expect(rows).toEqual([
    ['€“\x81', 'a'],
    ['™', 'b'],
  ]);
});

describe('columns', () => {
  const rows = [
    ['570306', 'neutral', '1.0', '', 'Virgin', '@VirginAmerica What was said.'],
    ['570301', 'positive', '0.34', '', 'Virgin', 'plus you have added commercials'],
    ['570302', 'negative', '0.7', 'Bad', 'United', 'really bad thing about it'],
    ['570303', 'negative', '0.9', 'Late', 'United', 'it was really late today'],
  ];

  test('by words in their names', () => {
    const names = 'tweet_id,airline_sentiment,airline_sentiment_confidence,negativereason,airline,text';
    expect(guessColumns(names.split(','), rows)).toEqual({ text: 5, label: 1 });
  });

  test('never one for both, though it fits both best', () => {
    const texts = rows.map(([id = '', , , , , text = '']) => [id, text]);
    expect(guessColumns(['id', 'label'], texts)).toEqual({ text: 1, label: 0 });
  });

  test.each([1, 2, 3, 4, 5, 6])('of %i, two different ones where there are two', (width) => {
    const some = rows.map((row) => row.slice(0, width));
    const names = some[0]?.map(() => 'text') ?? [];
    const { text, label } = guessColumns(names, some);
    expect(text === label).toBe(width === 1);
    expect(guessColumns(names, [])).not.toContain(undefined);
  });
});

test('a column of 300,000 ids is refused', () => {
  const cleaner = new RowCleaner();
  for (let row = 0; row < 300_000; row++) cleaner.add(row, `text ${row}`, [`id ${row}`]);
  expect(() => cleaner.finish()).toThrowError(expect.objectContaining({ code: 'LabelsAreIds' }));
});

test('says how many classes are too small', () => {
  const cleaner = new RowCleaner();
  ['a', 'a', 'a', 'a', 'b', 'c', 'd'].forEach((label, row) => cleaner.add(row, `text ${row}`, [label]));
  expect(() => cleaner.finish()).toThrowError('Fix the labels first: 3 have only one text.');
});
