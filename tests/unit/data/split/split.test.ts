import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ValueGroups, withoutDominantGroups } from '../../../../src/data/split/rowGroups';
import { splitStratified } from '../../../../src/data/split/split';
import { splitNames } from '../../../../src/domain/splitNames';
import { seededRandom, shuffle } from '../../../../src/domain/random';
import sklearnFolds from '../../../fixtures/group-folds.json';
import { dataLines } from '../../../support/dataFiles';

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

const shares = [0.8, 0.1, 0.1];

test('the split of any classes is the same for the same seed, fair to each class, and near 80, 10, 10', () => {
  const sizes = fc.array(fc.integer({ min: 2, max: 300 }), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(sizes, fc.integer({ min: 0 }), (classSizes, seed) => {
      const labelIds = Uint16Array.from(classSizes.flatMap((size, label) => new Array<number>(size).fill(label)));
      const order = { labelIds, classCount: classSizes.length, shares, needed: [2, 0, 1], seed };
      const splits = splitStratified(order);
      expect(splitStratified(order)).toEqual(splits);
      classSizes.forEach((size, label) => {
        const [train = 0, validation = 0, heldOut = 0] = splitNames.map(
          (_, split) => splits.filter((own, row) => own === split && labelIds[row] === label).length,
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

test('most rows keep their part when others are added, wherever, and when one changes its class', () => {
  const random = seededRandom(7);
  const rowsOf = (count: number) =>
    Array.from({ length: count }, () => ({
      key: Math.floor(random() * 2 ** 32),
      label: Number(random() < 0.4),
    }));
  const before = rowsOf(300);
  const partOf = (rows: typeof before) => {
    const parts = splitStratified({
      labelIds: Uint16Array.from(rows, ({ label }) => label),
      classCount: 2,
      shares,
      needed: [2, 0, 1],
      seed: 42,
      keys: Uint32Array.from(rows, ({ key }) => key),
    });
    return new Map(rows.map(({ key }, row) => [key, parts[row]]));
  };
  const changed = (rows: typeof before) => {
    const [then, now] = [partOf(before), partOf(rows)];
    return before.filter(({ key }) => then.get(key) !== now.get(key)).length;
  };
  expect(changed([...rowsOf(30), ...before])).toBeLessThanOrEqual(8);
  expect(changed(before.toReversed())).toBe(0);
  const corrected = before.map((row, at) => (at === 5 ? { ...row, label: 1 - row.label } : row));
  expect(changed(corrected)).toBeLessThanOrEqual(4);
});

describe('groups', () => {
  test('of any sizes stay in one part, and no part is empty that could have one', () => {
    const rows = fc.array(
      fc.record({ label: fc.integer({ min: 0, max: 3 }), group: fc.integer({ min: 0, max: 12 }) }),
      { minLength: 1, maxLength: 80 },
    );
    const anyShares = fc.constantFrom(shares, [0.5, 0.25, 0.25], [0.2, 0.2, 0.2, 0.2, 0.2]);
    fc.assert(
      fc.property(rows, anyShares, fc.integer({ min: 0 }), (all, wanted, seed) => {
        const values = new ValueGroups();
        for (const { group } of all) values.add(String(group));
        const groups = values.lowestRows();
        const labelIds = Uint16Array.from(all, ({ label }) => label);
        const order = { labelIds, classCount: 4, groups, shares: wanted, seed };
        const parts = splitStratified(order);
        expect(splitStratified(order)).toEqual(parts);
        groups.forEach((group, row) => expect(parts[row]).toBe(parts[group]));
        if (new Set(groups).size >= wanted.length) {
          expect(new Set(parts).size).toBe(wanted.length);
        }
      }),
      { numRuns: 500 },
    );
  });

  test('that are small leave each class near its shares', () => {
    const sizes = fc.array(fc.integer({ min: 60, max: 400 }), { minLength: 2, maxLength: 5 });
    fc.assert(
      fc.property(sizes, fc.integer({ min: 0 }), (classSizes, seed) => {
        const labelIds = Uint16Array.from(classSizes.flatMap((size, label) => new Array<number>(size).fill(label)));
        // Threes of one class, and every fourth row by itself.
        const groups = Uint32Array.from(labelIds, (label, row) =>
          row % 4 === 3 ? row : Math.max(row - (row % 4), labelIds.indexOf(label)),
        );
        const parts = splitStratified({ labelIds, classCount: classSizes.length, groups, shares, seed });
        classSizes.forEach((size, label) => {
          shares.forEach((share, part) => {
            const own = parts.filter((of, row) => of === part && labelIds[row] === label).length;
            expect(Math.abs(own - size * share)).toBeLessThanOrEqual(3);
          });
        });
      }),
    );
  });

  // A fixture: tools/fixtures/make_group_folds.py.
  test.each([
    ['sst2', 'sst2/train.tsv', 0],
    ['sms', 'sms_spam_uci/SMSSpamCollection.tsv', 1],
  ] as const)('of %s by first word are balanced as well as scikit-learn’s', (name, path, column) => {
    const cells = dataLines(path).map((line) => line.split('\t'));
    const labels = cells.map((row) => row[1 - column]?.trim() ?? '');
    const names = [...new Set(labels)];
    const labelIds = Uint16Array.from(labels, (label) => names.indexOf(label));
    const values = new ValueGroups();
    for (const row of cells) values.add(row[column]?.trim().split(' ')[0]?.toLowerCase() ?? '');
    const groups = values.lowestRows();
    const five = [0.2, 0.2, 0.2, 0.2, 0.2];
    const theirs = Uint8Array.from(sklearnFolds[name], Number);
    expect(theirs).toHaveLength(labelIds.length);
    const worst = [1, 2, 3, 4, 5].map((seed) =>
      imbalance(splitStratified({ labelIds, classCount: 2, groups, shares: five, seed }), labelIds),
    );
    const reference = imbalance(theirs, labelIds);
    console.log(
      `${name}: farthest from a fifth of a class: ${worst.map((own) => own.toFixed(4)).join(', ')}; scikit-learn ${reference.toFixed(4)}`,
    );
    for (const own of worst) expect(own).toBeLessThanOrEqual(Math.max(reference, 0.002));
  });
});

/** The largest difference between a fold's share of a class and a fifth. */
function imbalance(folds: Uint8Array, labelIds: Uint16Array): number {
  const totals = [0, 1].map((label) => labelIds.filter((own) => own === label).length);
  return Math.max(
    ...[0, 1, 2, 3, 4].flatMap((fold) =>
      totals.map((total, label) => {
        const own = labelIds.filter((of, row) => of === label && folds[row] === fold).length;
        return Math.abs(own / total - 0.2);
      }),
    ),
  );
}

test('groups that hold most of a label are taken apart, others stay', () => {
  const groups = Uint32Array.of(0, 0, 0, 3, 4, 4, 6, 7);
  const labelIds = Uint16Array.of(0, 0, 0, 0, 1, 1, 1, 1);
  const { groups: kept, apart } = withoutDominantGroups(groups, labelIds, 2);
  expect(Array.from(kept)).toEqual([0, 1, 2, 3, 4, 4, 6, 7]);
  expect(apart).toBe(3);
});
