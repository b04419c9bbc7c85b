// Texts as counts of their words and pairs of neighbouring words, weighted by how rare each is: scikit-learn's
// `TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True)`. Pure.

import { elementAt } from '../domain/element';

/** Rows of a sparse matrix, one after another. */
export interface SparseRows {
  /** Where each row's entries start, and the end. */
  starts: Uint32Array;
  columns: Uint32Array;
  values: Float32Array;
  columnCount: number;
}

/**
 * Runs of at least two letters, digits or underscores, as scikit-learn's default. Two departures, which leave other texts as
 * they are: a character of a script that is written without spaces is a word, and marks belong to their letters.
 */
const spaceless =
  '\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}\\p{Script=Myanmar}';
const wordPattern = new RegExp(`[${spaceless}]|(?:(?![${spaceless}])[\\p{L}\\p{M}\\p{N}_]){2,}`, 'gu');

export function wordsOf(text: string): string[] {
  return text.toLowerCase().match(wordPattern) ?? [];
}

/** Pairs are kept by both words' numbers in one: no more words than this. */
const maxTerms = 2 ** 26;

/** Words and pairs of words, each with a number. */
class Terms {
  private readonly words = new Map<string, number>();
  private readonly pairs = new Map<number, number>();
  size = 0;

  /** The numbers of a text's words and pairs, in any order. @param learn whether unknown ones get a number */
  of(text: string, learn: boolean): number[] {
    const terms: number[] = [];
    let before: number | undefined;
    for (const word of wordsOf(text)) {
      const own = this.number(this.words, word, learn);
      if (own !== undefined) terms.push(own);
      if (own !== undefined && before !== undefined) {
        const pair = this.number(this.pairs, before * maxTerms + own, learn);
        if (pair !== undefined) terms.push(pair);
      }
      before = own;
    }
    return terms;
  }

  private number<Key>(known: Map<Key, number>, key: Key, learn: boolean): number | undefined {
    const own = known.get(key);
    if (own !== undefined || !learn) return own;
    known.set(key, this.size);
    return this.size++;
  }
}

/** Learns words from texts, and makes rows of them. */
export class TermCounter {
  private readonly terms = new Terms();
  /** Each text's terms, one after another. */
  private readonly counted: number[] = [];
  private readonly starts = [0];

  add(text: string): void {
    for (const term of this.terms.of(text, true)) this.counted.push(term);
    this.starts.push(this.counted.length);
  }

  /** Words and pairs of all texts so far, repeats counted. */
  get size(): number {
    return this.counted.length;
  }

  /**
   * The rows of the texts that were added, and how to make rows of other texts.
   *
   * @param maxColumns when there are more terms, the most frequent
   */
  finish(maxColumns: number): TermCounts {
    const { terms, counted, starts } = this;
    const documents = starts.length - 1;
    const ownTerms = function* () {
      for (let document = 0; document < documents; document++) {
        yield counted.slice(starts[document], starts[document + 1]);
      }
    };
    const uses = new Uint32Array(terms.size);
    const inDocuments = new Uint32Array(terms.size);
    const lastIn = new Int32Array(terms.size).fill(-1);
    let document = 0;
    for (const own of ownTerms()) {
      for (const term of own) {
        uses[term] = (uses[term] ?? NaN) + 1;
        if (lastIn[term] !== document) inDocuments[term] = (inDocuments[term] ?? NaN) + 1;
        lastIn[term] = document;
      }
      document++;
    }
    const columnOf = chosenColumns(uses, maxColumns);
    const weights = new Float64Array(Math.min(terms.size, maxColumns));
    columnOf.forEach((column, term) => {
      if (column >= 0) weights[column] = Math.log((1 + documents) / (1 + elementAt(inDocuments, term))) + 1;
    });
    const rowsOf = (all: Iterable<number[]>) => weightedRows(all, columnOf, weights);
    return {
      columnCount: weights.length,
      ownRows: () => rowsOf(ownTerms()),
      rowsOf: (texts) => rowsOf(texts.map((text) => terms.of(text, false))),
      weightOf: (word) => weights[columnOf[terms.of(word, false).at(-1) ?? -1] ?? -1],
    };
  }
}

/** What was learned of some texts. */
export interface TermCounts {
  columnCount: number;
  /** The texts it was learned from; each row has Euclidean length 1, or 0 without a word. */
  ownRows(): SparseRows;
  rowsOf(texts: string[]): SparseRows;
  /** How much a word or a pair counts (its inverse document frequency); nothing where it is unknown. */
  weightOf(wordOrPair: string): number | undefined;
}

/** The column of each term; −1 for the rare ones when there are too many. */
function chosenColumns(uses: Uint32Array, maxColumns: number): Int32Array {
  const columns = new Int32Array(uses.length).fill(-1);
  if (uses.length <= maxColumns) return columns.map((_, term) => term);
  const byUse = Uint32Array.from(uses.keys()).sort((a, b) => (uses[b] ?? NaN) - (uses[a] ?? NaN) || a - b);
  byUse.subarray(0, maxColumns).forEach((term, column) => (columns[term] = column));
  return columns;
}

/** (1 + ln count) · weight of each term, the row brought to length 1. */
function weightedRows(all: Iterable<number[]>, columnOf: Int32Array, weights: Float64Array): SparseRows {
  const starts = [0];
  const columns: number[] = [];
  const values: number[] = [];
  for (const terms of all) {
    const counts = new Map<number, number>();
    for (const term of terms) {
      const column = columnOf[term] ?? -1;
      if (column >= 0) counts.set(column, (counts.get(column) ?? 0) + 1);
    }
    const weighted = Array.from(counts, ([column, count]) => (1 + Math.log(count)) * (weights[column] ?? NaN));
    const length = Math.sqrt(weighted.reduce((sum, value) => sum + value * value, 0));
    for (const column of counts.keys()) columns.push(column);
    for (const value of weighted) values.push(value / length);
    starts.push(columns.length);
  }
  return {
    starts: Uint32Array.from(starts),
    columns: Uint32Array.from(columns),
    values: Float32Array.from(values),
    columnCount: weights.length,
  };
}
