// Cut into stretches, a text has the clusters that it has as a whole.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { segmentsOf } from '../../../src/tokenization/segments';

const segmenter = new Intl.Segmenter('und', { granularity: 'grapheme' });

test('the clusters of any text are those of Intl.Segmenter', () => {
  const part = fc.constantFrom(
    ...[
      'a',
      ' ',
      '\r\n',
      '\r',
      '\n',
      '\u0301',
      'é',
      '👩',
      '\u200d',
      '👩\u200d💻',
      '🇩🇪',
      '🇫',
      '\u0600',
      'क्',
      'ष',
      '한',
      '\u1100',
    ],
    ...['\ud83d', '\ude00', '👍🏽', 'x'.repeat(300), '\u0301'.repeat(1500), '🇩🇪'.repeat(300)],
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 200 }), (parts) => {
      const text = parts.join('');
      expect([...segmentsOf(text, segmenter)]).toEqual(Array.from(segmenter.segment(text), ({ segment }) => segment));
    }),
    { numRuns: 300, seed: 1 },
  );
});
