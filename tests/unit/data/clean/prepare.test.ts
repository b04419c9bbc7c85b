import { describe, expect, test } from 'vitest';
import { RowCleaner } from '../../../../src/data/clean/clean';
import { guessColumns } from '../../../../src/data/read/columns/columns';
import { labelReader } from '../../../../src/data/clean/labels';
import { looksLikeHeader } from '../../../../src/data/read/delimited/header';
import { splitStratified } from '../../../../src/data/split/split';
import { splitNames } from '../../../../src/domain/splitNames';
import { plainLabelling } from '../../../../src/domain/labelling';

const split = (labelIds: Uint16Array, classCount: number, seed: number) =>
  splitStratified({ labelIds, classCount, seed, shares: [0.8, 0.1, 0.1], needed: [2, 0, 1] });

function clean(rows: [string, string][]) {
  const cleaner = new RowCleaner();
  const read = labelReader(plainLabelling, { text: 0, label: 1 }, ['text', 'label']);
  rows.forEach((cells, index) => cleaner.add(index, cells[0], read(cells)));
  return cleaner.finish();
}

describe('cleaning', () => {
  test('leaves out and counts what can’t be learned from', () => {
    const { dropped, rows, labels, labelIds } = clean([
      ['good', 'b'],
      ['  ', 'b'],
      ['fine', ''],
      [' good ', 'b '],
      ['good', 'a'],
      ['bad', 'a'],
      ['worse', 'a'],
      ['best', ' b'],
    ]);
    expect(dropped).toEqual({ emptyText: 1, emptyLabel: 1, duplicate: 1, conflictingLabel: 1 });
    expect(Array.from(rows)).toEqual([0, 5, 6, 7]);
    expect(labels).toEqual(['a', 'b']);
    expect(Array.from(labelIds)).toEqual([1, 0, 0, 1]);
  });

  test('labels may be named like parts of the language', () => {
    const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty'];
    const rows = names.flatMap((name): [string, string][] => [
      [`${name} one`, name],
      [`${name} two`, name],
      [`${name} three`, name],
    ]);
    expect(clean(rows).labels).toEqual(names.toSorted());
  });

  test('numeric labels are ordered by value', () => {
    const rows = ['10', '9', '2'].flatMap((label): [string, string][] => [
      [`a${label}`, label],
      [`b${label}`, label],
    ]);
    expect(clean(rows).labels).toEqual(['2', '9', '10']);
  });

  test.each<[string, [string, string][], RegExp]>([
    ['NoRows', [['', 'a']], /No row has both/],
    [
      'OneClass',
      [
        ['x', 'only'],
        ['y', 'only'],
      ],
      /only one label: “only”/,
    ],
    [
      'ClassTooSmall',
      [
        ['a', '1'],
        ['b', '1'],
        ['c', '2'],
      ],
      /Fix the labels first: “2” has only one text/,
    ],
    [
      'LabelsAreIds',
      [
        ['a', '1'],
        ['b', '2'],
        ['c', '3'],
      ],
      /looks like an id/,
    ],
    [
      'LabelsAreIds',
      Array.from({ length: 30 }, (_, i): [string, string] => [`t${i}`, `id${i % 20}`]),
      /20 different values in 30 rows/,
    ],
    [
      'TooManyClasses',
      Array.from({ length: 2400 }, (_, i): [string, string] => [`t${i}`, `c${i % 1100}`]),
      /at most 1000/,
    ],
  ])('%s', (code, rows, words) => {
    expect(() => clean(rows)).toThrowError(words);
    expect(() => clean(rows)).toThrowError(expect.objectContaining({ code }));
  });
});

describe('the split', () => {
  const counts = (labelIds: Uint16Array, splits: Uint8Array, label: number) =>
    splitNames.map((_, split) => splits.filter((own, index) => own === split && labelIds[index] === label).length);

  test('is about 80, 10, 10 within each class, and the same for the same seed', () => {
    const labelIds = Uint16Array.from({ length: 1000 }, (_, index) => (index % 10 < 3 ? 1 : 0));
    const splits = split(labelIds, 2, 42);
    expect(counts(labelIds, splits, 0)).toEqual([560, 70, 70]);
    expect(counts(labelIds, splits, 1)).toEqual([240, 30, 30]);
    expect(split(labelIds, 2, 42)).toEqual(splits);
    expect(split(labelIds, 2, 43)).not.toEqual(splits);
  });

  test.each([
    [2, [1, 0, 1]],
    [3, [1, 1, 1]],
    [4, [2, 1, 1]],
  ])('a class of %i is trained and tested', (size, wanted) => {
    const labelIds = new Uint16Array(size);
    expect(counts(labelIds, split(labelIds, 1, 1), 0)).toEqual(wanted);
  });
});

describe('guesses', () => {
  const sample = [
    ['17', 'the battery died after a week', 'neg', 'amazon'],
    ['18', 'works like a charm and looks good', 'pos', 'amazon'],
    ['19', 'would not buy it a second time', 'neg', 'yelp'],
    ['20', 'friendly staff and great food here', 'pos', 'yelp'],
  ];

  test('columns by their names and values', () => {
    expect(guessColumns(['id', 'review', 'sentiment', 'site'], sample)).toEqual({
      text: 1,
      label: 2,
    });
    expect(
      guessColumns(
        ['Column 1', 'Column 2'],
        sample.map((row) => [row[2] ?? '', row[1] ?? '']),
      ),
    ).toEqual({
      text: 1,
      label: 0,
    });
  });

  test('a header by its names, and its absence by labels that recur', () => {
    expect(looksLikeHeader([['id', 'review', 'sentiment', 'site'], ...sample])).toBe(true);
    expect(looksLikeHeader(sample)).toBe(false);
    expect(
      looksLikeHeader([
        ['Kommentar', 'Note'],
        ['sehr gut gemacht', '1'],
        ['schlecht', '5'],
      ]),
    ).toBe(true);
  });
});
