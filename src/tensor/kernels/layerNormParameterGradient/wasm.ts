import { dropoutFactors, dropoutSite } from '../../kernelParts/dropout.wasm';
import { loadPart, madd, storePart } from '../../kernelParts/simd.wasm';
import { rowsOf, shareEnd, shareStart, StepState, Work } from '../../wasm/work.wasm';

@unmanaged
class LayerNormParameterGradientLaunch {
  opcode: u32;
  rows: u32;
  hidden: i32;
  dy: usize;
  dropoutThreshold: u32;
  dropoutScale: f32;
  dropoutSite: u32;
  x: usize;
  statistics: usize;
  dWeight: usize;
  /** 0: none. */
  dBias: usize;
}

/** Threads share the columns, 16 (a line of the cache) at a time. */
export function layerNormParameterGradient(
  launch: LayerNormParameterGradientLaunch,
  step: StepState,
  work: Work,
): void {
  const rows = rowsOf(step, launch.rows);
  const start = shareStart(launch.hidden, 16, work);
  const end = shareEnd(launch.hidden, 16, work);
  if (start >= end) return;
  if (!step.accumulate) {
    memory.fill(launch.dWeight + ((<usize>start) << 2), 0, (<usize>(end - start)) << 2);
    if (launch.dBias) memory.fill(launch.dBias + ((<usize>start) << 2), 0, (<usize>(end - start)) << 2);
  }
  for (let row = 0; row < rows; row++) addRow(launch, step, row, start, end);
}

function addRow(launch: LayerNormParameterGradientLaunch, step: StepState, row: i32, start: i32, end: i32): void {
  const mean = f32x4.splat(load<f32>(launch.statistics + ((<usize>row) << 3)));
  const rstd = f32x4.splat(load<f32>(launch.statistics + ((<usize>row) << 3), 4));
  const site = dropoutSite(step.dropoutSeed, launch.dropoutSite);
  for (let i = start; i < end; i += 4) {
    const index = row * launch.hidden + i;
    const count = end - i;
    const weight = launch.dWeight + ((<usize>i) << 2);
    const bias = launch.dBias + ((<usize>i) << 2);
    let value = loadPart(launch.dy + ((<usize>index) << 2), count);
    if (launch.dropoutThreshold) {
      const threshold = launch.dropoutThreshold;
      value = f32x4.mul(value, dropoutFactors(site, index, threshold, launch.dropoutScale));
    }
    const centred = f32x4.sub(loadPart(launch.x + ((<usize>index) << 2), count), mean);
    const product = madd(value, f32x4.mul(centred, rstd), loadPart(weight, count));
    storePart(weight, product, count);
    if (launch.dBias) storePart(bias, f32x4.add(loadPart(bias, count), value), count);
  }
}
