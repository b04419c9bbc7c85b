import { expect, test } from 'vitest';
import { cutExamples, longestFirst, packTexts } from '../../../src/encoder/batch';

function textsOfLengths(lengths: number[]) {
  const offsets = new Uint32Array(lengths.length + 1);
  lengths.forEach((length, index) => (offsets[index + 1] = (offsets[index] ?? 0) + length));
  const ids = Int32Array.from({ length: offsets.at(-1) ?? 0 }, (_, index) => index + 1);
  return { ids, offsets, truncated: 0 };
}

test('texts are packed in the order asked for, with nothing between', () => {
  const batch = packTexts(textsOfLengths([2, 3, 1]), Uint32Array.of(2, 0));
  expect(Array.from(batch.ids)).toEqual([6, 1, 2]);
  expect(Array.from(batch.starts)).toEqual([0, 1, 3]);
  expect(batch.tokens).toBe(3);
});

test('the longest text comes first, and ties keep their order', () => {
  const texts = textsOfLengths([2, 5, 2, 5]);
  expect(Array.from(longestFirst(texts, Uint32Array.of(0, 1, 2, 3)))).toEqual([1, 3, 0, 2]);
});

test('pairs are never cut apart, and each batch fits', () => {
  const texts = textsOfLengths([4, 3, 2, 2, 5, 1, 3, 3]);
  const inputs = { texts, cache: 'none' } as const;
  const cut = (largest: { tokens: number; texts: number }) =>
    cutExamples(inputs, Uint32Array.from(texts.offsets.keys()).subarray(0, 8), largest, 2).map((part) => [...part]);
  expect(cut({ tokens: 11, texts: 8 })).toEqual([
    [0, 1, 2, 3],
    [4, 5],
    [6, 7],
  ]);
  expect(cut({ tokens: 100, texts: 5 })).toEqual([
    [0, 1, 2, 3],
    [4, 5, 6, 7],
  ]);
});
