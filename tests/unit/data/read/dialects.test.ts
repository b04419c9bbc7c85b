// Tables in other dialects than the usual one: each is read by a guess, and as Python reads it when told the dialect.

import { describe, expect, test } from 'vitest';
import { noOddRows as none, type Format } from '../../../../src/domain/dataset';
import { dataFile, readRows } from '../../../support/tables';

/** Rows of a text and a label, in a dialect. */
const table = (count: number, write: (text: string, label: string, row: number) => string) =>
  Array.from({ length: count }, (_, row) => write(`words ${row} of some text`, row % 2 ? 'pos' : 'neg', row)).join('');

const read = (content: string) => readRows(new Blob([content]));

interface Case {
  format: Partial<Extract<Format, { kind: 'delimited' }>>;
  columns: string[];
  count: number;
  rows: Record<number, string[]>;
}

// prettier-ignore
const cases: [string, Case][] = [
  ['01-backslash-quotes/spark_reviews.csv', {
    format: { delimiter: ',', quote: '"', quoting: 'backslashes', hasHeader: true },
    columns: ['ticket', 'body', 'verdict'],
    count: 60,
    rows: {
      1: ['1', 'He said "Quietly excellent, that is how I describe this bread machine picked from a crowded shelf even in heavy rain", and he meant it', 'praise'],
      2: ['2', 'My mother returned in tears the folding bicycle won at the village fair with or without the cover, said "twice"', 'complaint'],
      3: ['3', '"After a year of daily use I still praise the tiny projector chosen after hours of reading since last October"', 'praise'],
      5: ['5', String.raw`Nobody warned me how pleasant it is to own a canvas tent delivered in torn paper so there you have it under C:\temp\new`, 'praise'],
    },
  }],
  ['h01-first-space-label-with-colon/questions.train', {
    format: { delimiter: ' ', splitsOnce: true, hasHeader: false },
    columns: ['Column 1', 'Column 2'],
    count: 60,
    rows: { 1: ['LOC:other', 'Where can one cross a violin ?'] },
  }],
  ['h03-single-quotes-and-a-double-quoted-text/artikel.csv', {
    format: { delimiter: ';', quote: "'", hasHeader: false },
    columns: ['Column 1', 'Column 2'],
    count: 60,
    rows: {
      2: ['Kultur', `Erst der cactus; dann die orchard; "so heißt es", sagt 'Nora' zum Schluss von 2.`],
      11: ['Kultur', '"Premium" steht am Anfang dieses Textes, Nummer 11, ohne Strichpunkt.'],
      14: ['Kultur', 'Es war einmal; "Ich will etwas Festes", sagt sie; Ende von 14.'],
    },
  }],
];

test.each(cases)('%s', async (path, expected) => {
  const { format, columns, rows, odd } = await readRows(dataFile(`cases/${path}`));
  expect(format).toMatchObject(expected.format);
  expect({ columns, count: rows.length, odd }).toEqual({
    columns: expected.columns,
    count: expected.count,
    odd: none,
  });
  for (const [row, cells] of Object.entries(expected.rows)) expect(rows[Number(row) - 1]).toEqual(cells);
});

describe('quotes', () => {
  test('behind a backslash, where few texts have one', async () => {
    const content = `text,label\n${table(200, (text, label, row) => (row % 40 === 7 ? `"${text}, \\"so\\", and so",${label}\n` : `${text},${label}\n`))}`;
    const { format, rows, odd } = await read(content);
    expect(format).toMatchObject({ quoting: 'backslashes' });
    expect(rows).toHaveLength(200);
    expect(rows[7]).toEqual(['words 7 of some text, "so", and so', 'pos']);
    expect(odd).toEqual(none);
  });

  test('behind a backslash each, where no cell is in quotes: said, as they may be part of the texts', async () => {
    const { rows, odd } = await read(
      table(30, (text, label, row) => `${text}${row % 2 ? '' : ' \\"so\\"'}\t${label}\n`),
    );
    expect(rows[2]).toEqual(['words 2 of some text "so"', 'neg']);
    expect(odd).toEqual({ ...none, unescaped: 15 });
  });

  test('single and doubled inside, though one text begins with a double one', async () => {
    const { rows, format } = await read(
      table(30, (text, label, row) => (row === 5 ? `"So" ${text}\t${label}\n` : `'it''s "${text}"'\t${label}\n`)),
    );
    expect(format).toMatchObject({ quote: "'" });
    expect([rows[4], rows[5]]).toEqual([
      [`it's "words 4 of some text"`, 'neg'],
      ['"So" words 5 of some text', 'pos'],
    ]);
  });

  test('that hold a whole small file when it is split at another mark', async () => {
    const content = `0,"some words, so |",neg\n${table(12, (text, label, row) => `${row},"${text}, so",${label}\n`)}`;
    expect((await read(`${content}13,"| words, so",pos\n`)).rows).toHaveLength(14);
  });

  test('doubled, with backslashes of their own, as JSON in a cell has', async () => {
    const content = `text,json\n${table(30, (text, label) => `${text},"{""a"": ""\\""${label}\\"", b""}"\n`)}`;
    const { format, rows } = await read(content);
    expect(format).not.toHaveProperty('quoting');
    expect(rows[0]?.[1]).toBe('{"a": "\\"neg\\", b"}');
  });

  test.each([
    ['all', (text: string, label: string, row: number) => `${row}, "${text}, and ""more""", "${label}"\n`],
    ['that are needed', (text: string, label: string, row: number) => `${row}, "${text}, and ""more""", ${label}\n`],
  ])('behind a space: %s', async (_, write) => {
    const { columns, rows, format, odd } = await read(`id, "text", label\n${table(30, write)}`);
    expect(format).toMatchObject({ delimiter: ',', quoting: 'spaced' });
    expect(columns).toEqual(['id', 'text', 'label']);
    expect(rows[3]).toEqual(['3', 'words 3 of some text, and "more"', 'pos']);
    expect(odd).toEqual(none);
  });

  test.each([
    ['each row', (text: string, label: string) => `"${text},${label}"\n`, 'words 3 of some text'],
    [
      'each row, with texts in quotes',
      (text: string, label: string) => `"""${text}, so"",${label}"\n`,
      'words 3 of some text, so',
    ],
    [
      'rows that have quotes',
      (text: string, label: string, row: number) =>
        row % 3 ? `${text},${label}\n` : `"${`"${text}, ""so""",${label}`.replaceAll('"', '""')}"\n`,
      'words 3 of some text, "so"',
    ],
  ])('around %s', async (_, write, wanted) => {
    const { columns, rows, format, odd } = await read(`"text,label"\n${table(30, write)}`);
    expect(format).toMatchObject({ delimiter: ',', quoting: 'wrapped', hasHeader: true });
    expect(columns).toEqual(['text', 'label']);
    expect(rows).toHaveLength(30);
    expect(rows[3]).toEqual([wanted, 'pos']);
    expect(odd).toEqual(none);
  });
});

test.each([
  [
    '||',
    'text||label\n',
    (text: string, label: string, row: number) => `${text}${row % 3 ? ', or | so' : ''}||${label}\n`,
  ],
  ['||', '', (text: string, label: string) => `${text}||${label}\n`],
  [' ::: ', '', (text: string, label: string) => `${text}: so, or so ::: ${label}\n`],
  ['::', '', (text: string, label: string) => `${label}::${text}\n`],
  ['@@@', '', (text: string, label: string) => `${text}, me@home.org@@@${label}\n`],
  [' +++$+++ ', '', (text: string, label: string) => `${label} +++$+++ ${text}, so\n`],
  ['\u0001', '', (text: string, label: string) => `${text}, so; \t or so\u0001${label}\n`],
  ['\u001F', 'text\u001Flabel\n', (text: string, label: string) => `${text}, so\u001F${label}\n`],
])('the delimiter %j', async (delimiter, header, write) => {
  const { rows, columns, format, odd } = await read(`${header}${table(40, write)}`);
  expect(format).toMatchObject({ delimiter, hasHeader: header !== '' });
  expect(columns).toHaveLength(2);
  expect(rows).toHaveLength(40);
  expect(rows.every((row) => row.some((cell) => cell === 'pos' || cell === 'neg'))).toBe(true);
  expect(odd).toEqual(none);
});

test('a space behind each comma is none of the cells', async () => {
  const { columns, rows } = await read(
    `text, label, id\n${table(40, (text, label, row) => `${text}, ${label}, ${row}\n`)}`,
  );
  expect(columns).toEqual(['text', 'label', 'id']);
  expect(rows[1]).toEqual(['words 1 of some text', 'pos', '1']);
});

test('a text that ends in a mark of a longer delimiter keeps it', async () => {
  const { rows } = await read(table(40, (text, label, row) => `${text}${row % 5 ? '' : '|'}||${label}\n`));
  expect(rows.slice(0, 2)).toEqual([
    ['words 0 of some text|', 'neg'],
    ['words 1 of some text', 'pos'],
  ]);
});

test('a header that comes again, as in files put together, is no row', async () => {
  const part = `text,label\n${table(20, (text, label) => `${text},${label}\n`)}`;
  const { rows, odd } = await read(part + part);
  expect(rows).toHaveLength(40);
  expect(odd).toEqual({ ...none, repeatedHeader: 1 });
});

test('an empty column between semicolons is one', async () => {
  const { columns } = await read(table(40, (text, label, row) => `${text};;${label};${row}\n`));
  expect(columns).toHaveLength(4);
});

describe('a label, a space, and a text', () => {
  const texts = (count: number, label: string) =>
    Array.from(
      { length: count },
      (_, row) => `${label} words${row % 3 ? '' : ' , and so'} of ${'some '.repeat(row % 7)}text .\n`,
    ).join('');

  test('sorted, so that the beginning shows one label', async () => {
    const { rows, format, odd } = await read(texts(20_000, '0') + texts(400, '1'));
    expect(format).toMatchObject({ delimiter: ' ', splitsOnce: true, hasHeader: false });
    expect(rows).toHaveLength(20_400);
    expect(rows.at(-1)?.[0]).toBe('1');
    expect(odd).toEqual(none);
  });

  test('with a colon in the labels, and in some texts', async () => {
    const content = texts(40, 'NUM:count') + texts(40, 'LOC:city').replaceAll('of', ': so');
    const { rows } = await read(content);
    expect(rows[0]).toEqual(['NUM:count', 'words , and so of text .']);
    expect(rows[40]).toEqual(['LOC:city', 'words , and so : so text .']);
  });

  test.each([
    ['questions', (row: number) => `${['What', 'How', 'Who'][row % 3]} is the name of thing ${row} ?`],
    ['sorted lines', (row: number) => `the text of number ${String(row).padStart(6, '0')} and the rest of it`],
  ])('is not how sentences begin: %s', async (_, line) => {
    const content = Array.from({ length: 20_000 }, (_, row) => `${line(row)}\n`).join('');
    await expect(read(content)).rejects.toThrow(/Only one column/);
  });

  test('is not what a colon or a comma alone separates', async () => {
    expect((await read(table(60, (text, label, row) => `${label}:${row}${text}\n`))).format).toMatchObject({
      delimiter: ':',
    });
    expect((await read(table(60, (text, label) => `${label}: ${text}\n`))).format).toMatchObject({ delimiter: ':' });
    expect((await read(table(60, (text, label) => `${label},${text}\n`))).format).toMatchObject({ delimiter: ',' });
  });
});

test('lines are split at the first delimiter only where that is chosen', async () => {
  const content = new Blob([`label,text\n${table(30, (text, label) => `${label},"${text}", so, and so\n`)}`]);
  const { rows, columns, odd } = await readRows(content, { delimiter: ',', splitsOnce: true });
  expect(columns).toEqual(['label', 'text']);
  expect(rows[1]).toEqual(['pos', '"words 1 of some text", so, and so']);
  expect(odd).toEqual(none);
});
