// Whatever stands in a text, looking through it takes about as long as it is long.

import { expect, test } from 'vitest';
import { textCleaner } from '../../../../src/data/clean/cleanText';
import { isNearlyEmpty, isPlaceholder, lostCharacterMarks } from '../../../../src/data/clean/emptiness';
import { htmlMarks } from '../../../../src/data/clean/html';
import { splitLabels } from '../../../../src/data/clean/labelLists';
import { Passages } from '../../../../src/data/examine/boilerplate';
import { mojibakeMarks } from '../../../../src/data/examine/mojibake';
import { NearDuplicates } from '../../../../src/data/examine/nearDuplicates';
import { findPersonalData, urlMarks, userNameMarks } from '../../../../src/data/examine/personalData';
import { cleaningSteps, noCleaning } from '../../../../src/domain/cleaning';
import { wordSpans } from '../../../../src/tokenization/words';
import { createTokenizer } from '../../../../src/tokenization/tokenizer';
import { longTexts } from '../../../support/longTexts';
import { tinyTokenizer } from '../../../support/tinyTokenizers';

/** UTF-16 code units: what is quadratic shows, and what is not is quick. */
const length = 40_000;
/** Seconds of the processor for each: several times what a busy machine takes. */
const budget = 2.5;

const looks: [string, (text: string) => unknown][] = [
  ...cleaningSteps.map((step): [string, (text: string) => string] => [
    `cleaning: ${step}`,
    textCleaner({ ...noCleaning, steps: [step] }),
  ]),
  ['removed words', textCleaner({ ...noCleaning, removeWords: ['a b', 'ab', '1.1', 'www'] })],
  ['removed passages', textCleaner({ ...noCleaning, removePassages: ['a'.repeat(50)] })],
  ['emptiness', (text) => [isNearlyEmpty(text), isPlaceholder(text), lostCharacterMarks(text)]],
  ['HTML', htmlMarks],
  ['mojibake', mojibakeMarks],
  ['personal data', findPersonalData],
  ['addresses', (text) => [urlMarks(text), userNameMarks(text)]],
  ['boilerplate', (text) => new Passages().add(text)],
  ['words', wordSpans],
  ['lists of labels', (text) => [splitLabels(text, 'list'), splitLabels(`[${text}]`, 'list'), splitLabels(text, ';')]],
  [
    'near duplicates',
    (text) => {
      const near = new NearDuplicates();
      near.add(text);
      return near.groups();
    },
  ],
  ...(['cased', 'bytePairs', 'unigram', 'unigramNew'] as const).map((name): [string, (text: string) => unknown] => {
    const tokenizer = createTokenizer(tinyTokenizer(name), {});
    return [`tokens: ${name}`, (text) => tokenizer.windows(text, { maxTokens: 64, truncation: 'windows' })];
  }),
];

test.each(looks)('%s', { timeout: 300_000 }, (kind, look) => {
  // Tokenizers take the longest: half of the texts.
  const texts = longTexts(length).filter((_, index) => !kind.startsWith('tokens') || index % 2 === 0);
  for (const [name, text] of texts) {
    const started = process.cpuUsage();
    look(text);
    const { user, system } = process.cpuUsage(started);
    expect((user + system) / 1e6, `seconds for ${name}`).toBeLessThan(budget);
  }
});
