// What training does about classes of unequal size.

export const balancings = ['none', 'classWeights', 'overSampling', 'underSampling'] as const;
export type Balancing = (typeof balancings)[number];

/**
 * Rows of each class that one epoch uses.
 *
 * @param counts training rows of each class
 */
export function rowsPerEpoch(counts: ArrayLike<number>, balancing: Balancing): number[] {
  const own = Array.from(counts);
  const filled = own.filter((count) => count > 0);
  if (filled.length === 0 || balancing === 'none' || balancing === 'classWeights') return own;
  const wanted = balancing === 'overSampling' ? Math.max(...filled) : Math.min(...filled);
  return own.map((count) => (count > 0 ? wanted : 0));
}

/** What one row of each class counts in the loss: as scikit-learn's `class_weight="balanced"`, or 1. */
export function weightsOf(counts: ArrayLike<number>, balancing: Balancing): number[] {
  const own = Array.from(counts);
  if (balancing !== 'classWeights') return own.map(() => 1);
  const total = own.reduce((sum, count) => sum + count, 0);
  return own.map((count) => total / (own.length * Math.max(1, count)));
}
