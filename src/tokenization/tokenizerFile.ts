// tokenizer.json at the boundary: only what is known to be handled exactly gets through. A custom regular
// expression could take exponential time, and an unknown part would give other ids than training had.

import type { BertNormalization } from './bertNormalizer';
import { broken, expect, expectOff, flag, integer, object, part, shown, text, type Json } from './jsonParts';
import { readUnigram, type UnigramFile } from './unigramFile';
import { readPiecePairs, type PiecePairsFile } from './piecePairsFile';
import { readAddedTokens, readMerges, readTemplate, readVocabulary, type TokenParts } from './tokenParts';

/** A checked tokenizer.json. */
export type TokenizerFile = WordPieceFile | BytePairFile | PiecePairsFile | UnigramFile;

/** BERT and DistilBERT. */
export interface WordPieceFile extends TokenParts {
  kind: 'wordPiece';
  normalization: BertNormalization;
  unknownToken: string;
  /** Tokens of the model itself, which come first; those that were added are found in the text, not in a word. */
  modelTokens: number;
  maxCharactersPerWord: number;
}

/** RoBERTa and ModernBERT: byte-level byte-pair encoding. */
export interface BytePairFile extends TokenParts {
  kind: 'bytePairs';
  /** `left right`, the first to merge first. */
  merges: string[];
  /** Whether characters are composed first (NFC). */
  composes: boolean;
  addPrefixSpace: boolean;
  ignoreMerges: boolean;
}

/** Longer words are unknown; the search within a word is quadratic in its length. */
const longestWord = 200;

/** Checks a parsed tokenizer.json. @throws Failure `ModelBroken` */
export function readTokenizerFile(json: unknown): TokenizerFile {
  const file = object(json, 'the file');
  const model = object(file['model'], 'model');
  switch (model['type']) {
    case 'WordPiece':
      return readWordPiece(file, model);
    case 'BPE':
      return model['byte_fallback'] === true ? readPiecePairs(file, model) : readBytePairs(file, model);
    case 'Unigram':
      return readUnigram(file, model);
    default:
      throw broken(`model.type is ${shown(model['type'])}, and only WordPiece, BPE and Unigram are supported`);
  }
}

/**
 * Checks that tokenizer_config.json asks for the normalising that tokenizer.json describes: Hugging Face's
 * classes let the former win. @throws Failure `ModelBroken`
 */
export function checkTokenizerConfig(json: unknown, file: TokenizerFile): void {
  const config = object(json, 'tokenizer_config.json');
  if (file.kind === 'bytePairs') {
    if ((config['add_prefix_space'] ?? file.addPrefixSpace) !== file.addPrefixSpace) {
      throw broken('add_prefix_space in tokenizer_config.json contradicts tokenizer.json');
    }
  }
  if (file.kind !== 'wordPiece') return;
  const { lowercase, stripAccents, spaceChinese } = file.normalization;
  for (const [key, value] of [
    ['do_lower_case', lowercase],
    ['strip_accents', stripAccents],
    ['tokenize_chinese_chars', spaceChinese],
  ] as const) {
    if ((config[key] ?? value) !== value) {
      throw broken(`${key} in tokenizer_config.json contradicts tokenizer.json`);
    }
  }
}

function readWordPiece(file: Json, model: Json): WordPieceFile {
  part(file, 'pre_tokenizer', 'BertPreTokenizer');
  expect(model, 'model', { continuing_subword_prefix: '##' });
  const vocabulary = readVocabulary(model['vocab']);
  const unknownToken = text(model['unk_token'], 'model.unk_token');
  if (!vocabulary.has(unknownToken)) throw broken(`its vocabulary lacks “${unknownToken}”`);
  const modelTokens = vocabulary.size;
  const addedTokens = readAddedTokens(file, vocabulary);
  return {
    kind: 'wordPiece',
    normalization: readBertNormalization(part(file, 'normalizer', 'BertNormalizer')),
    vocabulary,
    unknownToken,
    modelTokens,
    maxCharactersPerWord: integer(
      model['max_input_chars_per_word'] ?? 100,
      'model.max_input_chars_per_word',
      longestWord,
    ),
    addedTokens,
    ...readTemplate(file, vocabulary),
  };
}

function readBertNormalization(normalizer: Json): BertNormalization {
  expect(normalizer, 'normalizer', { clean_text: true });
  const lowercase = flag(normalizer['lowercase'], 'normalizer.lowercase');
  return {
    lowercase,
    stripAccents: flag(normalizer['strip_accents'] ?? lowercase, 'normalizer.strip_accents'),
    spaceChinese: flag(normalizer['handle_chinese_chars'], 'normalizer.handle_chinese_chars'),
  };
}

function readBytePairs(file: Json, model: Json): BytePairFile {
  const normalizer = file['normalizer'] ?? null;
  if (normalizer !== null) part(file, 'normalizer', 'NFC');
  const splitter = part(file, 'pre_tokenizer', 'ByteLevel');
  expect({ use_regex: true, ...splitter }, 'pre_tokenizer', { use_regex: true });
  const off = ['dropout', 'continuing_subword_prefix', 'end_of_word_suffix', 'byte_fallback'];
  expectOff(model, 'model', [...off, 'fuse_unk']);
  const vocabulary = readVocabulary(model['vocab']);
  return {
    kind: 'bytePairs',
    vocabulary,
    merges: readMerges(model, vocabulary).map((pair) => pair.join(' ')),
    composes: normalizer !== null,
    addPrefixSpace: flag(splitter['add_prefix_space'], 'pre_tokenizer.add_prefix_space'),
    ignoreMerges: flag(model['ignore_merges'] ?? false, 'model.ignore_merges'),
    addedTokens: readAddedTokens(file, vocabulary),
    ...readTemplate(file, vocabulary),
  };
}
