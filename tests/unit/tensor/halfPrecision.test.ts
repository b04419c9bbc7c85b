// Half precision against all its values, and against the bits that IEEE 754 asks for.

import { expect, test } from 'vitest';
import { exactHalves, halfToSingle, singleToHalf } from '../../../src/tensor/halfPrecision';

const every = Uint16Array.from({ length: 65536 }, (_, bits) => bits);
const isNumber = (bits: number) => (bits & 0x7c00) !== 0x7c00 || (bits & 0x3ff) === 0;

test('every number of half precision comes back', () => {
  const numbers = every.filter(isNumber);
  expect(singleToHalf(halfToSingle(numbers))).toEqual(numbers);
  expect(exactHalves(halfToSingle(numbers))).toEqual(numbers);
  expect(singleToHalf(Float32Array.of(NaN))[0]).toSatisfy((bits: number) => !isNumber(bits));
});

test.each([
  ['a tie, to even below', 1 + 2 ** -11, 0x3c00],
  ['a tie, to even above', 1 + 3 * 2 ** -11, 0x3c02],
  ['just above a tie', 1 + 2 ** -11 + 2 ** -23, 0x3c01],
  ['the largest', 65519.996, 0x7bff],
  ['too large', 65520, 0x7c00],
  ['half of the smallest', 2 ** -25, 0],
  ['just above it', 2 ** -25 + 2 ** -48, 1],
  ['a negative subnormal', -3 * 2 ** -24, 0x8003],
  ['negative zero', -0, 0x8000],
])('%s', (_, single, bits) => {
  expect(singleToHalf(Float32Array.of(single))[0]).toBe(bits);
});

test('one number that would be rounded, wherever it stands', () => {
  for (const at of [0, 20_000, 39_999]) {
    const singles = new Float32Array(40_000).fill(0.5);
    expect(exactHalves(singles)).toHaveLength(40_000);
    singles[at] = 0.1;
    expect(exactHalves(singles)).toBeNull();
  }
});
