import { activationSlope } from '../../kernelParts/activation.wasm';
import { loadPart, storePart } from '../../kernelParts/simd.wasm';
import { rowsOf, shareEnd, shareStart, StepState, Work } from '../../wasm/work.wasm';

@unmanaged
class ActivationGradientLaunch {
  opcode: u32;
  rows: u32;
  width: i32;
  activation: u32;
  x: usize;
  dy: usize;
  dx: usize;
}

/** Threads share the elements. */
export function activationGradient(launch: ActivationGradientLaunch, step: StepState, work: Work): void {
  const elements = rowsOf(step, launch.rows) * launch.width;
  const end = shareEnd(elements, 4, work);
  for (let i = shareStart(elements, 4, work); i < end; i += 4) {
    const at = (<usize>i) << 2;
    const slope = activationSlope(launch.activation, loadPart(launch.x + at, end - i));
    storePart(launch.dx + at, f32x4.mul(slope, loadPart(launch.dy + at, end - i)), end - i);
  }
}
