// What every kernel is given, and how work is split between threads.

/** What changes from step to step; laid out by `packStepState` in device.ts. */
@unmanaged
export class StepState {
  tokens: i32;
  texts: i32;
  accumulate: u32;
  dropoutSeed: u32;
  lossScale: f32;
  learningRate: f32;
  firstCorrection: f32;
  secondCorrection: f32;
  weightDecay: f32;
  maxGradientNorm: f32;
}

/** A thread's part in a run. */
@unmanaged
export class Work {
  thread: i32;
  threads: i32;
  /** Memory of the thread's own. */
  scratch: usize;
}

/** Rows of the batch: 0 stands for tokens, 1 for texts. */
export function rowsOf(step: StepState, kind: u32): i32 {
  return kind === 0 ? step.tokens : step.texts;
}

/** Where a thread's share of `count` things starts; shares are multiples of `unit`. */
export function shareStart(count: i32, unit: i32, work: Work): i32 {
  return min(count, ((((count + unit - 1) / unit) * work.thread) / work.threads) * unit);
}

/** Where it ends. */
export function shareEnd(count: i32, unit: i32, work: Work): i32 {
  return min(count, ((((count + unit - 1) / unit) * (work.thread + 1)) / work.threads) * unit);
}
