import { expect, test } from 'vitest';
import { aboutDuration, finePercent } from '../../../src/words/numbers';

test('near 0 and 1 a share keeps the digits that tell', () => {
  expect([0.5, 0.999, 0.9995, 0.99996, 0.999999, 0.0004, 0].map(finePercent)).toEqual([
    '50.0 %',
    '99.9 %',
    '99.950 %',
    '99.996 %',
    'over 99.999 %',
    '0.040 %',
    'under 0.001 %',
  ]);
});

test.each([
  [0.2, 'about 5 s'],
  [44, 'about 45 s'],
  [287, 'about 5 min'],
  [9000, 'about 2.5 h'],
])('%d s is %s', (seconds, words) => {
  expect(aboutDuration(seconds)).toBe(words);
});
