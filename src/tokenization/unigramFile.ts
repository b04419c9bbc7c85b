// The part of tokenizer.json that is Unigram's own.

import { modelLimits } from '../domain/limits';
import { broken, expect, expectOff, list, object, shown, text, type Json } from './jsonParts';
import { checkSize, readAddedTokens, readTemplate, type TokenParts } from './tokenParts';

/** XLM-RoBERTa and the multilingual models made from it: SentencePiece's Unigram. */
export interface UnigramFile extends TokenParts {
  kind: 'unigram';
  /** Log-probability by id. */
  scores: Float64Array;
  unknownId: number;
  normalization: UnigramStep[];
  /** Whether a text is cut at white space first, so that each word gets a ▁. */
  splitsWords: boolean;
  /** Where ▁ is put in front. */
  prepend: 'always' | 'first' | 'never';
}

/** A step of a Unigram tokenizer's normalizing. */
export type UnigramStep =
  | { kind: 'precompiled'; charsMap: string }
  | { kind: 'stripEnd' }
  /** Two or more spaces become this. */
  | { kind: 'squeezeSpaces'; content: string };

export function readUnigram(file: Json, model: Json): UnigramFile {
  expectOff(model, 'model', ['byte_fallback']);
  const entries = list(model['vocab'], 'model.vocab').map((entry) => {
    const [token, score, ...more] = list(entry, 'model.vocab');
    if (typeof token === 'string' && typeof score === 'number' && more.length === 0) {
      checkLength(token);
      return [token, score] as const;
    }
    throw broken(`${shown(entry)} in model.vocab is no token with its score`);
  });
  checkSize(entries.length);
  const vocabulary = new Map(entries.map(([token], id) => [token, id]));
  if (vocabulary.size !== entries.length) throw broken('its vocabulary has a token twice');
  const unknownId = model['unk_id'];
  if (typeof unknownId !== 'number' || !entries[unknownId]) {
    throw broken(`model.unk_id is ${shown(unknownId)} instead of an id of its vocabulary`);
  }
  return {
    kind: 'unigram',
    vocabulary,
    scores: Float64Array.from(entries, ([, score]) => score),
    unknownId,
    normalization: readUnigramSteps(file['normalizer'] ?? null),
    ...readMetaspace(object(file['pre_tokenizer'], 'pre_tokenizer')),
    addedTokens: readAddedTokens(file, vocabulary),
    ...readTemplate(file, vocabulary),
  };
}

function readUnigramSteps(json: unknown): UnigramStep[] {
  if (json === null) return [];
  const step = object(json, 'normalizer');
  switch (step['type']) {
    case 'Sequence':
      return list(step['normalizers'], 'normalizer.normalizers').flatMap(readUnigramSteps);
    case 'Precompiled':
      return [
        {
          kind: 'precompiled',
          charsMap: text(step['precompiled_charsmap'], 'normalizer.precompiled_charsmap'),
        },
      ];
    case 'Strip':
      expect(step, 'normalizer', { strip_left: false, strip_right: true });
      return [{ kind: 'stripEnd' }];
    case 'Replace':
      expect(object(step['pattern'], 'normalizer.pattern'), 'normalizer.pattern', {
        Regex: ' {2,}',
      });
      return [{ kind: 'squeezeSpaces', content: checkedContent(step['content']) }];
    default:
      throw broken(`the normalizer ${shown(step['type'])} is not supported`);
  }
}

/** The search for the best split takes time by the longest token. */
function checkLength(token: string): void {
  if (token.length <= modelLimits.tokenCharacters) return;
  throw broken(
    `the token ${shown(token)} has ${token.length} characters, and Hone takes up to ${modelLimits.tokenCharacters}`,
  );
}

function checkedContent(json: unknown): string {
  const content = text(json, 'normalizer.content');
  if (content.length <= modelLimits.replacementBytes) return content;
  throw broken(`normalizer.content has ${content.length} characters`);
}

function readMetaspace(json: Json): Pick<UnigramFile, 'splitsWords' | 'prepend'> {
  if (json['type'] === 'Sequence') {
    const [first, second, ...more] = list(json['pretokenizers'], 'pre_tokenizer.pretokenizers');
    expect(object(first, 'pre_tokenizer'), 'pre_tokenizer', { type: 'WhitespaceSplit' });
    if (more.length > 0) throw broken('its pre_tokenizer has more than two steps');
    return { ...readMetaspace(object(second, 'pre_tokenizer')), splitsWords: true };
  }
  expect({ split: true, ...json }, 'pre_tokenizer', {
    type: 'Metaspace',
    replacement: '▁',
    split: true,
  });
  const scheme = json['prepend_scheme'] ?? (json['add_prefix_space'] === false ? 'never' : 'always');
  if (scheme !== 'always' && scheme !== 'first' && scheme !== 'never') {
    throw broken(`pre_tokenizer.prepend_scheme is ${shown(scheme)}`);
  }
  return { splitsWords: false, prepend: scheme };
}
