// Byte-level byte-pair encoding (RoBERTa, ModernBERT): the library's merges, with white space as `tokenizers` (Rust) sees it.

import { elementAt } from '../domain/element';
import { RobertaTokenizer } from '@xenova/transformers';
import { addedTokenSplitter, whiteSpace } from './addedTokens';
import { broken } from './jsonParts';
import { lockLibrary } from './library';
import type { BytePairFile } from './tokenizerFile';

/** GPT-2's pattern: contractions, words, numbers, other signs, white space. */
const words = new RegExp(
  [
    "'s|'t|'re|'ve|'m|'ll|'d",
    ' ?\\p{L}+',
    ' ?\\p{N}+',
    ` ?(?:(?!${whiteSpace})[^\\p{L}\\p{N}])+`,
    `${whiteSpace}+(?=${whiteSpace}|$)`,
    `${whiteSpace}+`,
  ].join('|'),
  'gu',
);

/** How many words the library may remember. */
const rememberedWords = 50_000;

/** A function from a text to its token ids without special tokens around it. @throws Failure `ModelBroken` */
export function bytePairEncoder(file: BytePairFile): (text: string) => number[] {
  lockLibrary();
  const { model } = new RobertaTokenizer(libraryFile(file), {});
  const characters = byteCharacters();
  const missing = characters.findIndex((character) => !file.vocabulary.has(character));
  if (missing >= 0) throw broken(`its vocabulary lacks the byte ${missing}`);
  const split = addedTokenSplitter(file.addedTokens, (text) => (file.composes ? text.normalize('NFC') : text));
  const utf8 = new TextEncoder();
  const toBytes = (word: string) => Array.from(utf8.encode(word), (byte) => elementAt(characters, byte)).join('');
  const memory = (model as { cache?: unknown }).cache;
  return (text) =>
    split(text).flatMap((piece) => {
      if (typeof piece === 'number') return piece;
      if (memory instanceof Map && memory.size > rememberedWords) memory.clear();
      const spaced = file.addPrefixSpace && !piece.text.startsWith(' ');
      const found = (spaced ? ` ${piece.text}` : piece.text).match(words) ?? [];
      return model.encode(found.map(toBytes)).map((token) => file.vocabulary.get(token) ?? 0);
    });
}

/** GPT-2's table: a printable character for each byte. */
function byteCharacters(): string[] {
  let next = 256;
  return Array.from({ length: 256 }, (_, byte) => {
    const printable = (byte > 32 && byte < 127) || (byte > 160 && byte !== 173);
    return String.fromCharCode(printable ? byte : next++);
  });
}

function libraryFile({ vocabulary, merges, ignoreMerges }: BytePairFile) {
  return {
    normalizer: null,
    pre_tokenizer: null,
    model: {
      type: 'BPE',
      vocab: Object.fromEntries(vocabulary),
      merges,
      ignore_merges: ignoreMerges,
    },
    post_processor: null,
    decoder: null,
    added_tokens: [],
  };
}
