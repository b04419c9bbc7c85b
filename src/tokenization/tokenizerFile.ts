// tokenizer.json at the boundary: only what is known to be handled exactly gets through. A custom regular
// expression could take exponential time, and an unknown part would give other ids than training had.

import { Failure } from '../domain/failures';
import type { BertNormalization } from './bertNormalizer';

/** A checked tokenizer.json of the BERT family. */
export interface TokenizerFile {
  normalization: BertNormalization;
  /** Token to id; the ids are 0 to size - 1. */
  vocabulary: Map<string, number>;
  unknownToken: string;
  maxCharactersPerWord: number;
  /** Tokens recognised in the text itself, before any normalising. */
  addedTokens: AddedToken[];
  /** Special tokens before and after a text. */
  before: string[];
  after: string[];
}

export interface AddedToken {
  id: number;
  content: string;
  special: boolean;
}

type Json = Record<string, unknown>;

/** Longer words are unknown; the search within a word is quadratic in its length. */
const longestWord = 200;
const largestVocabulary = 1_000_000;

/** Checks a parsed tokenizer.json. @throws Failure `ModelBroken` */
export function readTokenizerFile(json: unknown): TokenizerFile {
  const file = object(json, 'the file');
  const model = part(file, 'model', 'WordPiece');
  part(file, 'pre_tokenizer', 'BertPreTokenizer');
  expect(model, 'model', { continuing_subword_prefix: '##' });
  const vocabulary = readVocabulary(model['vocab']);
  const unknownToken = text(model['unk_token'], 'model.unk_token');
  if (!vocabulary.has(unknownToken)) throw broken(`its vocabulary lacks “${unknownToken}”`);
  return {
    normalization: readNormalization(part(file, 'normalizer', 'BertNormalizer')),
    vocabulary,
    unknownToken,
    maxCharactersPerWord: integer(
      model['max_input_chars_per_word'] ?? 100,
      'model.max_input_chars_per_word',
      longestWord,
    ),
    addedTokens: list(file['added_tokens'] ?? [], 'added_tokens').map((entry) =>
      readAddedToken(entry, vocabulary),
    ),
    ...readTemplate(part(file, 'post_processor', 'TemplateProcessing'), vocabulary),
  };
}

/**
 * Checks that tokenizer_config.json asks for the normalising that tokenizer.json describes: Hugging Face's
 * classes let the former win. @throws Failure `ModelBroken`
 */
export function checkTokenizerConfig(json: unknown, { normalization }: TokenizerFile): void {
  const config = object(json, 'tokenizer_config.json');
  const { lowercase, stripAccents, spaceChinese } = normalization;
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

function readNormalization(normalizer: Json): BertNormalization {
  expect(normalizer, 'normalizer', { clean_text: true });
  const lowercase = flag(normalizer['lowercase'], 'normalizer.lowercase');
  return {
    lowercase,
    stripAccents: flag(normalizer['strip_accents'] ?? lowercase, 'normalizer.strip_accents'),
    spaceChinese: flag(normalizer['handle_chinese_chars'], 'normalizer.handle_chinese_chars'),
  };
}

function readVocabulary(json: unknown): Map<string, number> {
  const entries = Object.entries(object(json, 'model.vocab'));
  const size = entries.length;
  if (size === 0 || size > largestVocabulary) throw broken(`its vocabulary has ${size} tokens`);
  const seen = new Uint8Array(size);
  for (const [token, id] of entries) {
    if (typeof id !== 'number' || seen[id] !== 0) {
      throw broken(`the id of “${token}” is not one of 0 to ${size - 1}, each used once`);
    }
    seen[id] = 1;
  }
  return new Map(entries as [string, number][]);
}

function readAddedToken(json: unknown, vocabulary: Map<string, number>): AddedToken {
  const token = object(json, 'added_tokens');
  const content = text(token['content'], 'added_tokens.content');
  expect(token, `added_tokens “${content}”`, {
    id: vocabulary.get(content),
    single_word: false,
    lstrip: false,
    rstrip: false,
    normalized: false,
  });
  if (content === '' || /\s/.test(content))
    throw broken(`the added token “${content}” has a space`);
  return { id: vocabulary.get(content) ?? 0, content, special: token['special'] === true };
}

/** The tokens around text A in the template for one text. */
function readTemplate(
  processor: Json,
  vocabulary: Map<string, number>,
): Pick<TokenizerFile, 'before' | 'after'> {
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
      if (more.length > 0 || id === undefined || id !== vocabulary.get(token)) {
        throw broken(`“${token}” has another id in its post_processor than in its vocabulary`);
      }
      side.push(token);
    }
  }
  if (side === before) throw broken('its post_processor leaves the text out');
  return { before, after };
}

function part(file: Json, name: string, type: string): Json {
  const found = object(file[name], name);
  expect(found, name, { type });
  return found;
}

/** Values that must be exactly these. */
function expect(found: Json, name: string, values: Json): void {
  for (const [key, value] of Object.entries(values)) {
    if (found[key] !== value) {
      throw broken(`${name}.${key} is ${shown(found[key])}, and only ${shown(value)} is supported`);
    }
  }
}

function object(json: unknown, name: string): Json {
  if (typeof json === 'object' && json !== null && !Array.isArray(json)) return json as Json;
  throw broken(`${name} is ${shown(json)} instead of an object`);
}

function list(json: unknown, name: string): unknown[] {
  if (Array.isArray(json)) return json;
  throw broken(`${name} is ${shown(json)} instead of a list`);
}

function text(json: unknown, name: string): string {
  if (typeof json === 'string') return json;
  throw broken(`${name} is ${shown(json)} instead of a text`);
}

function flag(json: unknown, name: string): boolean {
  if (typeof json === 'boolean') return json;
  throw broken(`${name} is ${shown(json)} instead of true or false`);
}

function integer(json: unknown, name: string, max: number): number {
  if (Number.isInteger(json) && Number(json) >= 1 && Number(json) <= max) return Number(json);
  throw broken(`${name} is ${shown(json)} instead of a number from 1 to ${max}`);
}

function shown(value: unknown): string {
  return (JSON.stringify(value) ?? 'missing').slice(0, 60);
}

function broken(what: string): Failure {
  return new Failure(
    'ModelBroken',
    `This model's tokenizer cannot be used: ${what}. Choose a model of the BERT family, or download it again.`,
  );
}
