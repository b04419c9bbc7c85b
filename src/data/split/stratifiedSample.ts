// Some examples that stand for all, and how they are folded. Pure.

import { splitStratified } from './split';

/** Which of all examples are drawn, ascending, and in which fold each is tested. */
export interface FoldedSample {
  /** `[drawn]` */
  examples: Uint32Array;
  /** `[drawn]`, from 0. */
  folds: Uint8Array;
}

/**
 * Draws at most `most` of some examples, each class by its share, and folds them by class. A class of which one example
 * was drawn has none to learn from where it is tested.
 *
 * @param examples ascending
 * @param labelIds the class id of each of all examples
 */
export function stratifiedSample(
  examples: Uint32Array,
  labelIds: Uint16Array,
  { classCount, most, folds: count, seed }: { classCount: number; most: number; folds: number; seed: number },
): FoldedSample {
  const labelsOf = (own: Uint32Array) => Uint16Array.from(own, (example) => labelIds[example] ?? 0);
  let drawn = examples;
  if (examples.length > most) {
    const share = most / examples.length;
    const parts = splitStratified({ labelIds: labelsOf(examples), classCount, shares: [share, 1 - share], seed });
    drawn = examples.filter((_, at) => parts[at] === 0);
  }
  const shares = new Array<number>(count).fill(1 / count);
  return { examples: drawn, folds: splitStratified({ labelIds: labelsOf(drawn), classCount, shares, seed }) };
}
