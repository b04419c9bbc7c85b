import { expect, test } from 'vitest';
import { planBatches } from '../../../src/encoder/batch';

function textsOfLengths(lengths: number[]) {
  const offsets = new Uint32Array(lengths.length + 1);
  lengths.forEach((length, index) => (offsets[index + 1] = (offsets[index] ?? 0) + length));
  const ids = Int32Array.from({ length: offsets.at(-1) ?? 0 }, (_, index) => index + 1);
  return { ids, offsets, truncated: 0 };
}

test('every text is in one batch, within the budget, with its own ids', () => {
  const lengths = Array.from({ length: 300 }, (_, index) => 3 + ((index * 37) % 90));
  const texts = textsOfLengths(lengths);
  const batches = planBatches(texts, Int32Array.from(lengths.keys()), 256);
  const seen = new Set<number>();
  for (const batch of batches) {
    expect(batch.ids.length).toBeLessThanOrEqual(256);
    batch.texts.forEach((text, row) => {
      seen.add(text);
      const length = lengths[text] ?? 0;
      const own = batch.ids.subarray(row * batch.tokens, row * batch.tokens + length);
      expect(own[0]).toBe((texts.offsets[text] ?? 0) + 1);
      expect(batch.lengths[row]).toBe(length);
    });
  }
  expect(seen.size).toBe(lengths.length);
});

test('little is padded', () => {
  const lengths = Array.from({ length: 2000 }, (_, index) => 5 + ((index * 7919) % 60));
  const texts = textsOfLengths(lengths);
  const batches = planBatches(texts, Int32Array.from(lengths.keys()), 1024);
  const padded = batches.reduce((sum, { ids }) => sum + ids.length, 0);
  expect(1 - texts.ids.length / padded).toBeLessThan(0.06);
});

test('a text longer than the budget is a batch of its own', () => {
  const texts = textsOfLengths([50, 3]);
  const batches = planBatches(texts, Int32Array.of(0, 1), 16);
  expect(batches.map(({ texts: which }) => Array.from(which))).toEqual([[0], [1]]);
});
