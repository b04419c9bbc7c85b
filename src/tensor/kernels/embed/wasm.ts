import { eightBitsTimes } from '../../kernelParts/eightBits.wasm';
import { loadPart, storePart } from '../../kernelParts/simd.wasm';
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
  wordsScale: f32;
  positionsScale: f32;
  typesScale: f32;
  y: usize;
}

/** Threads share the tokens. */
export function embed(launch: EmbedLaunch, step: StepState, work: Work): void {
  const hidden = launch.hidden;
  const end = shareEnd(step.tokens, 1, work);
  for (let token = shareStart(step.tokens, 1, work); token < end; token++) {
    const word = firstOf(launch.ids, token, hidden);
    const position = firstOf(launch.positionIds, token, hidden);
    const type = firstOf(launch.typeIds, token, hidden);
    const y = launch.y + ((<usize>(token * hidden)) << 2);
    for (let i = 0; i < hidden; i += 4) {
      const count = hidden - i;
      const value = f32x4.add(
        numbersAt(launch.words, launch.wordsScale, word + i, count),
        numbersAt(launch.positions, launch.positionsScale, position + i, count),
      );
      const kind = numbersAt(launch.types, launch.typesScale, type + i, count);
      storePart(y + ((<usize>i) << 2), f32x4.add(value, kind), count);
    }
  }
}

/** The index of the first number of the row that a token's index names. */
function firstOf(indices: usize, token: i32, width: i32): usize {
  return <usize>load<u32>(indices + ((<usize>token) << 2)) * <usize>width;
}

/** Four numbers of a table, or what is left of a row. */
function numbersAt(table: usize, scale: f32, index: usize, count: i32): v128 {
  if (scale) return eightBitsTimes(table + index, f32x4.splat(scale));
  return loadPart(table + (index << 2), count);
}
