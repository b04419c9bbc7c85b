// Cased WordPiece, byte pairs and Unigram against Hugging Face's `tokenizers`.

import { describe, expect, it, test } from 'vitest';
import { createTokenizer, tokenizeTexts } from '../../../src/tokenization/tokenizer';
import { dataLines } from '../../support/dataFiles';
import { readFixture, tinyTokenizer } from '../../support/tinyTokenizers';
import { afterFirstTab, beforeFirstTab, differing } from '../../support/tokenIds';

const dataSets = [
  { name: 'sms_spam_uci', path: 'sms_spam_uci/SMSSpamCollection.tsv', column: afterFirstTab },
  { name: 'germeval2018.test', path: 'germeval2018/germeval2018.test.txt', column: beforeFirstTab },
];

interface Expected {
  dataSets: Record<string, string>;
  oddTexts: number[][];
  randomTexts: string;
}

const { oddTexts, randomTexts } = readFixture<{ oddTexts: string[]; randomTexts: string[] }>('texts');
const newerPunctuation = /[\u061d\u09fd\u0a76\u0c77\u0c84\u1b4e\u1b7d-\u1b7f\u2e43-\u2e5d]/u;
const whole = { maxTokens: 10_000_000, truncation: 'start' } as const;

describe.each(['cased', 'bytePairs', 'modernbert', 'piecePairs', 'unigram', 'unigramNew'] as const)('%s', (name) => {
  const tokenizer = createTokenizer(tinyTokenizer(name), {});
  const expected = readFixture<Expected>(`${name}.ids`);

  it('every text of two data sets', async () => {
    for (const { name: dataSet, path, column } of dataSets) {
      const texts = dataLines(path).map(column);
      const tokens = await tokenizeTexts(tokenizer, texts, whole);
      expect(differing(texts, tokens, expected.dataSets[dataSet] ?? ''), dataSet).toEqual([]);
    }
  }, 60_000);

  it('odd texts, Arabic, Chinese, emoji, literal special tokens', () => {
    const wrong = oddTexts
      .map((text, index) => ({
        text,
        wanted: expected.oddTexts[index]?.join(),
        ours: tokenizer.encode(text, whole.maxTokens).join(),
      }))
      .filter(({ wanted, ours }) => wanted !== ours);
    expect(wrong).toEqual([]);
  });

  it('random strings over all of Unicode, newer punctuation in WordPiece aside', async () => {
    const tokens = await tokenizeTexts(tokenizer, randomTexts, whole);
    const wrong = differing(randomTexts, tokens, expected.randomTexts);
    // docs/models.md names it: `tokenizers` knows punctuation as of Unicode 8, the browser all of it.
    const known = name === 'cased' ? wrong.filter((text) => newerPunctuation.test(text)) : [];
    expect(wrong).toEqual(known);
    expect(known.length).toBeLessThan(10);
  });

  it('a long text is cut to the same ids without reading it whole', () => {
    const pieces = ['plain words', '<mask>', '\u0301\u200B', 'é‼️', '漢字', 'x'.repeat(50), '  ', '\n'];
    let state = 1;
    for (let round = 0; round < 20; round++) {
      let text = '';
      while (text.length < 4000) {
        state = (state * 48271) % 2147483647;
        text += (pieces[state % pieces.length] ?? '') + (state % 3 ? ' ' : '');
      }
      const ids = tokenizer.encode(text, whole.maxTokens);
      for (const maxTokens of [2, 8, 32, 128]) {
        const cut = tokenizer.encode(text, maxTokens);
        const kept = [...ids.slice(0, maxTokens - 1), ids.at(-1)];
        expect([...cut]).toEqual(ids.length > maxTokens ? kept : [...ids]);
      }
    }
  });
});

test('a vocabulary as large as XLM-R’s', () => {
  const file = tinyTokenizer('unigram') as { model: { vocab: [string, number][] } };
  const { vocab } = file.model;
  for (let id = vocab.length; id < 250_002; id++) vocab.push([`▁number${id}`, -1]);
  expect([...createTokenizer(file, {}).encode('number250001', 9)]).toEqual([0, 250_001, 2]);
});

describe('long texts', () => {
  const tokenizer = createTokenizer(tinyTokenizer('bytePairs'), {});
  const text = Array.from({ length: 30 }, (_, i) => String(i)).join(' ');
  const all = [...tokenizer.encode(text, 1000)];
  const content = all.slice(1, -1);
  const [start, end] = [all[0], all.at(-1)];

  it('head and tail keep a quarter and three quarters', () => {
    const found = tokenizer.windows(text, { maxTokens: 10, truncation: 'startAndEnd' });
    expect(found).toMatchObject({ long: true, truncated: true });
    expect(found.windows).toEqual([[start, ...content.slice(0, 2), ...content.slice(-6), end]]);
  });

  it('windows cover the text, the last one ending with it', () => {
    const found = tokenizer.windows(text, { maxTokens: 10, truncation: 'windows' });
    expect(found).toMatchObject({ long: true, truncated: false });
    expect(found.windows).toHaveLength(Math.ceil(content.length / 8));
    expect(found.windows.at(-1)).toEqual([start, ...content.slice(-8), end]);
    expect(new Set(found.windows.flat())).toEqual(new Set(all));
    expect(found.windows.every((window) => window.length === 10)).toBe(true);
  });

  it('a short text is one window', () => {
    for (const truncation of ['start', 'startAndEnd', 'windows'] as const) {
      const found = tokenizer.windows('1 2', { maxTokens: 10, truncation });
      expect(found).toMatchObject({ long: false, truncated: false });
      expect(found.windows).toEqual([[...tokenizer.encode('1 2', 10)]]);
    }
  });

  it('of a text without end, the first windows are read', () => {
    const found = tokenizer.windows('a '.repeat(1000), { maxTokens: 10, truncation: 'windows' });
    expect(found).toMatchObject({ long: true, truncated: true });
    expect(found.windows).toHaveLength(32);
  });
});
