import { dropoutFactors, dropoutSite } from '../../kernelParts/dropout.wasm';
import { loadPart, storePart } from '../../kernelParts/simd.wasm';
import { shareEnd, shareStart, StepState, Work } from '../../wasm/work.wasm';

@unmanaged
class MaxPoolLaunch {
  opcode: u32;
  hidden: i32;
  starts: usize;
  dropoutThreshold: u32;
  dropoutScale: f32;
  dropoutSite: u32;
  x: usize;
  y: usize;
}

/** Threads share the texts. */
export function maxPool(launch: MaxPoolLaunch, step: StepState, work: Work): void {
  const end = shareEnd(step.texts, 1, work);
  for (let text = shareStart(step.texts, 1, work); text < end; text++) maxPoolText(launch, step, text);
}

function maxPoolText(launch: MaxPoolLaunch, step: StepState, text: i32): void {
  const hidden = launch.hidden;
  const start = load<i32>(launch.starts + ((<usize>text) << 2));
  const end = load<i32>(launch.starts + ((<usize>text) << 2), 4);
  const y = launch.y + ((<usize>(text * hidden)) << 2);
  memory.copy(y, launch.x + ((<usize>(start * hidden)) << 2), (<usize>hidden) << 2);
  for (let token = start + 1; token < end; token++) {
    const x = launch.x + ((<usize>(token * hidden)) << 2);
    for (let i = 0; i < hidden; i += 4) {
      const offset = (<usize>i) << 2;
      const largest = f32x4.max(loadPart(y + offset, hidden - i), loadPart(x + offset, hidden - i));
      storePart(y + offset, largest, hidden - i);
    }
  }
  if (!launch.dropoutThreshold) return;
  const site = dropoutSite(step.dropoutSeed, launch.dropoutSite);
  for (let i = 0; i < hidden; i += 4) {
    const own = y + ((<usize>i) << 2);
    const factors = dropoutFactors(site, text * hidden + i, launch.dropoutThreshold, launch.dropoutScale);
    storePart(own, f32x4.mul(loadPart(own, hidden - i), factors), hidden - i);
  }
}
