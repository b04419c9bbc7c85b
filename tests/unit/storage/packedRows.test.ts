import fc from 'fast-check';
import { expect, test } from 'vitest';
import { packRows, unpackRows } from '../../../src/storage/packedRows';

test('rows of any cells and widths come back', () => {
  const row = fc.array(fc.string({ unit: 'binary', maxLength: 8 }), { maxLength: 5 });
  fc.assert(
    fc.property(fc.array(row, { maxLength: 20 }), (rows) => {
      expect(unpackRows(packRows(rows))).toEqual(rows);
    }),
  );
});

test('a cell of more than 65,535 characters comes back', () => {
  const rows = [['a'.repeat(70_000), ''], ['b']];
  expect(unpackRows(packRows(rows))).toEqual(rows);
});
