// Whether the texts of a table tell the values of a column: those of a label they do, those of an annotator’s name they don’t.

import { elementAt } from '../../../domain/element';

/** Fewer rows tell nothing. */
const enoughRows = 30;
/** The beginning of a text tells enough. */
const mostWords = 60;
const mostCharacters = 1000;
/** More different values than a sample can tell apart. */
const mostValues = 300;

/** The words of a sample’s texts, counted once for all columns. */
export class SampleWords {
  /** Numbers of each text's words, each once. What stands in one text only tells nothing of others. */
  private readonly texts: number[][];
  private readonly weights: Float64Array;

  constructor(texts: string[]) {
    const words = texts.map((text) => new Set(wordsOf(text)));
    const counts = new Map<string, number>();
    for (const own of words) for (const word of own) counts.set(word, (counts.get(word) ?? 0) + 1);
    const shared = [...counts].filter(([, count]) => count > 1);
    const numbers = new Map(shared.map(([word], number) => [word, number]));
    this.texts = words.map((own) => [...own].flatMap((word) => numbers.get(word) ?? []));
    this.weights = Float64Array.from(shared, ([, count]) => Math.log(texts.length / count));
  }

  /**
   * How much better than by chance the words tell a column’s values, in standard deviations: TF-IDF and the nearest mean of a
   * value’s texts (Rocchio), learned from one half of the rows and tried on the other. 0 where there is too little to tell.
   *
   * @param values a value a text; empty where it has none
   */
  tell(values: string[]): number {
    const { ids, count } = numbered(values);
    const filled = ids.flatMap((id, row) => (id >= 0 ? [row] : []));
    if (filled.length < enoughRows || count < 2 || count > mostValues) return 0;
    const halves = [0, 1].map((half) => filled.filter((_, index) => index % 2 === half));
    const guesses = new Int32Array(values.length).fill(-1);
    halves.forEach((half, index) => this.guess(half, halves[1 - index] ?? [], ids, count, guesses));
    return aboveChance(filled, ids, guesses, count);
  }

  private guess(train: number[], test: number[], ids: number[], count: number, guesses: Int32Array): void {
    const means = this.meansOf(train, ids, count);
    const lengths = new Float64Array(count);
    means.forEach((value, at) => (lengths[at % count] = (lengths[at % count] ?? 0) + value * value));
    const scores = new Float64Array(count);
    for (const row of test) {
      scores.fill(0);
      for (const word of this.texts[row] ?? []) {
        const weight = this.weights[word] ?? 0;
        for (let id = 0; id < count; id++) scores[id] = (scores[id] ?? 0) + weight * (means[word * count + id] ?? 0);
      }
      let [best, most] = [-1, 0];
      for (let id = 0; id < count; id++) {
        const score = (scores[id] ?? 0) / Math.sqrt(lengths[id] || 1);
        if (score > most) [best, most] = [id, score];
      }
      guesses[row] = best;
    }
  }

  /** The mean of each value's texts, `[words, values]`, but for its length. */
  private meansOf(rows: number[], ids: number[], count: number): Float64Array {
    const means = new Float64Array(count * this.weights.length);
    for (const row of rows) {
      const length = this.lengthOf(row);
      for (const word of this.texts[row] ?? []) {
        const at = word * count + (ids[row] ?? 0);
        means[at] = (means[at] ?? 0) + (this.weights[word] ?? 0) / length;
      }
    }
    return means;
  }

  private lengthOf(row: number): number {
    const squares = elementAt(this.texts, row).reduce((sum, word) => sum + elementAt(this.weights, word) ** 2, 0);
    return Math.sqrt(squares) || 1;
  }
}

/** Of those that a text says something about: how many more are right than would be by chance, in standard deviations. */
function aboveChance(rows: number[], ids: number[], guesses: Int32Array, count: number): number {
  const [truth, said] = [new Float64Array(count), new Float64Array(count)];
  let [right, total] = [0, 0];
  for (const row of rows) {
    const [own, guess] = [elementAt(ids, row), elementAt(guesses, row)];
    if (guess < 0) continue;
    total++;
    if (own === guess) right++;
    truth[own] = elementAt(truth, own) + 1;
    said[guess] = elementAt(said, guess) + 1;
  }
  const chance = truth.reduce((sum, own, id) => sum + own * elementAt(said, id), 0) / Math.max(1, total * total);
  return chance > 0 && chance < 1 ? (right - total * chance) / Math.sqrt(total * chance * (1 - chance)) : 0;
}

function numbered(values: string[]): { ids: number[]; count: number } {
  const numbers = new Map<string, number>();
  const ids = values.map((value) => {
    if (value === '') return -1;
    const id = numbers.get(value) ?? numbers.size;
    numbers.set(value, id);
    return id;
  });
  return { ids, count: numbers.size };
}

/** Of scripts without spaces between words, each character. */
const word = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]|[\p{L}\p{M}\p{N}_]+/gu;

const wordsOf = (text: string) => (text.slice(0, mostCharacters).toLowerCase().match(word) ?? []).slice(0, mostWords);
