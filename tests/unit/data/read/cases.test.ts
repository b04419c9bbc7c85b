// Every awkward file of tests/data/cases: what it is read as, its rows and labels, and what is said of it. Rows and labels
// are those of the case's expected.json.

import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { guessColumns } from '../../../../src/data/read/columns/columns';
import { noOddRows, type Format, type OddRows } from '../../../../src/domain/dataset';
import { readData } from '../../../support/dataFiles';
import { dataFile, readInputs } from '../../../support/tables';

type Delimited = Extract<Format, { kind: 'delimited' }>;
type Counts = Record<string, number>;

interface ReadCase {
  files: string[];
  format: Partial<Delimited> | Partial<Format>;
  text: string;
  label: string;
  /** How the first text and the last begin. */
  first: string;
  last: string;
  /** What the file says of rows and labels, where expected.json has them not as `rows` and `labels`. */
  wanted?: (expected: never) => { rows: number; labels: Counts | number };
  odd?: Partial<OddRows>;
  skipped?: string[];
}

/** Cases with tests of their own: pipeline/models/oddFolders.test.ts, workbooks.test.ts, columnarTables.test.ts. */
const elsewhere = ['31-model-sparse-config', '36-model-not-a-plain-classifier', 'parquet-and-arrow', 'workbooks'];

const csv = { kind: 'delimited', delimiter: ',', quote: '"', hasHeader: true } as const;

const read: [string, ReadCase][] = [
  [
    '01-backslash-quotes',
    {
      files: ['spark_reviews.csv'],
      format: { ...csv, quoting: 'backslashes' },
      text: 'body',
      label: 'verdict',
      first: 'He said "Quietly excellent, that is how I describe',
      last: 'I would pay to be rid of that garden lantern',
    },
  ],
  [
    '07-xlsx-formulas-and-errors',
    {
      files: ['no_values.xlsx'],
      format: { kind: 'workbook', sheet: 'Scored', hasHeader: true },
      text: 'review',
      label: 'stars',
      first: 'After a year of daily use',
      last: 'It broke my patience before it broke',
      // The class is a formula without a result.
      wanted: (all: { 'no_values.xlsx': { rows: number } }) => ({
        rows: all['no_values.xlsx'].rows,
        labels: { 1: 13, 2: 7, 5: 20 },
      }),
      odd: { formulas: 40 },
    },
  ],
  [
    '11-json-pandas-orients',
    {
      files: ['columns.json'],
      format: { kind: 'json' },
      text: 'utterance',
      label: 'intent',
      first: 'After a year of daily use I still praise the espresso grinder',
      last: 'I regret the afternoon I spent on this bread machine',
    },
  ],
  [
    '14-doccano-and-prodigy',
    {
      files: ['prodigy_choice.jsonl'],
      format: { kind: 'jsonLines' },
      text: 'text',
      label: 'accept',
      first: 'Happy surprise of the season',
      last: 'Please do not waste your wages',
      wanted: (all: {
        'prodigy_choice.jsonl': { rows: number; 'labels of accept': Counts; 'empty accept (rows)': number[] };
      }) => {
        const { rows, 'labels of accept': labels, 'empty accept (rows)': empty } = all['prodigy_choice.jsonl'];
        // A list of one is a label of its own when the labels are read.
        const lists = Object.entries(labels).map(([label, count]) => [`["${label}"]`, count]);
        return { rows, labels: { ...Object.fromEntries(lists), '': empty.length } };
      },
      odd: { rejected: 2 },
    },
  ],
  [
    '17-labels-that-are-numbers',
    {
      files: ['minus_one.csv'],
      format: csv,
      text: 'sentence',
      label: 'y',
      first: 'I would order again without a second thought',
      last: 'It leaks, it squeaks and it smells',
      wanted: (all: { 'minus_one.csv': { rows: number; labels: Counts } }) => all['minus_one.csv'],
    },
  ],
  [
    '21-folders-or-files-as-labels',
    {
      files: ['reviews.zip'],
      format: { kind: 'texts', encoding: 'utf-8' },
      text: 'text',
      label: 'label',
      first: 'My sister borrowed,\nand then bought this copper kettle',
      last: 'It broke my patience before it broke',
      wanted: (all: { 'reviews.zip': { rows: number; labels: Counts } }) => all['reviews.zip'],
      skipped: ['reviews/README.txt'],
    },
  ],
  [
    '22-archives-that-are-odd',
    {
      files: ['three_members.csv.gz'],
      format: csv,
      text: 'text',
      label: 'label',
      first: 'After a year of daily use',
      last: 'Two weeks and the bin received a pocket radio',
    },
  ],
  [
    '23-encodings-of-one-byte',
    {
      files: ['turkish_windows1254.csv'],
      format: { ...csv, encoding: 'windows-1254' },
      text: 'text',
      label: 'label',
      first: 'Su ısıtıcısı çok iyi ve her gün kullanıyorum',
      last: 'Saat hiç önermem rengi güzel 48',
      wanted: () => ({ rows: 48, labels: { 0: 24, 1: 24 } }),
    },
  ],
  [
    '40-classify-files-that-are-odd',
    {
      files: ['nested.jsonl'],
      format: { kind: 'jsonLines' },
      text: 'text',
      label: 'user.tags',
      first: 'Nobody warned me how pleasant it is',
      last: 'It leaks, it squeaks and it smells',
      wanted: (all: { 'nested.jsonl': { 'rows out': number } }) => ({
        rows: all['nested.jsonl']['rows out'],
        labels: 1,
      }),
    },
  ],
  [
    'h01-first-space-label-with-colon',
    {
      files: ['questions.train'],
      format: { delimiter: ' ', splitsOnce: true, hasHeader: false },
      text: 'Column 2',
      label: 'Column 1',
      first: 'Where can one cross a violin ?',
      last: 'Where can one carry a teapot ?',
    },
  ],
  [
    'h02-labelled-lines-sorted',
    {
      files: ['sorted.all'],
      format: { delimiter: ' ', splitsOnce: true, hasHeader: false },
      text: 'Column 2',
      label: 'Column 1',
      first: 'the orchard by the kettle is plain',
      last: 'the glacier by the saddle is ancient',
    },
  ],
  [
    'h03-single-quotes-and-a-double-quoted-text',
    {
      files: ['artikel.csv'],
      format: { delimiter: ';', quote: "'", newline: '\r\n', hasHeader: false },
      text: 'Column 2',
      label: 'Column 1',
      first: 'Der Text Nummer 1 handelt',
      last: 'Der Text Nummer 60 handelt',
    },
  ],
  [
    'h04-several-labels-alert',
    {
      files: ['several.tsv'],
      format: { delimiter: '\t', hasHeader: false },
      text: 'Column 1',
      label: 'Column 2',
      first: 'the river by the teapot is narrow',
      last: 'a rare mix of three',
      wanted: ({ rows }: { rows: number }) => ({ rows, labels: 10 }),
    },
  ],
  [
    'h05-utf8-one-in-six-damaged',
    {
      files: ['damaged.csv'],
      format: { ...csv, encoding: 'utf-8' },
      text: 'text',
      label: 'label',
      first: 'Note 0 on the river and the marble at the Größe',
      last: 'Note 299 on the harbour',
      odd: { undecodable: 16 },
    },
  ],
  [
    'h09-one-file-a-label',
    {
      files: ['reviews.neg', 'reviews.pos'],
      format: { delimiter: '', hasHeader: false },
      text: 'text',
      label: 'label',
      first: 'the meadow is awful and number 0 .',
      last: 'the teapot is lovely and number 59 .',
    },
  ],
  [
    'h10-c1-control-characters',
    {
      files: ['tweets.csv'],
      format: { ...csv, encoding: 'utf-8' },
      text: 'text',
      label: 'sentiment',
      first: 'don\u0092t the bridge here, 0',
      last: 'plain the kettle here, 79',
      wanted: ({ rows }: { rows: number }) => ({ rows, labels: { Positive: 40, Negative: 40 } }),
    },
  ],
  [
    'h11-interval-beside-its-estimate',
    {
      files: ['topics.csv'],
      format: csv,
      text: 'text',
      label: 'label',
      first: 'We talked over the soup today 0',
      last: 'I asked about the cable today 479',
    },
  ],
  [
    'h12-language-note',
    {
      files: ['hotel.csv'],
      format: csv,
      text: 'text',
      label: 'label',
      first: 'Gestern war das Frühstück leider günstig',
      last: 'Gestern war der Empfang leider sauber',
    },
  ],
];

const refused: [string, string, RegExp][] = [
  ['40-classify-files-that-are-odd', 'lines.txt', /Only one column was found/],
  ['h07-json-list-of-names', 'categories.json', /a JSON list of 40 texts without labels/],
];

const fileOf = (name: string, path: string) => new File([dataFile(`cases/${name}/${path}`)], path);
const expectedOf = (name: string): unknown => JSON.parse(readData(`cases/${name}/expected.json`).toString());

test.each(read)('%s', async (name, own) => {
  const { tables, columns, rows, odd, skipped } = await readInputs(own.files.map((path) => fileOf(name, path)));
  expect(tables[0]?.format).toMatchObject(own.format);
  const { text, label } = guessColumns(columns, rows);
  expect([columns[text], columns[label]]).toEqual([own.text, own.label]);
  const expected = expectedOf(name) as never;
  const wanted = own.wanted?.(expected) ?? (expected as { rows: number; labels: Counts | number });
  const counts: Counts = {};
  for (const row of rows) counts[row[label] ?? ''] = (counts[row[label] ?? ''] ?? 0) + 1;
  expect(rows).toHaveLength(wanted.rows);
  expect(typeof wanted.labels === 'number' ? Object.keys(counts).length : counts).toEqual(wanted.labels);
  expect(rows[0]?.[text]).toMatch(new RegExp(`^${escaped(own.first)}`));
  expect(rows.at(-1)?.[text]).toMatch(new RegExp(`^${escaped(own.last)}`));
  expect(odd).toEqual({ ...noOddRows, ...own.odd });
  expect(skipped.map((file) => file.name)).toEqual(own.skipped ?? []);
});

const escaped = (words: string) => words.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);

test.each(refused)('%s: %s is refused in words', async (name, path, words) => {
  await expect(readInputs([fileOf(name, path)])).rejects.toThrow(words);
});

test('no case is left out', () => {
  const folders = readdirSync(new URL('../../../data/cases/', import.meta.url)).filter((name) => name !== 'SOURCE.md');
  const known = [...elsewhere, ...read.map(([name]) => name), ...refused.map(([name]) => name)];
  expect([...new Set(known)].sort()).toEqual(folders.sort());
});
