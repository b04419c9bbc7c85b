// Texts to token ids, exactly as Hugging Face's `tokenizers` gives them: the model was trained on those.

import type { Truncation } from '../domain/recipe';
import type { TokenizedTexts } from '../domain/tokens';
import { bytePairEncoder } from './bytePairs';
import { piecePairsEncoder } from './piecePairs';
import { checkTokenizerConfig, readTokenizerFile, type TokenizerFile } from './tokenizerFile';
import { unigramEncoder } from './unigram';
import { wordPieceEncoder } from './wordPiece';

export interface Tokenizer {
  /** How many rows the model's word embeddings must have at least. */
  readonly vocabularySize: number;
  /** A text's token ids, at most `maxTokens`, special tokens included; a cut text keeps the one at its end. */
  encode(text: string, maxTokens: number): Int32Array;
  /** The same, and whether the text was cut. */
  encodeMarked(text: string, maxTokens: number): Encoding;
  /** The ids of a text as the model reads it: one sequence, or several windows on a long text. */
  windows(text: string, limit: TextLimit): Windows;
}

export interface Encoding {
  ids: number[];
  truncated: boolean;
}

/** How much of a text is read. */
export interface TextLimit {
  /** Special tokens included. */
  maxTokens: number;
  truncation: Truncation;
}

export interface Windows {
  windows: number[][];
  /** Whether the text is longer than the limit. */
  long: boolean;
  /** Whether some of it is in no window. */
  truncated: boolean;
}

/** A first guess at how much text fills the limit; a wrong one costs time only. */
const charactersPerToken = 8;
/** Of a text's two ends, how much of the room the first gets: the best of Sun et al. 2019 (arXiv 1905.05583). */
const headShare = 1 / 4;
/** A text's windows at most: 4,000 tokens and more. */
const mostWindows = 32;
/** A space between two words: no tokenizer's pieces cross it. */
const betweenWords = /(?<=\S) (?=\S)/g;

/**
 * A tokenizer from the parsed tokenizer.json and tokenizer_config.json of a model. The truncation and padding stored in
 * the former are left out: `maxTokens` decides.
 *
 * @throws Failure `ModelBroken`
 */
export function createTokenizer(tokenizerJson: unknown, tokenizerConfig: unknown): Tokenizer {
  const file = readTokenizerFile(tokenizerJson);
  checkTokenizerConfig(tokenizerConfig, file);
  const encodeText = encoderOf(file);
  const [before, after] = [file.before, file.after].map((tokens) =>
    tokens.map((token) => file.vocabulary.get(token) ?? 0),
  ) as [number[], number[]];
  const around = (ids: number[]) => [...before, ...ids, ...after];
  const roomOf = (maxTokens: number): number => {
    const room = maxTokens - before.length - after.length;
    if (room >= 0) return room;
    const special = before.length + after.length;
    throw new RangeError(`${maxTokens} tokens do not even hold the ${special} special ones.`);
  };

  /** An added token of several words could be cut in two. */
  const spansWords = file.addedTokens.some(({ content }) => / /.test(content) && content.trim() !== '');

  /** At least the first `room` ids, and one more where there are more. */
  const encodeStart = (text: string, room: number): number[] => {
    if ((file.kind === 'piecePairs' && file.joinsWords) || spansWords) return encodeText(text);
    // A text's ids up to a space do not depend on what follows it: a long text is read only as far as needed.
    const maxLength = (room + 2) * charactersPerToken;
    for (let length = maxLength; length < text.length; length *= 4) {
      betweenWords.lastIndex = length;
      const space = betweenWords.exec(text)?.index;
      if (space === undefined) break;
      const ids = encodeText(text.slice(0, space));
      if (ids.length > room) return ids;
    }
    return encodeText(text);
  };

  const encodeMarked = (text: string, maxTokens: number): Encoding => {
    const room = roomOf(maxTokens);
    const ids = encodeStart(text, room);
    return { ids: around(ids.slice(0, room)), truncated: ids.length > room };
  };

  const windows = (text: string, { maxTokens, truncation }: TextLimit): Windows => {
    const room = roomOf(maxTokens);
    if (truncation === 'start' || room === 0) {
      const { ids, truncated } = encodeMarked(text, maxTokens);
      return { windows: [ids], long: truncated, truncated };
    }
    const ids = encodeText(text);
    const found = ids.length <= room ? whole(ids) : truncation === 'startAndEnd' ? ends(ids, room) : parts(ids, room);
    return { ...found, windows: found.windows.map(around) };
  };

  return {
    vocabularySize: file.vocabulary.size,
    encodeMarked,
    windows,
    encode: (text, maxTokens) => Int32Array.from(encodeMarked(text, maxTokens).ids),
  };
}

const whole = (ids: number[]): Windows => ({ windows: [ids], long: false, truncated: false });

/** The start and the end of a long text as one window. */
function ends(ids: number[], room: number): Windows {
  const head = Math.floor(room * headShare);
  const kept = [...ids.slice(0, head), ...ids.slice(ids.length - (room - head))];
  return { windows: [kept], long: true, truncated: true };
}

/** A long text as windows of `room` ids. The last ends where the text does, so that none is short. */
function parts(ids: number[], room: number): Windows {
  const count = Math.min(mostWindows, Math.ceil(ids.length / room));
  const truncated = count * room < ids.length;
  const lastStart = truncated ? (count - 1) * room : ids.length - room;
  const starts = Array.from({ length: count }, (_, i) => Math.min(i * room, lastStart));
  return { windows: starts.map((start) => ids.slice(start, start + room)), long: true, truncated };
}

function encoderOf(file: TokenizerFile): (text: string) => number[] {
  switch (file.kind) {
    case 'wordPiece':
      return wordPieceEncoder(file);
    case 'bytePairs':
      return bytePairEncoder(file);
    case 'piecePairs':
      return piecePairsEncoder(file);
    case 'unigram':
      return unigramEncoder(file);
    default:
      return file satisfies never;
  }
}

const idsPerChunk = 2 ** 16;

/** Texts between two reports of progress. */
const textsPerReport = 256;

/** Tokenizes texts in their order. `onProgress` hears how many are done. */
export async function tokenizeTexts(
  tokenizer: Tokenizer,
  texts: Iterable<string> | AsyncIterable<string[]>,
  limit: TextLimit,
  onProgress?: (done: number) => void,
): Promise<TokenizedTexts> {
  const ids = new GrowingIds();
  const offsets = [0];
  const firstWindows = [0];
  let [long, truncated] = [0, 0];
  const add = (text: string) => {
    const encoding = tokenizer.windows(text, limit);
    for (const window of encoding.windows) {
      ids.push(window);
      offsets.push(ids.length);
    }
    firstWindows.push(offsets.length - 1);
    if (encoding.long) long++;
    if (encoding.truncated) truncated++;
    if ((firstWindows.length - 1) % textsPerReport === 0) onProgress?.(firstWindows.length - 1);
  };
  if (Symbol.asyncIterator in texts) {
    for await (const some of texts) some.forEach(add);
  } else {
    for (const text of texts) add(text);
  }
  onProgress?.(firstWindows.length - 1);
  return {
    ids: ids.read(),
    offsets: Uint32Array.from(offsets),
    truncated,
    ...(limit.truncation === 'windows' && { firstWindows: Uint32Array.from(firstWindows), long }),
  };
}

/** Ids of unknown number, without an array of boxed numbers or one array a text; nothing is copied but at the end. */
class GrowingIds {
  private readonly full: Int32Array[] = [];
  private last = new Int32Array(idsPerChunk);
  private used = 0;
  length = 0;

  push(more: number[]): void {
    for (const id of more) {
      if (this.used === idsPerChunk) {
        this.full.push(this.last);
        this.last = new Int32Array(idsPerChunk);
        this.used = 0;
      }
      this.last[this.used++] = id;
    }
    this.length += more.length;
  }

  read(): Int32Array {
    const ids = new Int32Array(this.length);
    this.full.forEach((chunk, index) => ids.set(chunk, index * idsPerChunk));
    ids.set(this.last.subarray(0, this.used), this.full.length * idsPerChunk);
    return ids;
  }
}
