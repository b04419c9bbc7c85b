// Contrastive training (SetFit: Tunstall et al. 2022, arXiv 2209.11055): for which rows it is, and what it is compared with.

/** With more training rows of a label it is not offered: the other methods have enough to learn from. */
export const mostRowsOfLabel = 64;

/** Folds in which it is compared with a plain head, where the set has none of its own. */
export const comparedFolds = 5;

/** Rounds over the rows: SetFit's `num_iterations`. */
const rounds = 20;

/** With more, training takes longer and learns little more. */
const mostPairs = 1280;

/** How many pairs so many rows are trained in. */
export function pairCount(rows: number): number {
  return Math.min(2 * rounds * rows, mostPairs);
}

/** What cross-validation on the training rows said of both. */
export interface ContrastiveChoice {
  kept: 'contrastive' | 'head';
  folds: number;
  /** Rows that were tested, each by trainings that had not seen it. */
  rows: number;
  /** How many of them each answered right. */
  right: { contrastive: number; head: number };
}

/** Contrastive training is kept only where it was right more often. */
export function chosenOf(right: ContrastiveChoice['right']): ContrastiveChoice['kept'] {
  return right.contrastive > right.head ? 'contrastive' : 'head';
}
