import { expect, test } from 'vitest';
import { allMistakes, type TestedQuery } from '../../../src/domain/testedRows';
import type { PredictedRows } from '../../../src/domain/metrics';
import type { ClassifierLabels } from '../../../src/domain/task';
import { findTested, indexTested, testedRows } from '../../../src/evaluation/testedRowIndex';

const labels = ['a', 'b', 'c'];
const texts = ['Red fox', 'red hen', 'blue fox', 'green', 'redder', 'Fox'];
const stored: PredictedRows = {
  rowNumbers: Uint32Array.of(2, 3, 4, 5, 6, 7),
  texts,
  task: 'singleLabel',
  targets: Uint16Array.of(0, 0, 0, 1, 1, 2),
  logits: Float32Array.from(
    [
      [0.7, 0.2, 0.1],
      [0.6, 0.3, 0.1],
      [0.2, 0.7, 0.1],
      [0.1, 0.8, 0.1],
      [0.5, 0.4, 0.1],
      [0.4, 0.35, 0.25],
    ].flat(),
    Math.log,
  ),
};
const single: ClassifierLabels = { labels, task: 'singleLabel' };
const index = indexTested(stored, single);
const found = (query: Partial<TestedQuery>) => Array.from(findTested(index, texts, 3, { ...allMistakes, ...query }));

test('mistakes come most confident first, with what was said', () => {
  expect(found({})).toEqual([2, 4, 5]);
  expect(found({ order: 'leastConfident' })).toEqual([5, 4, 2]);
  const [first] = testedRows(stored, index, single, Uint32Array.of(2));
  expect(first).toMatchObject({ rowNumber: 4, text: 'blue fox', trueLabel: 'a', index: 2 });
  expect(first).toMatchObject({ predictedLabel: 'b', right: false });
  expect(first?.probabilities[1]).toBeCloseTo(0.7, 6);
});

test('rows of a cell, of a slice, with a word', () => {
  expect(found({ trueId: 0, predictedId: 1 })).toEqual([2]);
  expect(found({ trueId: 0, predictedId: 0, answers: 'right' })).toEqual([0, 1]);
  expect(found({ trueId: 2, predictedId: 1 })).toEqual([]);
  expect(found({ answers: 'all', order: 'file', search: 'RED' })).toEqual([0, 1, 4]);
  expect(found({ answers: 'all', order: 'file', search: 'fox' })).toEqual([0, 2, 5]);
  expect(found({ indices: Uint32Array.of(0, 1, 5) })).toEqual([5]);
});

test('every row lies in exactly one cell', () => {
  const cells = labels.flatMap((_, trueId) =>
    labels.flatMap((__, predictedId) => found({ answers: 'all', trueId, predictedId })),
  );
  expect(cells.sort()).toEqual([0, 1, 2, 3, 4, 5]);
});

test('several labels a text: what was missed and what was wrongly given', () => {
  const several: PredictedRows = {
    ...stored,
    rowNumbers: Uint32Array.of(2, 3, 4, 5),
    texts: ['one', 'two', 'three', 'four'],
    task: 'multiLabel',
    targets: Uint8Array.from([1, 0, 0, /**/ 1, 1, 0, /**/ 0, 0, 0, /**/ 0, 0, 1]),
    // Probabilities of 0.88, 0.5 (given: it reaches the threshold) and 0.12.
    logits: Float32Array.from([2, -2, -2, /**/ -2, 0, -2, /**/ 3, -2, -2, /**/ -2, -2, 1]),
  };
  const model: ClassifierLabels = { labels, task: 'multiLabel' };
  const own = indexTested(several, model);
  const rows = (query: Partial<TestedQuery>) =>
    Array.from(findTested(own, several.texts, 3, { ...allMistakes, ...query }));
  expect(rows({})).toEqual([2, 1]);
  expect(rows({ outcome: { id: 0, is: 'missed' } })).toEqual([1]);
  expect(rows({ outcome: { id: 0, is: 'wronglyGiven' } })).toEqual([2]);
  expect(rows({ answers: 'all', outcome: { id: 1, is: 'found' } })).toEqual([1]);
  // Right, and least sure first: row 0 was surest of all.
  expect(rows({ answers: 'right', order: 'leastConfident' })).toEqual([3, 0]);
  const [second] = testedRows(several, own, model, Uint32Array.of(1));
  expect(second).toMatchObject({ trueLabels: ['a', 'b'], predictedLabels: ['b'], right: false });
});
