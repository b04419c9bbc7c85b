import { laneSum, loadPart, madd } from '../../kernelParts/simd.wasm';
import { shareEnd, shareStart, StepState, Work } from '../../wasm/work.wasm';

@unmanaged
class SquaredNormLaunch {
  opcode: u32;
  gradients: usize;
  gradientsLength: i32;
  partials: usize;
  /** The number of parts. */
  partialsLength: i32;
}

/** Threads share the parts. */
export function squaredNorm(launch: SquaredNormLaunch, step: StepState, work: Work): void {
  const share = (launch.gradientsLength + launch.partialsLength - 1) / launch.partialsLength;
  const lastPart = shareEnd(launch.partialsLength, 1, work);
  for (let part = shareStart(launch.partialsLength, 1, work); part < lastPart; part++) {
    const end = min(launch.gradientsLength, (part + 1) * share);
    let sum = f32x4.splat(0);
    for (let i = part * share; i < end; i += 4) {
      const value = loadPart(launch.gradients + ((<usize>i) << 2), end - i);
      sum = madd(value, value, sum);
    }
    store<f32>(launch.partials + ((<usize>part) << 2), laneSum(sum));
  }
}
