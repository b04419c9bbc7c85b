import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { countClasses } from '../../../src/data/profile';
import { splitStratified } from '../../../src/data/split';
import { splitNames } from '../../../src/domain/dataset';
import { seededRandom, shuffle } from '../../../src/domain/random';

describe('seeded chance', () => {
  test('is mulberry32', () => {
    const random = seededRandom(0);
    // From the reference in C: (t ^ t >>> 14) / 2^32 for the seed 0.
    expect([random(), random()]).toEqual([0.26642920868471265, 0.0003297457005828619]);
  });

  test('a shuffle keeps every item and favours none', () => {
    const random = seededRandom(1);
    const firsts = new Uint32Array(5);
    for (let round = 0; round < 10_000; round++) {
      const items = Uint32Array.of(0, 1, 2, 3, 4);
      shuffle(items, random);
      expect(items.toSorted()).toEqual(Uint32Array.of(0, 1, 2, 3, 4));
      const [first = 0] = items;
      firsts[first] = (firsts[first] ?? 0) + 1;
    }
    for (const count of firsts) expect(Math.abs(count - 2000)).toBeLessThan(200);
  });
});

test('the split of any classes is the same for the same seed, fair to each class, and near 80, 10, 10', () => {
  const sizes = fc.array(fc.integer({ min: 2, max: 300 }), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(sizes, fc.integer({ min: 0 }), (classSizes, seed) => {
      const labelIds = Uint16Array.from(
        classSizes.flatMap((size, label) => new Array<number>(size).fill(label)),
      );
      const splits = splitStratified(labelIds, classSizes.length, seed);
      expect(splitStratified(labelIds, classSizes.length, seed)).toEqual(splits);
      classSizes.forEach((size, label) => {
        const [train = 0, validation = 0, heldOut = 0] = splitNames.map(
          (_, split) =>
            splits.filter((own, row) => own === split && labelIds[row] === label).length,
        );
        expect(train).toBeGreaterThan(0);
        expect(heldOut).toBeGreaterThan(0);
        if (size > 2) expect(validation).toBeGreaterThan(0);
        // At most one row off, or the one row that each class gets.
        for (const count of [validation, heldOut]) {
          expect(count).toBeLessThanOrEqual(Math.max(1, size * 0.1 + 1));
          expect(count).toBeGreaterThanOrEqual(Math.floor(size * 0.1));
        }
      });
    }),
    { numRuns: 200 },
  );
});

test('classes are counted, the most frequent first', () => {
  expect(countClasses(['a', '__proto__', 'none'], Uint16Array.of(1, 0, 1))).toEqual([
    { label: '__proto__', count: 2 },
    { label: 'a', count: 1 },
    { label: 'none', count: 0 },
  ]);
});
