// The part of tokenizer.json that is SentencePiece's byte-pair encoding (Gemma's, which mmBERT has).

import { modelLimits } from '../domain/limits';
import { broken, expect, expectOff, object, text, type Json } from './jsonParts';
import { readAddedTokens, readMerges, readTemplate, readVocabulary, type TokenParts } from './tokenParts';

export interface PiecePairsFile extends TokenParts {
  kind: 'piecePairs';
  /** The two sides of each merge, the first to merge first. */
  merges: readonly (readonly [string, string])[];
  /** Where a character is in no token, its bytes stand for it; where one of these is missing, this id. */
  unknownId: number;
  /** Whether a merge goes across the ▁ before a word: then no part of a text can be read by itself. */
  joinsWords: boolean;
}

/** What a space becomes. */
export const spaceMark = '▁';

/** A token that has another character before its ▁. */
const acrossWords = /[^▁]▁/;

/** @throws Failure `ModelBroken` */
export function readPiecePairs(file: Json, model: Json): PiecePairsFile {
  const normalizer = object(file['normalizer'], 'normalizer');
  expect(normalizer, 'normalizer', { type: 'Replace', content: spaceMark });
  expect(object(normalizer['pattern'], 'normalizer.pattern'), 'normalizer.pattern', { String: ' ' });
  readSplitter(file['pre_tokenizer'] ?? null);
  expect(model, 'model', { byte_fallback: true, fuse_unk: true });
  expectOff(model, 'model', ['dropout', 'continuing_subword_prefix', 'end_of_word_suffix', 'ignore_merges']);
  const vocabulary = readVocabulary(model['vocab']);
  for (const token of vocabulary.keys()) {
    if (token.length > modelLimits.tokenCharacters) throw broken(`a token has ${token.length} characters`);
  }
  const unknownId = vocabulary.get(text(model['unk_token'], 'model.unk_token'));
  if (unknownId === undefined) throw broken('its vocabulary lacks model.unk_token');
  const merges = readMerges(model, vocabulary);
  return {
    kind: 'piecePairs',
    vocabulary,
    merges,
    unknownId,
    joinsWords: merges.some(([left, right]) => acrossWords.test(left + right)),
    addedTokens: readAddedTokens(file, vocabulary),
    ...readTemplate(file, vocabulary),
  };
}

/** It would cut at spaces, of which the normalizer leaves none. */
function readSplitter(json: unknown): void {
  if (json === null) return;
  const splitter = object(json, 'pre_tokenizer');
  expect(splitter, 'pre_tokenizer', { type: 'Split', behavior: 'MergedWithPrevious' });
  expect(object(splitter['pattern'], 'pre_tokenizer.pattern'), 'pre_tokenizer.pattern', { String: ' ' });
}
