import { describe, expect, test } from 'vitest';
import { namesASplit, partNamedBy } from '../../../../src/data/read/partNames';
import { GivenParts, isSplitColumnName } from '../../../../src/data/split/givenSplit';
import { rowsAcrossFolds, rowsAlsoInTrain } from '../../../../src/data/split/overlap';
import { groupsWithin, joinGroups, ValueGroups } from '../../../../src/data/split/rowGroups';
import { leftOut, splitNames } from '../../../../src/domain/splitNames';
import { defaultFolds, defaultSplit, splitBeside, type TimeSplit } from '../../../../src/domain/splitChoice';

describe('a split column', () => {
  test.each([
    ['train', 'train'],
    ['TRAINING', 'train'],
    ['dev', 'validation'],
    ['Valid', 'validation'],
    ['validation', 'validation'],
    ['Test', 'test'],
    ['train.csv', 'train'],
    ['sst2-dev.tsv', 'validation'],
    ['reviews_test_2024.csv', 'test'],
    ['TestSet', 'test'],
    ['train_test.csv', null],
    ['testimonials.csv', null],
    ['contest', null],
    ['0', null],
    ['', null],
    ['constructor', null],
  ])('“%s” names %s', (value, part) => {
    expect(partNamedBy(value)).toBe(part);
  });

  test('is told by its name and its values', () => {
    for (const name of ['split', 'Set', 'File', 'Data-set', 'fold ']) {
      expect(isSplitColumnName(name)).toBe(true);
    }
    for (const name of ['text', 'label', 'file size', 'test']) {
      expect(isSplitColumnName(name)).toBe(false);
    }
    expect(namesASplit(['train', 'test'])).toBe(true);
    expect(namesASplit(['train.csv', 'dev.csv', 'test.csv'])).toBe(true);
    expect(namesASplit(['train'])).toBe(false);
    expect(namesASplit(['dev', 'test'])).toBe(false);
    expect(namesASplit(['train', 'test', 'other'])).toBe(false);
    expect(namesASplit([])).toBe(false);
  });

  test('sends each row where the user, or else the value, says', () => {
    const given = new GivenParts([
      ['unused', 'leftOut'],
      ['__proto__', 'test'],
    ]);
    const rows = ['train', ' Train ', 'dev', 'unused', '__proto__', 'what', 'train'];
    expect(rows.map((value) => given.add(value))).toEqual([0, 0, 1, leftOut, 2, 0, 0]);
    expect(given.values(2)).toEqual([
      { value: 'train', rows: 2, part: 'train', recognized: true },
      { value: 'Train', rows: 1, part: 'train', recognized: true },
    ]);
    expect(given.size).toBe(6);
  });
});

test('a split never reads the column of the texts or the labels', () => {
  const columns = { text: 0, label: 1 };
  const byTime: TimeSplit = { kind: 'time', column: 2, dayFirst: false, validation: 0.1, test: 0.1, overlap: 'keep' };
  expect(splitBeside(byTime, columns)).toBe(byTime);
  expect(splitBeside({ ...byTime, column: 1 }, columns)).toEqual(defaultSplit);
  expect(splitBeside({ ...defaultFolds, groupColumn: 0 }, columns)).toEqual(defaultFolds);
  expect(splitBeside(defaultSplit, columns)).toBe(defaultSplit);
});

test('rows of one value, or nearly of one text, or both, are one group', () => {
  const values = new ValueGroups();
  for (const value of ['a', 'b', ' a', '', 'b ', '', '__proto__']) values.add(value);
  expect(values.values).toBe(3);
  const groups = values.lowestRows();
  expect([...groups]).toEqual([0, 1, 0, 3, 1, 5, 6]);
  expect([...joinGroups(groups, Uint32Array.of(0, 1, 2, 3, 2, 5, 5))]).toEqual([0, 0, 0, 3, 0, 5, 5]);
  expect([...groupsWithin(groups, Uint32Array.of(1, 2, 4, 5))]).toEqual([0, 1, 0, 3]);
});

test('rows that are on two sides are counted', () => {
  const splits = Uint8Array.from(['train', 'test', 'test', 'validation', 'train'], (name) =>
    splitNames.findIndex((split) => split === name),
  );
  const groups = Uint32Array.of(0, 0, 2, 0, 4);
  expect([...rowsAlsoInTrain(splits, groups, 'test')]).toEqual([1]);
  expect([...rowsAlsoInTrain(splits, groups, 'validation')]).toEqual([3]);
  expect(rowsAcrossFolds(Uint8Array.of(0, 1, 1, 0, 2), groups)).toBe(3);
  expect(rowsAcrossFolds(Uint8Array.of(1, 1, 0, 1, 2), groups)).toBe(0);
});
