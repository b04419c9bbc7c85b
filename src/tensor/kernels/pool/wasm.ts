import { dropoutFactors, dropoutSite } from '../../kernelParts/dropout.wasm';
import { loadPart, madd, storePart } from '../../kernelParts/simd.wasm';
import { shareEnd, shareStart, StepState, Work } from '../../wasm/work.wasm';

@unmanaged
class PoolLaunch {
  opcode: u32;
  hidden: i32;
  first: f32;
  mean: f32;
  meanSqrtLength: f32;
  starts: usize;
  dropoutThreshold: u32;
  dropoutScale: f32;
  dropoutSite: u32;
  x: usize;
  y: usize;
}

/** Threads share the texts. */
export function pool(launch: PoolLaunch, step: StepState, work: Work): void {
  const end = shareEnd(step.texts, 1, work);
  for (let text = shareStart(step.texts, 1, work); text < end; text++) poolText(launch, step, text);
}

function poolText(launch: PoolLaunch, step: StepState, text: i32): void {
  const hidden = launch.hidden;
  const start = load<i32>(launch.starts + ((<usize>text) << 2));
  const end = load<i32>(launch.starts + ((<usize>text) << 2), 4);
  const first = launch.x + ((<usize>(start * hidden)) << 2);
  const y = launch.y + ((<usize>(text * hidden)) << 2);
  memory.copy(y, first, (<usize>hidden) << 2);
  for (let token = start + 1; token < end; token++) {
    const x = launch.x + ((<usize>(token * hidden)) << 2);
    for (let i = 0; i < hidden; i += 4) {
      const offset = (<usize>i) << 2;
      const sum = f32x4.add(loadPart(y + offset, hidden - i), loadPart(x + offset, hidden - i));
      storePart(y + offset, sum, hidden - i);
    }
  }
  const length = <f32>(end - start);
  const share = f32x4.splat(launch.mean / length + launch.meanSqrtLength / sqrt<f32>(length));
  const site = dropoutSite(step.dropoutSeed, launch.dropoutSite);
  for (let i = 0; i < hidden; i += 4) {
    const offset = (<usize>i) << 2;
    const index = text * hidden + i;
    const own = f32x4.mul(loadPart(first + offset, hidden - i), f32x4.splat(launch.first));
    let value = madd(share, loadPart(y + offset, hidden - i), own);
    if (launch.dropoutThreshold) {
      const threshold = launch.dropoutThreshold;
      value = f32x4.mul(value, dropoutFactors(site, index, threshold, launch.dropoutScale));
    }
    storePart(y + offset, value, hidden - i);
  }
}
