// tokenizer.json at the boundary: only what is known to be handled exactly gets through. A custom regular
// expression could take exponential time, and an unknown part would give other ids than training had.

import type { BertNormalization } from './bertNormalizer';
import { broken, expect, expectOff, flag, integer, list, object, part, shown, text, type Json } from './jsonParts';

/** A checked tokenizer.json. */
export type TokenizerFile = WordPieceFile | BytePairFile | UnigramFile;

interface SharedParts {
  /** Token to id; the ids are 0 to size - 1. */
  vocabulary: Map<string, number>;
  /** Tokens recognised in the text itself. */
  addedTokens: AddedToken[];
  /** Special tokens before and after a text. */
  before: string[];
  after: string[];
}

/** BERT and DistilBERT. */
export interface WordPieceFile extends SharedParts {
  kind: 'wordPiece';
  normalization: BertNormalization;
  unknownToken: string;
  maxCharactersPerWord: number;
}

/** RoBERTa: byte-level byte-pair encoding. */
export interface BytePairFile extends SharedParts {
  kind: 'bytePairs';
  /** `left right`, the first to merge first. */
  merges: string[];
  addPrefixSpace: boolean;
  ignoreMerges: boolean;
}

/** XLM-RoBERTa and the multilingual models made from it: SentencePiece's Unigram. */
export interface UnigramFile extends SharedParts {
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

export interface AddedToken {
  id: number;
  content: string;
  special: boolean;
  /** Whether it takes the white space on its left, on its right. */
  lstrip: boolean;
  rstrip: boolean;
  /** Whether it is looked for after normalizing rather than before. */
  normalized: boolean;
}

/** Longer words are unknown; the search within a word is quadratic in its length. */
const longestWord = 200;
const largestVocabulary = 1_000_000;

/** Checks a parsed tokenizer.json. @throws Failure `ModelBroken` */
export function readTokenizerFile(json: unknown): TokenizerFile {
  const file = object(json, 'the file');
  const model = object(file['model'], 'model');
  switch (model['type']) {
    case 'WordPiece':
      return readWordPiece(file, model);
    case 'BPE':
      return readBytePairs(file, model);
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
  const addedTokens = readAddedTokens(file, vocabulary);
  for (const { content, lstrip, rstrip, normalized } of addedTokens) {
    const off = { lstrip: false, rstrip: false, normalized: false };
    expect({ lstrip, rstrip, normalized }, `added_tokens “${content}”`, off);
  }
  return {
    kind: 'wordPiece',
    normalization: readBertNormalization(part(file, 'normalizer', 'BertNormalizer')),
    vocabulary,
    unknownToken,
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
  if ((file['normalizer'] ?? null) !== null) throw broken('it normalizes before byte pairs');
  const splitter = part(file, 'pre_tokenizer', 'ByteLevel');
  expect({ use_regex: true, ...splitter }, 'pre_tokenizer', { use_regex: true });
  const off = ['dropout', 'continuing_subword_prefix', 'end_of_word_suffix', 'byte_fallback'];
  expectOff(model, 'model', [...off, 'fuse_unk']);
  const vocabulary = readVocabulary(model['vocab']);
  const merges = list(model['merges'], 'model.merges').map((merge) => {
    const pair = typeof merge === 'string' ? merge.split(' ') : list(merge, 'model.merges');
    const [left, right, ...more] = pair.map((side) => text(side, 'model.merges'));
    if (!left || !right || more.length > 0 || !vocabulary.has(left + right)) {
      throw broken(`the merge ${shown(merge)} makes no token of its vocabulary`);
    }
    return `${left} ${right}`;
  });
  return {
    kind: 'bytePairs',
    vocabulary,
    merges,
    addPrefixSpace: flag(splitter['add_prefix_space'], 'pre_tokenizer.add_prefix_space'),
    ignoreMerges: flag(model['ignore_merges'] ?? false, 'model.ignore_merges'),
    addedTokens: readAddedTokens(file, vocabulary),
    ...readTemplate(file, vocabulary),
  };
}

function readUnigram(file: Json, model: Json): UnigramFile {
  expectOff(model, 'model', ['byte_fallback']);
  const entries = list(model['vocab'], 'model.vocab').map((entry) => {
    const [token, score, ...more] = list(entry, 'model.vocab');
    if (typeof token === 'string' && typeof score === 'number' && more.length === 0) {
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
      return [{ kind: 'squeezeSpaces', content: text(step['content'], 'normalizer.content') }];
    default:
      throw broken(`the normalizer ${shown(step['type'])} is not supported`);
  }
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

function checkSize(size: number): void {
  if (size === 0 || size > largestVocabulary) throw broken(`its vocabulary has ${size} tokens`);
}

function readVocabulary(json: unknown): Map<string, number> {
  const entries = Object.entries(object(json, 'model.vocab'));
  const size = entries.length;
  checkSize(size);
  const seen = new Uint8Array(size);
  for (const [token, id] of entries) {
    if (typeof id !== 'number' || seen[id] !== 0) {
      throw broken(`the id of “${token}” is not one of 0 to ${size - 1}, each used once`);
    }
    seen[id] = 1;
  }
  return new Map(entries as [string, number][]);
}

/** The tokens recognised in a text. Those that the vocabulary lacks follow it, and are added to it. */
function readAddedTokens(file: Json, vocabulary: Map<string, number>): AddedToken[] {
  return list(file['added_tokens'] ?? [], 'added_tokens').map((json) => {
    const token = object(json, 'added_tokens');
    const content = text(token['content'], 'added_tokens.content');
    const name = `added_tokens “${content}”`;
    const id = vocabulary.get(content) ?? vocabulary.size;
    expect(token, name, { id, single_word: false });
    if (content === '' || /\s/.test(content)) {
      throw broken(`the added token “${content}” has a space`);
    }
    vocabulary.set(content, id);
    return {
      id,
      content,
      special: token['special'] === true,
      lstrip: flag(token['lstrip'], `${name}.lstrip`),
      rstrip: flag(token['rstrip'], `${name}.rstrip`),
      normalized: flag(token['normalized'], `${name}.normalized`),
    };
  });
}

/** The tokens around a text. */
function readTemplate(file: Json, vocabulary: Map<string, number>): Pick<TokenizerFile, 'before' | 'after'> {
  const processor = object(file['post_processor'], 'post_processor');
  if (processor['type'] === 'RobertaProcessing' || processor['type'] === 'BertProcessing') {
    const [before = '', after = ''] = ['cls', 'sep'].map((key) => {
      const [token, id] = list(processor[key], `post_processor.${key}`);
      return checkedToken(text(token, `post_processor.${key}`), id, vocabulary);
    });
    return { before: [before], after: [after] };
  }
  part(file, 'post_processor', 'TemplateProcessing');
  const ids = object(processor['special_tokens'], 'post_processor.special_tokens');
  const before: string[] = [];
  const after: string[] = [];
  let side = before;
  for (const item of list(processor['single'], 'post_processor.single')) {
    const { Sequence, SpecialToken } = object(item, 'post_processor.single');
    if (Sequence !== undefined && side === before) {
      expect(object(Sequence, 'post_processor.single'), 'post_processor.single', { id: 'A' });
      side = after;
    } else {
      const special = object(SpecialToken, 'post_processor.single');
      const token = text(special['id'], 'post_processor.single');
      const entry = object(ids[token], `post_processor.special_tokens “${token}”`);
      const [id, ...more] = list(entry['ids'], `the ids of “${token}”`);
      side.push(checkedToken(token, more.length > 0 ? undefined : id, vocabulary));
    }
  }
  if (side === before) throw broken('its post_processor leaves the text out');
  return { before, after };
}

function checkedToken(token: string, id: unknown, vocabulary: Map<string, number>): string {
  if (id !== undefined && id === vocabulary.get(token)) return token;
  throw broken(`“${token}” has another id in its post_processor than in its vocabulary`);
}
