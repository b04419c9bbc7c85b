/** A share; 0 of nothing, as scikit-learn's metrics with zero_division=0. */
export function ratio(numerator: number, denominator: number): number {
  return denominator === 0 ? 0 : numerator / denominator;
}
