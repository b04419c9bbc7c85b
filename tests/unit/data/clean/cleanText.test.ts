import { expect, test } from 'vitest';
import { textCleaner } from '../../../../src/data/clean/cleanText';
import { cleaningSteps, cleansNothing, noCleaning } from '../../../../src/domain/cleaning';
import { cleaningFields, describeCleaning } from '../../../../src/words/cleaning';

test('without switches a text stays as it is', () => {
  const text = '  FÃ¼r <b>a@b.com</b>\n\n&amp; 5 ';
  expect(textCleaner(noCleaning)(text)).toBe(text);
  expect(cleansNothing(noCleaning)).toBe(true);
});

test.each(cleaningSteps)('the example of %s shows what it does', (step) => {
  const { example } = cleaningFields[step];
  expect(textCleaner({ ...noCleaning, steps: [step] })(example)).not.toBe(example);
});

test('all switches together, in their own order', () => {
  const clean = textCleaner({ ...noCleaning, steps: cleaningSteps.toReversed() });
  expect(clean(' <p>FÃ¼r @ann: see https://a.example/1 or mail bob@b.example &amp; pay 19.99\n\nCafe\u0301</p> ')).toBe(
    'Für [USER]: see [URL] or mail [EMAIL] & pay [NUMBER] Café',
  );
});

test('words wherever they stand, passages at the ends only', () => {
  const clean = textCleaner({
    steps: ['spaces', 'trim'],
    removeWords: ['refund', 'not spam', 'a+b'],
    removePassages: ['Sent from my phone.'],
  });
  expect(clean('A Refund, refunds and NOT-SPAM. Sent from my phone.')).toBe('A , refunds and .');
  expect(clean('He wrote: Sent from my phone. And left.')).toBe('He wrote: Sent from my phone. And left.');
});

test('cleaning a clean text changes nothing', () => {
  const clean = textCleaner({ ...noCleaning, steps: [...cleaningSteps] });
  const once = clean(' see www.a.example, 5 @ann ann@b.example &amp; &quot; ');
  expect(clean(once)).toBe(once);
});

test('a cleaning in words, one line each', () => {
  const lines = describeCleaning({
    steps: ['trim', 'urls'],
    removeWords: ['x'],
    removePassages: ['One private passage here'],
  });
  expect(lines).toHaveLength(4);
  expect(lines[0]).toMatch(/^Replace URLs/);
  // It may be part of somebody's text.
  expect(lines.join()).not.toContain('private');
});
