// Texts to token ids, exactly as Hugging Face's `tokenizers` gives them: the model was trained on those.

import type { TokenizedTexts } from '../domain/tokens';
import { checkTokenizerConfig, readTokenizerFile } from './tokenizerFile';
import { wordPieceEncoder } from './wordPiece';

export interface Tokenizer {
  /** How many rows the model's word embeddings must have. */
  readonly vocabularySize: number;
  /** A text's token ids, at most `maxTokens`, special tokens included; a cut text keeps the one at its end. */
  encode(text: string, maxTokens: number): Int32Array;
  /** The same, and whether the text was cut. */
  encodeMarked(text: string, maxTokens: number): Encoding;
}

export interface Encoding {
  ids: number[];
  truncated: boolean;
}

/** A first guess at how much text fills the limit; a wrong one costs time only. */
const charactersPerToken = 8;

/**
 * A tokenizer from the parsed tokenizer.json and tokenizer_config.json of a BERT model. The truncation and
 * padding stored in the former are left out: `maxTokens` decides.
 *
 * @throws Failure `ModelBroken`
 */
export function createTokenizer(tokenizerJson: unknown, tokenizerConfig: unknown): Tokenizer {
  const file = readTokenizerFile(tokenizerJson);
  checkTokenizerConfig(tokenizerConfig, file);
  const encodeWhole = wordPieceEncoder(file);
  const specialCount = file.before.length + file.after.length;

  const cut = (ids: number[], maxTokens: number): Encoding => {
    if (ids.length <= maxTokens) return { ids, truncated: false };
    const end = ids.slice(ids.length - file.after.length);
    return { ids: [...ids.slice(0, maxTokens - end.length), ...end], truncated: true };
  };

  const encodeMarked = (text: string, maxTokens: number): Encoding => {
    if (maxTokens < specialCount) {
      throw new RangeError(
        `${maxTokens} tokens do not even hold the ${specialCount} special ones.`,
      );
    }
    // A text's ids up to a space do not depend on what follows it: a long text is read only as far as needed.
    for (let length = maxTokens * charactersPerToken; length < text.length; length *= 4) {
      const space = text.indexOf(' ', length);
      if (space < 0) break;
      const ids = encodeWhole(text.slice(0, space));
      if (ids.length > maxTokens) return cut(ids, maxTokens);
    }
    return cut(encodeWhole(text), maxTokens);
  };

  return {
    vocabularySize: file.vocabulary.size,
    encodeMarked,
    encode: (text, maxTokens) => Int32Array.from(encodeMarked(text, maxTokens).ids),
  };
}

/** Texts between two reports of progress. */
const textsPerReport = 256;

/** Tokenizes texts in their order. `onProgress` hears how many are done. */
export async function tokenizeTexts(
  tokenizer: Tokenizer,
  texts: Iterable<string> | AsyncIterable<string[]>,
  maxTokens: number,
  onProgress?: (done: number) => void,
): Promise<TokenizedTexts> {
  const ids = new GrowingIds();
  const offsets = [0];
  let truncated = 0;
  const add = (text: string) => {
    const encoding = tokenizer.encodeMarked(text, maxTokens);
    ids.push(encoding.ids);
    offsets.push(ids.length);
    if (encoding.truncated) truncated++;
    if ((offsets.length - 1) % textsPerReport === 0) onProgress?.(offsets.length - 1);
  };
  if (Symbol.asyncIterator in texts) {
    for await (const some of texts) some.forEach(add);
  } else {
    for (const text of texts) add(text);
  }
  onProgress?.(offsets.length - 1);
  return { ids: ids.read(), offsets: Uint32Array.from(offsets), truncated };
}

/** Ids of unknown number, without an array of boxed numbers or one array a text. */
class GrowingIds {
  private ids = new Int32Array(1 << 12);
  length = 0;

  push(more: number[]): void {
    const length = this.length + more.length;
    if (length > this.ids.length) {
      const grown = new Int32Array(Math.max(length, this.ids.length * 2));
      grown.set(this.ids);
      this.ids = grown;
    }
    this.ids.set(more, this.length);
    this.length = length;
  }

  read(): Int32Array {
    return this.ids.slice(0, this.length);
  }
}
