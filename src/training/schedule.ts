/** A learning rate per step, from 0. */
export type Schedule = (step: number) => number;

/**
 * Linear warm-up from 0 to `peak`, then linear decay to 0 at `totalSteps`, as
 * `get_linear_schedule_with_warmup` in transformers.
 */
export function linearWarmupAndDecay(peak: number, totalSteps: number, warmupFraction: number): Schedule {
  const warmupSteps = Math.round(totalSteps * warmupFraction);
  return (step) =>
    step < warmupSteps
      ? (peak * step) / warmupSteps
      : (peak * Math.max(0, totalSteps - step)) / Math.max(1, totalSteps - warmupSteps);
}
