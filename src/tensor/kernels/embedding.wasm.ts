import { shareEnd, shareStart, StepState, Work } from '../wasm/work.wasm';
import { loadPart, storePart } from './simd.wasm';

@unmanaged
export class LocateLaunch {
  opcode: u32;
  starts: usize;
  textOf: usize;
  positions: usize;
  firstPosition: u32;
}

/** Threads share the texts. */
export function locate(launch: LocateLaunch, step: StepState, work: Work): void {
  const lastText = shareEnd(step.texts, 1, work);
  for (let text = shareStart(step.texts, 1, work); text < lastText; text++) {
    const start = load<u32>(launch.starts + ((<usize>text) << 2));
    const end = load<u32>(launch.starts + ((<usize>text) << 2), 4);
    for (let token = start; token < end; token++) {
      store<u32>(launch.textOf + ((<usize>token) << 2), text);
      store<u32>(launch.positions + ((<usize>token) << 2), token - start + launch.firstPosition);
    }
  }
}

@unmanaged
export class EmbedLaunch {
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
      const value = f32x4.add(
        loadPart(word + offset, hidden - i),
        loadPart(position + offset, hidden - i),
      );
      storePart(y + offset, f32x4.add(value, loadPart(type + offset, hidden - i)), hidden - i);
    }
  }
}

/** Where the row that a token's index names starts. */
function rowAt(table: usize, indices: usize, token: i32, width: i32): usize {
  return table + ((<usize>load<u32>(indices + ((<usize>token) << 2)) * <usize>width) << 2);
}

@unmanaged
export class EmbedGradientLaunch {
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
