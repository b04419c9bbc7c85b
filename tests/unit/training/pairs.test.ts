// Pairs for contrastive training, drawn as SetFit does.

import { expect, test } from 'vitest';
import { pairCount } from '../../../src/domain/contrastive';
import { drawPairs } from '../../../src/training/pairs';

const labelsOf = (...counts: number[]) =>
  Uint32Array.from(counts.flatMap((count, label) => new Array<number>(count).fill(label)));
const asPairs = (drawn: Uint32Array) =>
  Array.from(
    { length: drawn.length / 2 },
    (_, pair) => [...drawn.subarray(2 * pair, 2 * pair + 2)] as [number, number],
  );

test('twenty rounds: each row meets one of its label and one of another in each', () => {
  const labels = labelsOf(8, 8);
  const pairs = asPairs(drawPairs(labels, 7));
  expect(pairs).toHaveLength(2 * 20 * 16);
  const timesFirst = new Map<string, number>();
  for (const [one, other] of pairs) {
    expect(one).not.toBe(other);
    const key = `${one} ${labels[one] === labels[other]}`;
    timesFirst.set(key, (timesFirst.get(key) ?? 0) + 1);
  }
  expect(new Set(timesFirst.values())).toEqual(new Set([20]));
  expect(timesFirst.size).toBe(32);
});

test('the seed decides them', () => {
  const labels = labelsOf(8, 5, 9);
  expect(drawPairs(labels, 3)).toEqual(drawPairs(labels, 3));
  expect(drawPairs(labels, 3)).not.toEqual(drawPairs(labels, 4));
});

test('of many rows there are as many pairs as are allowed, half of them alike', () => {
  const labels = labelsOf(...new Array<number>(150).fill(8));
  const pairs = asPairs(drawPairs(labels, 1));
  expect(pairs).toHaveLength(pairCount(1200));
  expect(pairs.filter(([one, other]) => labels[one] === labels[other])).toHaveLength(pairs.length / 2);
  // No row comes again before all have come.
  expect(new Set(pairs.map(([one]) => one)).size).toBe(pairs.length / 2);
});

test('the only row of a label meets itself', () => {
  const labels = labelsOf(1, 3);
  for (const [one, other] of asPairs(drawPairs(labels, 1))) {
    if (one === other) expect(one).toBe(0);
    expect(other).toBeLessThan(4);
  }
});
