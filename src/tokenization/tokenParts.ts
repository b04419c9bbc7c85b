// The parts of tokenizer.json that every kind of tokenizer has: its vocabulary, and the tokens beside it.

import { modelLimits } from '../domain/limits';
import { broken, expect, flag, list, object, part, shown, text, type Json } from './jsonParts';

export interface TokenParts {
  /** Token to id; the ids are 0 to size - 1. */
  vocabulary: Map<string, number>;
  /** Tokens recognised in the text itself. */
  addedTokens: AddedToken[];
  /** Special tokens before and after a text. */
  before: string[];
  after: string[];
}

export interface AddedToken {
  id: number;
  content: string;
  special: boolean;
  /** Whether it takes the white space on its left, on its right. */
  lstrip: boolean;
  rstrip: boolean;
  /** Whether it is looked for after normalizing rather than before. */
  normalized: boolean;
  /** Whether it is none within a word. */
  singleWord: boolean;
}

export function checkSize(size: number): void {
  if (size === 0 || size > modelLimits.vocabularySize) throw broken(`its vocabulary has ${size} tokens`);
}

export function readVocabulary(json: unknown): Map<string, number> {
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

/** The merges of byte pairs: two tokens each. @throws Failure `ModelBroken` when what they make is no token */
export function readMerges(model: Json, vocabulary: ReadonlyMap<string, number>): [string, string][] {
  return list(model['merges'], 'model.merges').map((merge) => {
    const pair = typeof merge === 'string' ? merge.split(' ') : list(merge, 'model.merges');
    const [left, right, ...more] = pair.map((side) => text(side, 'model.merges'));
    if (!left || !right || more.length > 0 || !vocabulary.has(left + right)) {
      throw broken(`the merge ${shown(merge)} makes no token of its vocabulary`);
    }
    return [left, right];
  });
}

/** The tokens recognised in a text. Those that the vocabulary lacks follow it, and are added to it. */
export function readAddedTokens(file: Json, vocabulary: Map<string, number>): AddedToken[] {
  const added = list(file['added_tokens'] ?? [], 'added_tokens');
  if (added.length > modelLimits.addedTokens) throw broken(`it has ${added.length} added_tokens`);
  let characters = 0;
  return added.map((json) => {
    const token = object(json, 'added_tokens');
    const content = text(token['content'], 'added_tokens.content');
    const name = `added_tokens “${content}”`;
    const id = vocabulary.get(content) ?? vocabulary.size;
    expect(token, name, { id });
    characters += content.length;
    if (characters > modelLimits.addedTokenCharacters) throw broken('its added_tokens are too long');
    if (content === '') throw broken('one of its added_tokens is empty');
    vocabulary.set(content, id);
    return {
      id,
      content,
      special: token['special'] === true,
      lstrip: flag(token['lstrip'], `${name}.lstrip`),
      rstrip: flag(token['rstrip'], `${name}.rstrip`),
      normalized: flag(token['normalized'], `${name}.normalized`),
      singleWord: flag(token['single_word'], `${name}.single_word`),
    };
  });
}

/** The tokens around a text. */
export function readTemplate(file: Json, vocabulary: Map<string, number>): Pick<TokenParts, 'before' | 'after'> {
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
      if (side.length > modelLimits.specialTokens) throw broken('its post_processor adds too many tokens');
    }
  }
  if (side === before) throw broken('its post_processor leaves the text out');
  return { before, after };
}

function checkedToken(token: string, id: unknown, vocabulary: Map<string, number>): string {
  if (id !== undefined && id === vocabulary.get(token)) return token;
  throw broken(`“${token}” has another id in its post_processor than in its vocabulary`);
}
