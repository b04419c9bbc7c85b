// A file is read again in another way: what the user decided about its rows is carried over where it means the same.

import { expect, test } from 'vitest';
import { carriedDecisions } from '../../../src/domain/carriedDecisions';
import { columnChoice } from '../../../src/domain/columnChoice';
import type { Source } from '../../../src/domain/dataset';
import type { Preparation } from '../../../src/domain/preparation';
import { defaultSplit } from '../../../src/domain/splitChoice';

const sources: Source[] = [{ name: 'reviews.csv', format: { kind: 'jsonLines', encoding: 'utf-8' }, rowCount: 10 }];
const read = (columns: string[], rowCount = 10, number = 2) => ({
  columns,
  rowCount,
  sources,
  stretches: [{ row: 0, number }],
});
const decided: Preparation = {
  columns: { text: 1, label: 2 },
  labelling: { source: { kind: 'one' }, changes: [{ from: 'neg', to: 'negative' }] },
  cleaning: { steps: ['urls'], removeWords: [], removePassages: [] },
  fixes: [{ finding: 'nearDuplicates', action: 'drop' }],
  corrections: [{ row: 4, label: 'pos' }],
  split: { ...defaultSplit, groupColumn: 0 },
};
const guess: Preparation = { columns: { text: 0, label: 1 } };
const before = read(['user', 'text', 'label']);

test('columns are found by their names, wherever they are now', () => {
  const { preparation, lostCorrections, lostLabels } = carriedDecisions(
    decided,
    before,
    read(['label', 'text', 'more', 'user']),
    guess,
  );
  expect(preparation).toEqual({
    ...decided,
    columns: { text: 1, label: 0 },
    split: { ...defaultSplit, groupColumn: 3 },
  });
  expect([lostCorrections, lostLabels]).toEqual([0, false]);
});

test('without the label column its names and corrections are lost, and that is said; the rest stays', () => {
  const carried = carriedDecisions(decided, before, read(['text', 'class']), guess);
  expect(carried).toEqual({
    preparation: { columns: guess.columns, cleaning: decided.cleaning, fixes: decided.fixes },
    lostCorrections: 1,
    lostTexts: [],
    lostLabels: true,
  });
});

test('a first row that is now none moves the corrections with their rows', () => {
  const names = ['user', 'text', 'label'];
  const withFirst = carriedDecisions(decided, before, read(names, 11, 1), guess);
  expect(withFirst.preparation.corrections).toEqual([{ row: 5, label: 'pos' }]);
  const back = carriedDecisions(withFirst.preparation, read(names, 11, 1), before, guess);
  expect(back.preparation.corrections).toEqual(decided.corrections);
});

test('corrections of rows that are others now are lost, never moved to a wrong row', () => {
  for (const after of [read(before.columns, 9), read(before.columns, 10, 5), read(before.columns, 12)]) {
    expect(carriedDecisions(decided, before, after, guess)).toMatchObject({ lostCorrections: 1, lostLabels: false });
  }
});

test('labels of several columns are carried over when all of these are there', () => {
  const several: Preparation = {
    columns: { text: 1, label: 2 },
    labelling: { source: { kind: 'columns', columns: [0, 2] }, changes: [] },
  };
  const { preparation } = carriedDecisions(several, before, read(['label', 'user', 'text']), guess);
  expect(preparation.labelling?.source).toEqual({ kind: 'columns', columns: [1, 0] });
  const without = carriedDecisions(several, before, read(['label', 'text']), guess);
  expect(without.preparation.labelling).toBeUndefined();
});

test('of several text columns those that are still there are read, in the same order, and the others named', () => {
  const joined = { ...decided, columns: columnChoice([1, 0], 2, ' ') };
  const carriedTo = (names: string[]) => carriedDecisions(joined, before, read(names), guess);
  const columnsIn = (names: string[]) => carriedTo(names).preparation.columns;
  expect(columnsIn(['label', 'user', 'text'])).toEqual(columnChoice([2, 1], 0, ' '));
  expect(columnsIn(['label', 'user'])).toEqual({ text: 1, label: 0 });
  expect(columnsIn(['label', 'other'])).toEqual(guess.columns);
  expect(carriedTo(['label', 'user', 'text']).lostTexts).toEqual([]);
  expect(carriedTo(['label', 'user']).lostTexts).toEqual(['text']);
});
