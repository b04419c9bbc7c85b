import { loadPart, storePart } from '../../kernelParts/simd.wasm';
import { rowAt } from '../../kernelParts/tableRow.wasm';
import { shareEnd, shareStart, StepState, Work } from '../../wasm/work.wasm';

@unmanaged
class EmbedLaunch {
  opcode: u32;
  hidden: i32;
  ids: usize;
  positionIds: usize;
  typeIds: usize;
  words: usize;
  positions: usize;
  types: usize;
  y: usize;
}

/** Threads share the tokens. */
export function embed(launch: EmbedLaunch, step: StepState, work: Work): void {
  const hidden = launch.hidden;
  const end = shareEnd(step.tokens, 1, work);
  for (let token = shareStart(step.tokens, 1, work); token < end; token++) {
    const word = rowAt(launch.words, launch.ids, token, hidden);
    const position = rowAt(launch.positions, launch.positionIds, token, hidden);
    const type = rowAt(launch.types, launch.typeIds, token, hidden);
    const y = launch.y + ((<usize>(token * hidden)) << 2);
    for (let i = 0; i < hidden; i += 4) {
      const offset = (<usize>i) << 2;
      const value = f32x4.add(loadPart(word + offset, hidden - i), loadPart(position + offset, hidden - i));
      storePart(y + offset, f32x4.add(value, loadPart(type + offset, hidden - i)), hidden - i);
    }
  }
}
