import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createTokenizer, tokenizeTexts } from '../../../src/tokenization/tokenizer';
import { dataLines } from '../../support/dataFiles';
import { afterFirstTab, beforeFirstTab, differing } from '../../support/tokenIds';

const root = new URL('../../../', import.meta.url);
const read = (url: URL) => readFileSync(url, 'utf8');
const model = (file: string): unknown => JSON.parse(read(new URL(`public/models/all-MiniLM-L6-v2/${file}`, root)));

/** Made by tools/fixtures/make_token_ids.py from Hugging Face's `tokenizers`. */
interface Expected {
  maxTokens: number;
  dataSets: Record<string, { texts: number; tokens: number; truncated: number; whole: string; cut: string }>;
  oddTexts: { text: string; ids: number[] }[];
}
const expected = JSON.parse(read(new URL('tests/fixtures/token-ids.json', root))) as Expected;

const tokenizer = createTokenizer(model('tokenizer.json'), model('tokenizer_config.json'));
const unlimited = 10_000_000;
const head = (maxTokens: number) => ({ maxTokens, truncation: 'start' as const });

describe('ids equal to those of Hugging Face tokenizers', () => {
  const germeval = (part: string) => `germeval2018/germeval2018.${part}.txt`;

  it.each([
    { name: 'sms_spam_uci', path: 'sms_spam_uci/SMSSpamCollection.tsv', column: afterFirstTab },
    { name: 'germeval2018.training', path: germeval('training'), column: beforeFirstTab },
    { name: 'germeval2018.test', path: germeval('test'), column: beforeFirstTab },
  ])('every text of $name', async ({ name, path, column }) => {
    const reference = expected.dataSets[name]!;
    const texts = dataLines(path).map(column);
    expect(texts).toHaveLength(reference.texts);

    const whole = await tokenizeTexts(tokenizer, texts, head(unlimited));
    expect(differing(texts, whole, reference.whole)).toEqual([]);
    expect(whole.ids).toHaveLength(reference.tokens);
    expect(whole.truncated).toBe(0);

    const cut = await tokenizeTexts(tokenizer, texts, head(expected.maxTokens));
    expect(differing(texts, cut, reference.cut)).toEqual([]);
    expect(cut.truncated).toBe(reference.truncated);
  });

  it('odd texts: emoji, scripts, marks, control characters, literal special tokens', () => {
    const wrong = expected.oddTexts
      .map(({ text, ids }) => ({ text, ids, ours: [...tokenizer.encode(text, unlimited)] }))
      .filter(({ ids, ours }) => ids.join() !== ours.join());
    expect(wrong).toEqual([]);
  });

  const parity = new URL('tests/fixtures/minilm/parity.json', root);
  it('the 20 texts of the model parity fixture, cut at 256', () => {
    const { items } = JSON.parse(read(parity)) as {
      items: { text: string; input_ids: number[] }[];
    };
    expect(items).toHaveLength(20);
    for (const { text, input_ids } of items) {
      expect([...tokenizer.encode(text, 256)], text).toEqual(input_ids);
    }
  });
});

describe('encode', () => {
  it('gives an empty text its special tokens', () => {
    expect([...tokenizer.encode('', 128)]).toEqual([101, 102]);
  });

  it('takes lone surrogates as the replacement characters a decoder makes of them', () => {
    for (const text of ['a\uD800b', '\uDC00', 'x\uD83D', '\uDE00\uD83D']) {
      expect(tokenizer.encode(text, 128)).toEqual(tokenizer.encode(text.toWellFormed(), 128));
    }
  });

  it('keeps the end token when it cuts', () => {
    const whole = tokenizer.encode('one two three four', 128);
    expect(whole).toHaveLength(6);
    expect(tokenizer.encode('one two three four', 6)).toEqual(whole);
    expect([...tokenizer.encode('one two three four', 5)]).toEqual([...whole.slice(0, 4), 102]);
    expect([...tokenizer.encode('one two three four', 2)]).toEqual([101, 102]);
    expect(() => tokenizer.encode('one', 1)).toThrow(RangeError);
  });

  it('cuts a long text without reading it whole, to the same ids', () => {
    const pieces = ['plain words', '[SEP]', '\u0301\u200B', 'é‼️', '漢字', 'x'.repeat(150), '\n'];
    let state = 1;
    for (let round = 0; round < 50; round++) {
      let text = '';
      while (text.length < 4000) {
        state = (state * 48271) % 2147483647;
        text += pieces[state % pieces.length]! + (state % 3 ? ' ' : '');
      }
      const whole = tokenizer.encodeMarked(text, unlimited);
      for (const maxTokens of [2, 8, 32, 128]) {
        const truncated = whole.ids.length > maxTokens;
        const ids = truncated ? [...whole.ids.slice(0, maxTokens - 1), 102] : whole.ids;
        expect(tokenizer.encodeMarked(text, maxTokens)).toEqual({ ids, truncated });
      }
    }
  });

  it.each([
    ['a megabyte without a space', 'x'.repeat(1_000_000)],
    ['a megabyte of marks in the wrong order', 'e' + '\u0301\u0323'.repeat(500_000)],
    ['ten thousand marks on one letter', `a${'\u0301'.repeat(10_000)} b`],
    ['a megabyte of words', 'word '.repeat(200_000)],
    ['a megabyte of invisible words', '\u200B '.repeat(500_000)],
    ['a megabyte of hard words', `${'zq'.repeat(49)}\u0378 `.repeat(10_000)],
  ])('reads %s before the test runs out of time', (_, text) => {
    const ids = tokenizer.encode(text, 128);
    expect(ids.length).toBeLessThanOrEqual(128);
  });
});

describe('tokenizeTexts', () => {
  it('takes chunks that arrive one by one, and says how far it is', async () => {
    const done: number[] = [];
    async function* chunks() {
      yield Array.from({ length: 300 }, () => 'a b');
      yield [];
      yield ['', 'one two three four five'];
    }
    const texts = await tokenizeTexts(tokenizer, chunks(), head(5), (count) => done.push(count));
    expect(texts.offsets).toHaveLength(303);
    expect([...texts.offsets.slice(-3)]).toEqual([1200, 1202, 1207]);
    expect(texts.ids).toHaveLength(1207);
    expect(texts.truncated).toBe(1);
    expect(done).toEqual([256, 302]);
  });

  it('takes no texts', async () => {
    const texts = await tokenizeTexts(tokenizer, [], head(128));
    expect(texts).toEqual({ ids: new Int32Array(), offsets: Uint32Array.of(0), truncated: 0 });
  });
});
