import { shareEnd, shareStart, StepState, Work } from '../../wasm/work.wasm';

@unmanaged
class GatherRowsLaunch {
  opcode: u32;
  width: i32;
  table: usize;
  indices: usize;
  y: usize;
}

/** Threads share the texts. */
export function gatherRows(launch: GatherRowsLaunch, step: StepState, work: Work): void {
  const bytes = (<usize>launch.width) << 2;
  const end = shareEnd(step.texts, 1, work);
  for (let text = shareStart(step.texts, 1, work); text < end; text++) {
    const index = load<u32>(launch.indices + ((<usize>text) << 2));
    memory.copy(launch.y + <usize>text * bytes, launch.table + <usize>index * bytes, bytes);
  }
}
