// Tokens that were added to a tokenizer in every way that `add_tokens` allows: the ids of Hugging Face's `tokenizers`
// (tools/fixtures/make_added_tokens.py).

import { readFileSync } from 'node:fs';
import { expect, it, test } from 'vitest';
import { createTokenizer } from '../../../src/tokenization/tokenizer';
import { tinyTokenizer } from '../../support/tinyTokenizers';

interface Fixture {
  texts: string[];
  tokenizers: Record<string, { addedTokens: object[]; ids: number[][] }>;
}

const { texts, tokenizers } = JSON.parse(
  readFileSync(new URL('../../fixtures/added-tokens.json', import.meta.url), 'utf8'),
) as Fixture;

function fileOf(name: string): object {
  const kind = name === 'lowercased' ? 'cased' : name === 'composed' ? 'bytePairs' : name;
  const file = tinyTokenizer(kind as 'cased' | 'bytePairs' | 'unigram') as { normalizer: object };
  const { addedTokens } = tokenizers[name] ?? { addedTokens: [] };
  const lowercased = { normalizer: { ...file.normalizer, lowercase: true, strip_accents: null } };
  const composed = { normalizer: { type: 'NFC' } };
  return {
    ...file,
    ...(name === 'lowercased' ? lowercased : name === 'composed' ? composed : {}),
    added_tokens: addedTokens,
  };
}

it.each(Object.keys(tokenizers))('%s: the ids of `tokenizers`', (name) => {
  const tokenizer = createTokenizer(fileOf(name), {});
  const wrong = texts
    .map((text, index) => ({
      text,
      wanted: tokenizers[name]?.ids[index]?.join(),
      ours: tokenizer.encode(text, 100_000).join(),
    }))
    .filter(({ wanted, ours }) => wanted !== ours);
  expect(wrong).toEqual([]);
});

test('a long text is cut to the same ids though a token has a space', () => {
  const tokenizer = createTokenizer(fileOf('cased'), {});
  const text = 'x Covid 19 '.repeat(400);
  const whole = tokenizer.encode(text, 100_000);
  for (let room = 3; room < 60; room++) {
    expect([...tokenizer.encode(text, room)]).toEqual([...whole.slice(0, room - 1), whole.at(-1)]);
  }
});
