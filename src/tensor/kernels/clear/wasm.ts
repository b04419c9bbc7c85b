import { shareEnd, shareStart, StepState, Work } from '../../wasm/work.wasm';

@unmanaged
class ClearLaunch {
  opcode: u32;
  values: usize;
  valuesLength: i32;
}

/** Threads share the elements. */
export function clear(launch: ClearLaunch, step: StepState, work: Work): void {
  if (step.accumulate) return;
  const start = shareStart(launch.valuesLength, 16, work);
  const end = shareEnd(launch.valuesLength, 16, work);
  if (start < end) memory.fill(launch.values + ((<usize>start) << 2), 0, (<usize>(end - start)) << 2);
}
