// XLM-R's sentencepiece.bpe.model against transformers, and what is refused by which words.

import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Failure } from '../../../src/domain/failures';
import { fromSentencePiece } from '../../../src/tokenization/fromSentencePiece';
import { createTokenizer, tokenizeTexts } from '../../../src/tokenization/tokenizer';
import { differing } from '../../support/tokenIds';
import {
  message,
  readFixture,
  sentencePieceFile,
  symbolsFile,
  tinyTokenizer,
  type Fields,
} from '../../support/tinyTokenizers';

/** Made by tools/fixtures/make_tokenizers.py from transformers' XLMRobertaTokenizerFast. */
const expected = readFixture<{
  largeHash: string;
  oddTexts: number[][];
  randomTexts: string;
  symbolTexts: Record<string, number[]>;
}>('sentencePiece');
const { oddTexts, randomTexts } = readFixture<{ oddTexts: string[]; randomTexts: string[] }>('texts');
const whole = { maxTokens: 10_000_000, truncation: 'start' } as const;
const small = symbolsFile();

describe('a tokenizer of sentencepiece.bpe.model alone', () => {
  it('is the one that tokenizer.json describes, whose ids families.test.ts compares', () => {
    const file = sentencePieceFile();
    expect(createHash('sha256').update(file).digest('hex')).toBe(expected.largeHash);
    const { post_processor: _, ...known } = tinyTokenizer('unigram') as Record<string, unknown>;
    expect(fromSentencePiece(file, {})).toMatchObject(known);
  });

  it('without rules for characters, with tokens of its maker’s: the ids of transformers', async () => {
    const tokenizer = createTokenizer(fromSentencePiece(small, {}), {});
    const idsOf = (text: string) => [...tokenizer.encode(text, whole.maxTokens)];
    expect(oddTexts.map(idsOf)).toEqual(expected.oddTexts);
    for (const [text, ids] of Object.entries(expected.symbolTexts)) {
      expect(idsOf(text), text).toEqual(ids);
    }
    const tokens = await tokenizeTexts(tokenizer, randomTexts, whole);
    expect(differing(randomTexts, tokens, expected.randomTexts)).toEqual([]);
  });
});

const piece = (text: string, type = 1): Fields[number] => {
  const fields: Fields = [
    [1, text],
    [2, { float: -1 }],
    [3, type],
  ];
  return [1, message(fields)];
};
const start = [piece('<unk>', 2), piece('<s>', 3), piece('</s>', 3)];
const file = (pieces: Fields, trainer: Fields = [], normalizer: Fields = []) =>
  message([...pieces, [2, message(trainer)], [3, message(normalizer)]]);

describe('a sentencepiece.bpe.model', () => {
  it('with all settings left out is XLM-R’s', () => {
    const tokenizer = createTokenizer(fromSentencePiece(file([...start, piece('▁a')]), {}), {});
    expect([...tokenizer.encode('a b', 9)]).toEqual([0, 4, 3, 2]);
    expect(tokenizer.vocabularySize).toBe(6);
  });

  const noFile = new Uint8Array();
  it.each<[string, RegExp, Uint8Array, object?]>([
    ['of byte pairs', /is of byte pairs instead of Unigram, unlike XLM-R’s/, file(start, [[3, 2]])],
    ['with bytes', /spells unknown characters as bytes/, file(start, [[35, 1]])],
    ['with ▁ behind words', /reads spaces in another way/, file(start, [[24, 1]])],
    ['without ▁ in front', /reads spaces in another way/, file(start, [], [[3, 0]])],
    ['in T5’s order', /begins with \["<pad>","<\/s>"/, file([piece('<pad>', 3), ...start.slice(2)])],
    ['with unused pieces', /“x” as a piece of type 5/, file([...start, piece('x', 5)])],
    ['with XLM-R’s own tokens', /“<mask>” as a piece of its own/, file([...start, piece('<mask>')])],
    ['with a piece twice', /“x” as a piece of its own/, file([...start, piece('x'), piece('x')])],
    ['that is empty', /damaged or cut off/, noFile],
    ['without its settings', /damaged or cut off/, message(start)],
    ['with a piece without text', /damaged or cut off/, file([...start, [1, message([[3, 1]])]])],
    ['with pieces that are numbers', /damaged or cut off/, file([...start, [1, 5]])],
    [
      'with rules that are damaged',
      /precompiled_charsmap is not whole/,
      file(start, [], [[2, Uint8Array.of(9, 9, 9)]]),
    ],
    [
      'without a token that was added later',
      /“?"<new>" as token 5, and its sentencepiece\.bpe\.model has not/,
      file([...start, piece('▁a')]),
      { added_tokens_decoder: { 5: { content: '<new>' } } },
    ],
  ])('%s is refused', (_, words, bytes, settings = {}) => {
    expect(() => createTokenizer(fromSentencePiece(bytes, { ...settings }), {})).toThrow(
      expect.objectContaining({ code: 'ModelBroken', message: expect.stringMatching(words) }),
    );
  });
});

/** Whether it was read. Anything but a Failure is let through. */
function isRead(bytes: Uint8Array): boolean {
  try {
    createTokenizer(fromSentencePiece(bytes, {}), {}).encode('some <url> words', 99);
    return true;
  } catch (error) {
    if (error instanceof Failure && error.code === 'ModelBroken') return false;
    throw error;
  }
}

describe('damage', () => {
  it('a file that is cut off is refused, wherever it is cut', () => {
    const cuts = Array.from({ length: 400 }, (_, cut) => Math.floor((cut * small.length) / 400));
    const last = Array.from({ length: 60 }, (_, cut) => small.length - 1 - cut);
    expect([...cuts, ...last].filter((cut) => isRead(small.subarray(0, cut)))).toEqual([]);
  });

  it('bytes that are changed, removed or put in: read or refused', () => {
    const place = fc.integer({ min: 0, max: small.length - 1 });
    const damage = fc.record({ place, removed: fc.nat(3), put: fc.uint8Array({ maxLength: 6 }) });
    fc.assert(
      fc.property(fc.array(damage, { minLength: 1, maxLength: 4 }), (damages) => {
        const bytes = damages.reduce<number[]>(
          (sound, { place: at, removed, put }) => sound.toSpliced(at, removed, ...put),
          [...small],
        );
        isRead(Uint8Array.from(bytes));
      }),
      { numRuns: 500, seed: 1 },
    );
  });

  it('any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => !isRead(bytes)),
      { numRuns: 2000, seed: 2 },
    );
  });
});
