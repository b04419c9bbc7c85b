// Two tabs change the decisions about one data set, each from what it saw last: nothing that either did is lost.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { columnChoice } from '../../../src/domain/columnChoice';
import type { Preparation } from '../../../src/domain/preparation';
import { withChange } from '../../../src/domain/preparationChange';
import { renameLabel } from '../../../src/domain/labelling';
import { withCorrection } from '../../../src/domain/fixes';

const plain: Preparation = { columns: { text: 0, label: 1 } };
const renamed = (preparation: Preparation, from: string, to: string | null): Preparation => {
  const { source, changes } = preparation.labelling ?? { source: { kind: 'one' }, changes: [] };
  return { ...preparation, labelling: { source, changes: renameLabel(changes, from, to) } };
};
const corrected = (preparation: Preparation, row: number, label: string): Preparation => ({
  ...preparation,
  corrections: withCorrection(preparation.corrections ?? [], { row, label }),
});

test('a change of what is stored is taken as it is', () => {
  const wanted = corrected(renamed(plain, 'neg', 'negative'), 3, 'pos');
  expect(withChange(plain, plain, wanted)).toBe(wanted);
});

test('a rename in one tab survives another split, cleaning and fix in the other', () => {
  const other: Preparation = {
    ...plain,
    split: { kind: 'folds', folds: 5, groupColumn: null, nearDuplicatesTogether: true },
    cleaning: { steps: ['urls'], removeWords: [], removePassages: [] },
    fixes: [{ finding: 'nearDuplicates', action: 'drop' }],
  };
  const now = renamed(plain, 'neg', 'negative');
  expect(withChange(now, plain, other)).toEqual({ ...other, labelling: now.labelling });
});

test('renames, corrections and removed words of both are there, in the order of their rows', () => {
  const now = corrected(renamed(plain, 'a', 'first'), 9, 'a');
  const wanted = corrected(renamed(plain, 'b', 'second'), 4, 'b');
  const merged = withChange(now, plain, wanted);
  expect(merged.labelling?.changes).toEqual([
    { from: 'a', to: 'first' },
    { from: 'b', to: 'second' },
  ]);
  expect(merged.corrections?.map(({ row }) => row)).toEqual([4, 9]);
});

test('what was taken back goes, and nothing else; of one row the last correction counts', () => {
  const seen = corrected(corrected(plain, 1, 'a'), 2, 'a');
  const now = corrected(corrected(seen, 3, 'b'), 2, 'c');
  const { corrections = [] } = seen;
  expect(withChange(now, seen, { ...seen, corrections: corrections.slice(1) }).corrections).toEqual([
    { row: 2, label: 'c' },
    { row: 3, label: 'b' },
  ]);
  expect(withChange(now, seen, corrected(seen, 2, 'd')).corrections).toContainEqual({ row: 2, label: 'd' });
});

test('a name for a label of a column that is none any more is not taken', () => {
  const now: Preparation = { columns: { text: 0, label: 2 } };
  expect(withChange(now, plain, renamed(plain, 'neg', 'negative'))).toEqual(now);
  const ratings: Preparation = {
    ...plain,
    labelling: { source: { kind: 'ratings', thresholds: [3], names: ['low', 'high'] }, changes: [] },
  };
  expect(withChange(ratings, plain, corrected(plain, 1, 'a'))).toEqual(ratings);
});

test('a thousand changes from two tabs that see each other late: each row has its last correction', () => {
  const edit = fc.record({
    tab: fc.nat(1),
    row: fc.nat(20),
    label: fc.constantFrom('a', 'b', 'c'),
    /** Whether the tab hears of the other's changes before this one. */
    hears: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(edit, { minLength: 1000, maxLength: 1000 }), (edits) => {
      let stored = plain;
      const seen = [plain, plain];
      const last = new Map<number, string>();
      for (const { tab, row, label, hears } of edits) {
        if (hears) seen[tab] = stored;
        const from = seen[tab] ?? plain;
        const wanted = corrected(from, row, label);
        const wasChanged = from.corrections?.find((own) => own.row === row)?.label !== label;
        stored = withChange(stored, from, wanted);
        seen[tab] = wanted;
        if (wasChanged) last.set(row, label);
      }
      expect(new Map(stored.corrections?.map((own) => [own.row, own.label]))).toEqual(last);
    }),
    { numRuns: 20 },
  );
});

test('a text of several columns is one decision: joined here, parted there, kept beside another label column', () => {
  const joined: Preparation = { columns: columnChoice([0, 2], 1) };
  const relabelled: Preparation = { columns: { text: 0, label: 3 } };
  expect(withChange(relabelled, plain, joined).columns).toEqual(columnChoice([0, 2], 3));
  expect(withChange({ columns: columnChoice([0, 2], 3) }, joined, plain).columns).toEqual({ text: 0, label: 3 });
  // The other tab's label column is one of these texts.
  expect(withChange({ columns: { text: 0, label: 2 } }, plain, joined).columns).toEqual({ text: 0, label: 2 });
});
