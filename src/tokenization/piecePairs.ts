// SentencePiece's byte-pair encoding as Hugging Face's `tokenizers` (Rust) does it. Words may be as long as a text without
// spaces: the next merge comes from a heap, so that it takes n · log n.

import { elementAt } from '../domain/element';
import { addedTokenSplitter } from './addedTokens';
import { spaceMark, type PiecePairsFile } from './piecePairsFile';

/** How many words are remembered, and up to which length. */
const rememberedWords = 50_000;
const longestRemembered = 64;

/** A function from a text to its token ids without special tokens around it. */
export function piecePairsEncoder(file: PiecePairsFile): (text: string) => number[] {
  const split = addedTokenSplitter(file.addedTokens, (text) => text.toWellFormed().replaceAll(' ', spaceMark));
  const merge = merger(file);
  const symbolsOf = symbolReader(file);
  const known = new Map<string, number[]>();
  const encodeWord = (word: string): number[] => {
    const found = known.get(word);
    if (found) return found;
    const ids = merge(symbolsOf(word));
    if (word.length > longestRemembered) return ids;
    if (known.size > rememberedWords) known.clear();
    known.set(word, ids);
    return ids;
  };
  return (text) => {
    const ids: number[] = [];
    for (const piece of split(text)) {
      if (typeof piece === 'number') ids.push(piece);
      // No merge goes across the start of a word.
      else for (const word of file.joinsWords ? [piece.text] : wordsOf(piece.text)) ids.push(...encodeWord(word));
    }
    return ids;
  };
}

const wordsOf = (text: string): string[] => text.match(/▁+[^▁]*|[^▁]+/g) ?? [];

/** A function from a word to the ids of its characters, or of their bytes; unknown ones in a row are one. */
function symbolReader({ vocabulary, unknownId }: PiecePairsFile): (word: string) => number[] {
  const utf8 = new TextEncoder();
  const byteIds = Array.from({ length: 256 }, (_, byte) =>
    vocabulary.get(`<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`),
  );
  return (word) => {
    const ids: number[] = [];
    let unknown = false;
    for (const character of word) {
      const own = vocabulary.get(character);
      const bytes = own === undefined ? Array.from(utf8.encode(character), (byte) => byteIds[byte]) : [own];
      const known = bytes.filter((id) => id !== undefined);
      if (known.length === bytes.length) ids.push(...known);
      else if (!unknown) ids.push(unknownId);
      unknown = known.length < bytes.length;
    }
    return ids;
  };
}

/** A number for two ids below 2²⁰. */
const pairKey = (left: number, right: number) => left * 2 ** 20 + right;
/** A number that sorts by rank, then by place. */
const entryOf = (rank: number, place: number) => rank * 2 ** 24 + place;

/** A function that merges a word's symbols: the pair of the lowest rank first, of equal ones the leftmost. */
function merger({ vocabulary, merges }: PiecePairsFile): (symbols: number[]) => number[] {
  const ranks = new Map<number, number>();
  const made = new Int32Array(merges.length);
  merges.forEach(([left, right], rank) => {
    ranks.set(pairKey(vocabulary.get(left) ?? -1, vocabulary.get(right) ?? -1), rank);
    made[rank] = vocabulary.get(left + right) ?? -1;
  });
  return (symbols) => {
    const ids = Int32Array.from(symbols);
    // −1 past the end, and for a symbol that has been merged into the one before it.
    const next = Int32Array.from(symbols, (_, at) => (at + 1 < symbols.length ? at + 1 : -1));
    const previous = Int32Array.from(symbols, (_, at) => at - 1);
    const gone = new Uint8Array(symbols.length);
    const heap = new Heap();
    const rankAt = (at: number): number | undefined => {
      const right = elementAt(next, at);
      return right < 0 ? undefined : ranks.get(pairKey(elementAt(ids, at), elementAt(ids, right)));
    };
    const offer = (at: number) => {
      const rank = at < 0 ? undefined : rankAt(at);
      if (rank !== undefined) heap.push(entryOf(rank, at));
    };
    symbols.forEach((_, at) => offer(at));
    for (let entry = heap.pop(); entry !== undefined; entry = heap.pop()) {
      const at = entry % 2 ** 24;
      const rank = elementAt(gone, at) === 1 ? undefined : rankAt(at);
      // What was offered may have been merged otherwise meanwhile.
      if (rank === undefined || made[rank] !== made[Math.floor(entry / 2 ** 24)]) continue;
      const right = elementAt(next, at);
      const after = elementAt(next, right);
      ids[at] = elementAt(made, rank);
      gone[right] = 1;
      next[at] = after;
      if (after >= 0) previous[after] = at;
      offer(elementAt(previous, at));
      offer(at);
    }
    return Array.from(ids).filter((_, at) => gone[at] === 0);
  };
}

/** Numbers, the smallest first. */
class Heap {
  private readonly numbers: number[] = [];

  push(value: number): void {
    const { numbers } = this;
    let at = numbers.length;
    numbers.push(value);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = numbers[parent] ?? value;
      if (above <= value) break;
      numbers[at] = above;
      at = parent;
    }
    numbers[at] = value;
  }

  pop(): number | undefined {
    const { numbers } = this;
    const [smallest] = numbers;
    const last = numbers.pop();
    if (last === undefined || numbers.length === 0) return smallest;
    let at = 0;
    for (let child = 1; child < numbers.length; child = 2 * at + 1) {
      const [left = Infinity, right = Infinity] = [numbers[child], numbers[child + 1]];
      const least = Math.min(left, right);
      if (least >= last) break;
      numbers[at] = least;
      at = right < left ? child + 1 : child;
    }
    numbers[at] = last;
    return smallest;
  }
}
