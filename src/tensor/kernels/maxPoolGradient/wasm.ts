import { loadPart, storePart } from '../../kernelParts/simd.wasm';
import { shareEnd, shareStart, StepState, Work } from '../../wasm/work.wasm';

@unmanaged
class MaxPoolGradientLaunch {
  opcode: u32;
  hidden: i32;
  starts: usize;
  x: usize;
  dy: usize;
  dx: usize;
}

/** Threads share the texts. */
export function maxPoolGradient(launch: MaxPoolGradientLaunch, step: StepState, work: Work): void {
  const lastText = shareEnd(step.texts, 1, work);
  for (let text = shareStart(step.texts, 1, work); text < lastText; text++) {
    const start = load<i32>(launch.starts + ((<usize>text) << 2));
    const end = load<i32>(launch.starts + ((<usize>text) << 2), 4);
    for (let i = 0; i < launch.hidden; i += 4) maxPoolColumns(launch, text, start, end, i);
  }
}

/** Four columns of a text. */
function maxPoolColumns(launch: MaxPoolGradientLaunch, text: i32, start: i32, end: i32, i: i32): void {
  const hidden = launch.hidden;
  const count = hidden - i;
  let largest = loadPart(launch.x + ((<usize>(start * hidden + i)) << 2), count);
  let best = i32x4.splat(start);
  for (let token = start + 1; token < end; token++) {
    const x = loadPart(launch.x + ((<usize>(token * hidden + i)) << 2), count);
    const isLarger = f32x4.gt(x, largest);
    largest = v128.bitselect(x, largest, isLarger);
    best = v128.bitselect(i32x4.splat(token), best, isLarger);
  }
  const dy = loadPart(launch.dy + ((<usize>(text * hidden + i)) << 2), count);
  for (let token = start; token < end; token++) {
    const own = v128.and(dy, i32x4.eq(best, i32x4.splat(token)));
    storePart(launch.dx + ((<usize>(token * hidden + i)) << 2), own, count);
  }
}
