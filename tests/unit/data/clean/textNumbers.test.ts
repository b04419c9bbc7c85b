import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SeenPairs, TextNumbers } from '../../../../src/data/clean/textNumbers';

test('texts are numbered in the order of first sight, however many', () => {
  const numbers = new TextNumbers();
  const texts = Array.from({ length: 20_000 }, (_, index) => `text ${index}`);
  expect(texts.map((text) => numbers.of(text))).toEqual([...texts.keys()]);
  expect(texts.map((text) => numbers.of(text))).toEqual([...texts.keys()]);
  expect(numbers.size).toBe(20_000);
});

test('any texts are told apart as a map tells them', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 3 })), (texts) => {
      const numbers = new TextNumbers();
      const known = new Map<string, number>();
      for (const text of texts) {
        if (!known.has(text)) known.set(text, known.size);
        expect(numbers.of(text)).toBe(known.get(text));
      }
    }),
  );
});

test('pairs are new once', () => {
  const seen = new SeenPairs(2, 3);
  const pairs = [
    [0, 2],
    [0, 2],
    [0, 1],
    [1, 1],
    [0, 1],
    [1, 0],
  ] as const;
  expect(pairs.map(([text, set]) => seen.add(text, set))).toEqual([true, false, true, true, false, true]);
  expect(seen.firstOf(0)).toBe(2);
});
