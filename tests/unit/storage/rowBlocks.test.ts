import { expect, test } from 'vitest';
import { RowBlocks } from '../../../src/storage/rowBlocks';

test('the block of a row, by where blocks begin', () => {
  const blocks = new RowBlocks({ blockStarts: Uint32Array.of(0, 3, 4, 100) });
  expect([0, 2, 3, 4, 99, 100, 5000].map((row) => blocks.of(row))).toEqual([0, 0, 1, 2, 2, 3, 3]);
  expect([0, 1, 2, 3].map((block) => blocks.start(block))).toEqual([0, 3, 4, 100]);
});

test('blocks of earlier versions have 2,000 rows', () => {
  const blocks = new RowBlocks({});
  expect([0, 1999, 2000, 5999].map((row) => blocks.of(row))).toEqual([0, 0, 1, 2]);
  expect(blocks.start(2)).toBe(4000);
});
