import { expect, test } from 'vitest';
import { stratifiedSample } from '../../../../src/data/split/stratifiedSample';

const order = { classCount: 3, folds: 5, seed: 1 };
/** 900 of class 0, 90 of class 1, 10 of class 2; every example is given. */
const labelIds = Uint16Array.from({ length: 1000 }, (_, at) => (at % 100 === 7 ? 2 : at % 10 === 3 ? 1 : 0));
const all = Uint32Array.from(labelIds.keys());

function counts(ids: Uint16Array, examples: Iterable<number>): number[] {
  const found = [0, 0, 0];
  for (const example of examples) found[ids[example] ?? 0] = (found[ids[example] ?? 0] ?? 0) + 1;
  return found;
}

test('each class is drawn by its share, in the examples’ order, the same for a seed', () => {
  const { examples } = stratifiedSample(all, labelIds, { ...order, most: 100 });
  expect(counts(labelIds, examples)).toEqual(counts(labelIds, all).map((count) => count / 10));
  expect([...examples]).toEqual([...examples].toSorted((a, b) => a - b));
  expect(stratifiedSample(all, labelIds, { ...order, most: 100 }).examples).toEqual(examples);
  expect(stratifiedSample(all, labelIds, { ...order, most: 100, seed: 2 }).examples).not.toEqual(examples);
});

test('each fold has a fifth of each class', () => {
  const { examples, folds } = stratifiedSample(all, labelIds, { ...order, most: 500 });
  for (let fold = 0; fold < 5; fold++) {
    const own = examples.filter((_, at) => folds[at] === fold);
    expect(counts(labelIds, own)).toEqual(counts(labelIds, examples).map((count) => count / 5));
  }
});

test('fewer than are wanted are all drawn', () => {
  const some = Uint32Array.from([2, 3, 7, 13, 20, 21]);
  const { examples, folds } = stratifiedSample(some, labelIds, { ...order, most: 300 });
  expect(examples).toEqual(some);
  expect(folds).toHaveLength(6);
});
