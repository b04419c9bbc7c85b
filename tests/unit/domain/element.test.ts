import { expect, test } from 'vitest';
import { elementAt } from '../../../src/domain/element';

test('gives an element, nothing and zero included', () => {
  expect(elementAt([false, null, 'c'], 0)).toBe(false);
  expect(elementAt([false, null, 'c'], 1)).toBe(null);
  expect(elementAt(Float32Array.of(0.5, NaN), 1)).toBe(NaN);
  expect(elementAt(Uint8Array.of(7, 0), 1)).toBe(0);
});

test.each([-1, 2, 0.5, NaN])('refuses the index %s', (index) => {
  const message = `There is no element ${index} of 2.`;
  expect(() => elementAt(['a', 'b'], index)).toThrow(new RangeError(message));
  expect(() => elementAt(new Float64Array(2), index)).toThrow(new RangeError(message));
});
