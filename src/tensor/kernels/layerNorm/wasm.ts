import { dropoutFactors, dropoutSite } from '../../kernelParts/dropout.wasm';
import { laneSum, lanesBelow, loadPart, madd, storePart } from '../../kernelParts/simd.wasm';
import { rowsOf, shareEnd, shareStart, StepState, Work } from '../../wasm/work.wasm';

@unmanaged
class LayerNormLaunch {
  opcode: u32;
  rows: u32;
  hidden: i32;
  epsilon: f32;
  x: usize;
  weight: usize;
  /** 0: none. */
  bias: usize;
  dropoutThreshold: u32;
  dropoutScale: f32;
  dropoutSite: u32;
  y: usize;
  statistics: usize;
}

/** Threads share the rows. */
export function layerNorm(launch: LayerNormLaunch, step: StepState, work: Work): void {
  const rows = rowsOf(step, launch.rows);
  const end = shareEnd(rows, 1, work);
  for (let row = shareStart(rows, 1, work); row < end; row++) normalise(launch, step, row);
}

function normalise(launch: LayerNormLaunch, step: StepState, row: i32): void {
  const hidden = launch.hidden;
  const x = launch.x + ((<usize>(row * hidden)) << 2);
  const y = launch.y + ((<usize>(row * hidden)) << 2);
  const mean = meanOf(x, hidden);
  const rstd: f32 = 1 / sqrt<f32>(varianceOf(x, hidden, mean) + launch.epsilon);
  const statistics = launch.statistics + ((<usize>row) << 3);
  store<f32>(statistics, mean);
  store<f32>(statistics, rstd, 4);
  const site = dropoutSite(step.dropoutSeed, launch.dropoutSite);
  for (let i = 0; i < hidden; i += 4) {
    const offset = (<usize>i) << 2;
    const centred = f32x4.sub(loadPart(x + offset, hidden - i), f32x4.splat(mean));
    const weight = loadPart(launch.weight + offset, hidden - i);
    const bias = launch.bias ? loadPart(launch.bias + offset, hidden - i) : f32x4.splat(0);
    let value = madd(f32x4.mul(centred, f32x4.splat(rstd)), weight, bias);
    if (launch.dropoutThreshold) {
      const threshold = launch.dropoutThreshold;
      const index = row * hidden + i;
      value = f32x4.mul(value, dropoutFactors(site, index, threshold, launch.dropoutScale));
    }
    storePart(y + offset, value, hidden - i);
  }
}

function meanOf(x: usize, hidden: i32): f32 {
  let sum = f32x4.splat(0);
  for (let i = 0; i < hidden; i += 4) {
    sum = f32x4.add(sum, loadPart(x + ((<usize>i) << 2), hidden - i));
  }
  return laneSum(sum) / <f32>hidden;
}

function varianceOf(x: usize, hidden: i32, mean: f32): f32 {
  let sum = f32x4.splat(0);
  for (let i = 0; i < hidden; i += 4) {
    const value = f32x4.sub(loadPart(x + ((<usize>i) << 2), hidden - i), f32x4.splat(mean));
    const centred = v128.and(value, lanesBelow(hidden - i));
    sum = madd(centred, centred, sum);
  }
  return laneSum(sum) / <f32>hidden;
}
