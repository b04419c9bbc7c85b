import { activate, activationSlope } from '../../kernelParts/activation.wasm';
import { dropoutFactors, dropoutSite } from '../../kernelParts/dropout.wasm';
import { loadPart, storePart } from '../../kernelParts/simd.wasm';
import { shareEnd, shareStart, StepState, Work } from '../../wasm/work.wasm';

@unmanaged
class GatedActivationGradientLaunch {
  opcode: u32;
  width: i32;
  activation: u32;
  x: usize;
  dropoutThreshold: u32;
  dropoutScale: f32;
  dropoutSite: u32;
  dy: usize;
  dx: usize;
}

/** Threads share the tokens. */
export function gatedActivationGradient(launch: GatedActivationGradientLaunch, step: StepState, work: Work): void {
  const width = launch.width;
  const across = (<usize>width) << 2;
  const site = dropoutSite(step.dropoutSeed, launch.dropoutSite);
  const end = shareEnd(step.tokens, 1, work);
  for (let token = shareStart(step.tokens, 1, work); token < end; token++) {
    const x = launch.x + <usize>token * 2 * across;
    const dx = launch.dx + <usize>token * 2 * across;
    const dy = launch.dy + <usize>token * across;
    for (let i = 0; i < width; i += 4) {
      const at = (<usize>i) << 2;
      const count = width - i;
      let own = loadPart(dy + at, count);
      if (launch.dropoutThreshold) {
        const threshold = launch.dropoutThreshold;
        own = f32x4.mul(own, dropoutFactors(site, token * width + i, threshold, launch.dropoutScale));
      }
      const value = loadPart(x + at, count);
      const gated = f32x4.mul(own, loadPart(x + across + at, count));
      storePart(dx + at, f32x4.mul(gated, activationSlope(launch.activation, value)), count);
      storePart(dx + across + at, f32x4.mul(own, activate(launch.activation, value)), count);
    }
  }
}
