import { loadPart, storePart } from '../../kernelParts/simd.wasm';
import { rowAt } from '../../kernelParts/tableRow.wasm';
import { shareEnd, shareStart, StepState, Work } from '../../wasm/work.wasm';

@unmanaged
class EmbedGradientLaunch {
  opcode: u32;
  hidden: i32;
  indices: usize;
  dy: usize;
  table: usize;
}

/** Threads share the columns, so that each row of the table adds up in the order of tokens. */
export function embedGradient(launch: EmbedGradientLaunch, step: StepState, work: Work): void {
  const hidden = launch.hidden;
  const start = shareStart(hidden, 16, work);
  const end = shareEnd(hidden, 16, work);
  for (let token = 0; token < step.tokens; token++) {
    const row = rowAt(launch.table, launch.indices, token, hidden);
    const dy = launch.dy + ((<usize>(token * hidden)) << 2);
    for (let i = start; i < end; i += 4) {
      const offset = (<usize>i) << 2;
      const sum = f32x4.add(loadPart(row + offset, end - i), loadPart(dy + offset, end - i));
      storePart(row + offset, sum, end - i);
    }
  }
}
