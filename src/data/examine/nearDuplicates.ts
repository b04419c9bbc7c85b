// Texts that are nearly the same, found without comparing each with each: copies that differ in case or punctuation,
// a word more, a typing error mended.

import { hash32, seededRandom } from '../../domain/random';
import { lowestRows, rootOf, singleRows, unite } from '../split/rowGroups';

/** From this Jaccard similarity of their shingles on, two texts are nearly the same. */
export const nearlyTheSame = 0.8;

const shingleLength = 5;
/**
 * Texts that share the keys of a band are compared. Two with a similarity of 0.8 share at least one of 16 bands of 5 with
 * a probability of 99.8 %, two with 0.4 with 15 %.
 */
const bands = 16;
const rowsPerBand = 5;
/** Shingles that are kept of a text to compare by. Up to so many, the similarity is exact. */
const sketchLength = 96;
/** A text is compared with so many others of a band's key at most: rows made from one template would all share it. */
const comparisons = 4;

/** A record of a text: its key, the keys of its bands, the length of its sketch, its sketch. */
const sketchStart = 1 + bands + 1;
const chunkLength = 2 ** 20;

/**
 * A text as it is compared: in small letters, one space for all that is neither letter nor digit. A text of nothing but
 * signs stays as it is.
 */
export function normalizeText(text: string): string {
  const words = text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .trim();
  return words === '' ? text.trim() : words;
}

/**
 * Finds near duplicates among texts that are given one after another; keeps a sketch of at most 456 bytes of each.
 *
 * Character 5-grams, MinHash and sketches of the smallest hashes: Broder, On the resemblance and containment of documents
 * (1997). Banding: Indyk and Motwani, Approximate nearest neighbors (1998), as in Leskovec, Rajaraman and Ullman, Mining of
 * Massive Datasets, chapter 3.4. Candidates are confirmed by their similarity, exactly up to 96 different shingles and
 * estimated from 96 of their union beyond (standard error 0.04). One letter changed spoils five shingles, so a text of
 * less than about 45 characters must be the same as another after `normalizeText`, or differ at its ends only.
 */
export class NearDuplicates {
  private readonly chunks: Uint32Array[] = [];
  /** How much of the last chunk is used. */
  private used = chunkLength;
  /** Where the record of each row starts, counted over all chunks. */
  private readonly starts: number[] = [];
  private readonly permutations = drawPermutations();
  /** The keys of the bands of the text at hand, and the hashes of its shingles. */
  private readonly keys = new Uint32Array(bands);
  private shingles = new Uint32Array(chunkLength);

  /** Takes the next row's text. */
  add(text: string): void {
    const padded = ` ${normalizeText(text)} `;
    const hashes = this.hashShingles(padded);
    this.hashBands(hashes);
    const sketch = sketchOf(hashes);
    const { chunk, start } = this.newRecord(sketchStart + sketch.length);
    chunk[start] = hashText(padded, 0, padded.length);
    chunk.set(this.keys, start + 1);
    chunk[start + sketchStart - 1] = sketch.length;
    chunk.set(sketch, start + sketchStart);
  }

  /**
   * The lowest row of each row's group. Groups are connected: two rows of one may differ more, when others lie between
   * them. Linear in the rows, whatever they hold.
   */
  groups(): Uint32Array<ArrayBuffer> {
    const groups = singleRows(this.starts.length);
    // Copies first, of which only one goes on.
    this.uniteByKey(0, groups.slice(), groups);
    const different = groups.filter((group, row) => group === row);
    for (let band = 0; band < bands; band++) this.uniteByKey(1 + band, different, groups);
    return lowestRows(groups);
  }

  /** Unites rows that have the same key at this place of their records and are nearly the same. */
  private uniteByKey(place: number, rows: Uint32Array, groups: Uint32Array): void {
    const table = new LastWithKey(rows.length);
    const before = new Int32Array(rows.length);
    for (let index = 0; index < rows.length; index++) {
      const row = rows[index] ?? NaN;
      const { chunk, start } = this.record(row);
      before[index] = table.exchange(chunk[start + place] ?? NaN, index);
      let other = before[index] ?? none;
      for (let compared = 0; compared < comparisons && other !== none; compared++) {
        const otherRow = rows[other] ?? NaN;
        const together = rootOf(groups, row) === rootOf(groups, otherRow);
        if (!together && areNearlyTheSame({ chunk, start }, this.record(otherRow))) {
          unite(groups, row, otherRow);
        }
        other = before[other] ?? none;
      }
    }
  }

  private newRecord(length: number): TextRecord {
    if (this.used + length > chunkLength) {
      this.chunks.push(new Uint32Array(chunkLength));
      this.used = 0;
    }
    this.starts.push((this.chunks.length - 1) * chunkLength + this.used);
    this.used += length;
    return this.record(this.starts.length - 1);
  }

  private record(row: number): TextRecord {
    const start = this.starts[row] ?? NaN;
    const chunk = this.chunks[Math.floor(start / chunkLength)] ?? empty;
    return { chunk, start: start % chunkLength };
  }

  /** The hash of each 5-gram; of the whole text where it is shorter. */
  private hashShingles(padded: string): Uint32Array {
    const count = Math.max(1, padded.length - shingleLength + 1);
    if (count > this.shingles.length) this.shingles = new Uint32Array(2 * count);
    for (let start = 0; start < count; start++) {
      const end = Math.min(start + shingleLength, padded.length);
      this.shingles[start] = hashText(padded, start, end);
    }
    return this.shingles.subarray(0, count);
  }

  /** Sets the keys of a text's bands, from the least hash by each permutation. */
  private hashBands(hashes: Uint32Array): void {
    const { factors, offsets } = this.permutations;
    for (let band = 0; band < bands; band++) {
      let key = band;
      for (let index = band * rowsPerBand; index < (band + 1) * rowsPerBand; index++) {
        const least = leastPermuted(hashes, factors[index] ?? NaN, offsets[index] ?? NaN);
        key = hash32(Math.imul(key, 31) + least);
      }
      this.keys[band] = key;
    }
  }
}

/** Where a row's record lies. */
interface TextRecord {
  chunk: Uint32Array;
  start: number;
}

const empty = new Uint32Array();
const none = -1;

/** Remembers which index last came with a key: a hash table with open addressing, for a known number of entries. */
class LastWithKey {
  private readonly keys: Uint32Array;
  private readonly indices: Int32Array;

  constructor(entries: number) {
    const slots = 2 ** Math.ceil(Math.log2(Math.max(1, entries) * 2));
    this.keys = new Uint32Array(slots);
    this.indices = new Int32Array(slots).fill(none);
  }

  /** Puts an index under a key; gives the one that was there, or `none`. */
  exchange(key: number, index: number): number {
    const { keys, indices } = this;
    const mask = keys.length - 1;
    let slot = key & mask;
    while (indices[slot] !== none && keys[slot] !== key) slot = (slot + 1) & mask;
    const last = indices[slot] ?? none;
    keys[slot] = key;
    indices[slot] = index;
    return last;
  }
}

/** Permutations of 32-bit numbers by an odd factor and an offset: multiply-shift (Dietzfelbinger and others 1997). */
function drawPermutations(): { factors: Int32Array; offsets: Int32Array } {
  const random = seededRandom(1997);
  const draw = () => Int32Array.from({ length: bands * rowsPerBand }, () => random() * 2 ** 32);
  return { factors: draw().map((factor) => factor | 1), offsets: draw() };
}

/** A hash of part of a text (FNV-1a over code units, then mixed). */
function hashText(text: string, start: number, end: number): number {
  let hash = 0x811c9dc5;
  for (let at = start; at < end; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash32(hash);
}

function leastPermuted(hashes: Uint32Array, factor: number, offset: number): number {
  let least = 0x7fffffff;
  for (let at = 0; at < hashes.length; at++) {
    const permuted = (Math.imul(hashes[at] ?? NaN, factor) + offset) | 0;
    if (permuted < least) least = permuted;
  }
  return least;
}

/** The smallest different hashes, sorted; sorts the hashes in place. */
function sketchOf(hashes: Uint32Array): Uint32Array {
  hashes.sort();
  let length = 0;
  for (let at = 0; at < hashes.length && length < sketchLength; at++) {
    const hash = hashes[at] ?? NaN;
    if (at === 0 || hash !== hashes[length - 1]) hashes[length++] = hash;
  }
  return hashes.subarray(0, length);
}

/** Whether the Jaccard similarity of two texts is high enough; gives up once it can't be. */
function areNearlyTheSame(one: TextRecord, two: TextRecord): boolean {
  const a = one.chunk;
  const b = two.chunk;
  let inA = one.start + sketchStart;
  let inB = two.start + sketchStart;
  const lengthA = a[inA - 1] ?? NaN;
  const lengthB = b[inB - 1] ?? NaN;
  const endA = inA + lengthA;
  const endB = inB + lengthB;
  const complete = Math.max(lengthA, lengthB) < sketchLength;
  // Of n hashes in both together, d in one only: the similarity is (n - d) / (n + d).
  const mayDiffer = complete
    ? ((lengthA + lengthB) * (1 - nearlyTheSame)) / (1 + nearlyTheSame)
    : sketchLength * (1 - nearlyTheSame);
  const rounding = 1e-9;
  let union = complete ? Infinity : sketchLength;
  let different = 0;
  while (union > 0 && (inA < endA || inB < endB)) {
    const nextA = inA < endA ? (a[inA] ?? NaN) : Infinity;
    const nextB = inB < endB ? (b[inB] ?? NaN) : Infinity;
    if (nextA <= nextB) inA++;
    if (nextB <= nextA) inB++;
    if (nextA !== nextB && ++different > mayDiffer + rounding) return false;
    union--;
  }
  return true;
}
