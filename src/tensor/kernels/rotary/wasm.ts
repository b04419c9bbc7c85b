import { loadPart, storePart } from '../../kernelParts/simd.wasm';
import { shareEnd, shareStart, StepState, Work } from '../../wasm/work.wasm';

@unmanaged
class RotaryLaunch {
  opcode: u32;
  starts: usize;
  textOf: usize;
  hidden: i32;
  heads: i32;
  angles: usize;
  direction: f32;
  qkv: usize;
}

/** Threads share the tokens. */
export function rotary(launch: RotaryLaunch, step: StepState, work: Work): void {
  const size = launch.hidden / launch.heads;
  const end = shareEnd(step.tokens, 1, work);
  for (let token = shareStart(step.tokens, 1, work); token < end; token++) {
    const text = load<u32>(launch.textOf + ((<usize>token) << 2));
    const position = token - load<u32>(launch.starts + ((<usize>text) << 2));
    const angles = launch.angles + ((<usize>position * <usize>size) << 2);
    const row = launch.qkv + ((<usize>token * <usize>(3 * launch.hidden)) << 2);
    // The heads of the query, then those of the key.
    for (let head = 0; head < 2 * launch.heads; head++) {
      turn(row + ((<usize>(head * size)) << 2), angles, size / 2, f32x4.splat(launch.direction));
    }
  }
}

function turn(head: usize, angles: usize, half: i32, direction: v128): void {
  const across = (<usize>half) << 2;
  for (let i = 0; i < half; i += 4) {
    const at = (<usize>i) << 2;
    const count = half - i;
    const cosine = loadPart(angles + at, count);
    const sine = f32x4.mul(loadPart(angles + across + at, count), direction);
    const x = loadPart(head + at, count);
    const y = loadPart(head + across + at, count);
    storePart(head + at, f32x4.sub(f32x4.mul(x, cosine), f32x4.mul(y, sine)), count);
    storePart(head + across + at, f32x4.add(f32x4.mul(y, cosine), f32x4.mul(x, sine)), count);
  }
}
