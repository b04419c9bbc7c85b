import fc from 'fast-check';
import { expect, test } from 'vitest';
import { packRows, unpackRows } from '../../../src/storage/packedRows';

test('rows of any cells and widths come back', () => {
  // Halves of a pair too, which JSON can bring.
  const unit = fc.oneof(fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }), fc.constantFrom('\ud800', '\udfff'));
  const row = fc.array(fc.string({ unit, maxLength: 8 }), { maxLength: 5 });
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
