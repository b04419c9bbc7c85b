import { activate } from '../../kernelParts/activation.wasm';
import { dropoutFactors, dropoutSite } from '../../kernelParts/dropout.wasm';
import { loadPart, storePart } from '../../kernelParts/simd.wasm';
import { shareEnd, shareStart, StepState, Work } from '../../wasm/work.wasm';

@unmanaged
class GatedActivationLaunch {
  opcode: u32;
  width: i32;
  activation: u32;
  x: usize;
  dropoutThreshold: u32;
  dropoutScale: f32;
  dropoutSite: u32;
  y: usize;
}

/** Threads share the tokens. */
export function gatedActivation(launch: GatedActivationLaunch, step: StepState, work: Work): void {
  const width = launch.width;
  const across = (<usize>width) << 2;
  const site = dropoutSite(step.dropoutSeed, launch.dropoutSite);
  const end = shareEnd(step.tokens, 1, work);
  for (let token = shareStart(step.tokens, 1, work); token < end; token++) {
    const x = launch.x + <usize>token * 2 * across;
    const y = launch.y + <usize>token * across;
    for (let i = 0; i < width; i += 4) {
      const at = (<usize>i) << 2;
      const count = width - i;
      const activated = activate(launch.activation, loadPart(x + at, count));
      let value = f32x4.mul(activated, loadPart(x + across + at, count));
      if (launch.dropoutThreshold) {
        const threshold = launch.dropoutThreshold;
        value = f32x4.mul(value, dropoutFactors(site, token * width + i, threshold, launch.dropoutScale));
      }
      storePart(y + at, value, count);
    }
  }
}
