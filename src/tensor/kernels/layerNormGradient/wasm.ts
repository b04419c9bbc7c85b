import { dropoutFactors, dropoutSite } from '../../kernelParts/dropout.wasm';
import { laneSum, loadPart, madd, storePart } from '../../kernelParts/simd.wasm';
import { rowsOf, shareEnd, shareStart, StepState, Work } from '../../wasm/work.wasm';

@unmanaged
class LayerNormGradientLaunch {
  opcode: u32;
  rows: u32;
  hidden: i32;
  dy: usize;
  dropoutThreshold: u32;
  dropoutScale: f32;
  dropoutSite: u32;
  x: usize;
  weight: usize;
  statistics: usize;
  /** 0: none. */
  residual: usize;
  dx: usize;
  /** 0: no second copy. */
  droppedView: usize;
  droppedDropoutThreshold: u32;
  droppedDropoutScale: f32;
  droppedDropoutSite: u32;
}

/** Threads share the rows. */
export function layerNormGradient(launch: LayerNormGradientLaunch, step: StepState, work: Work): void {
  const rows = rowsOf(step, launch.rows);
  const end = shareEnd(rows, 1, work);
  for (let row = shareStart(rows, 1, work); row < end; row++) {
    scaleRow(launch, step, row);
    centreRow(launch, step, row);
  }
}

/** Leaves dy · weight in dx, after the dropout. */
function scaleRow(launch: LayerNormGradientLaunch, step: StepState, row: i32): void {
  const hidden = launch.hidden;
  const site = dropoutSite(step.dropoutSeed, launch.dropoutSite);
  for (let i = 0; i < hidden; i += 4) {
    const index = row * hidden + i;
    const offset = (<usize>index) << 2;
    const weight = loadPart(launch.weight + ((<usize>i) << 2), hidden - i);
    let value = f32x4.mul(loadPart(launch.dy + offset, hidden - i), weight);
    if (launch.dropoutThreshold) {
      const threshold = launch.dropoutThreshold;
      value = f32x4.mul(value, dropoutFactors(site, index, threshold, launch.dropoutScale));
    }
    storePart(launch.dx + offset, value, hidden - i);
  }
}

/** dx = rstd · (dx − mean of dx − standardised x · mean of dx · standardised x) + residual */
function centreRow(launch: LayerNormGradientLaunch, step: StepState, row: i32): void {
  const hidden = launch.hidden;
  const start = (<usize>(row * hidden)) << 2;
  const x = launch.x + start;
  const dx = launch.dx + start;
  const mean = f32x4.splat(load<f32>(launch.statistics + ((<usize>row) << 3)));
  const rstd = f32x4.splat(load<f32>(launch.statistics + ((<usize>row) << 3), 4));
  let sum = f32x4.splat(0);
  let product = f32x4.splat(0);
  for (let i = 0; i < hidden; i += 4) {
    const offset = (<usize>i) << 2;
    const scaled = loadPart(dx + offset, hidden - i);
    const centred = f32x4.sub(loadPart(x + offset, hidden - i), mean);
    sum = f32x4.add(sum, scaled);
    product = madd(scaled, f32x4.mul(centred, rstd), product);
  }
  const meanScaled = f32x4.splat(laneSum(sum) / <f32>hidden);
  const meanProduct = f32x4.splat(laneSum(product) / <f32>hidden);
  const site = dropoutSite(step.dropoutSeed, launch.droppedDropoutSite);
  for (let i = 0; i < hidden; i += 4) {
    const offset = (<usize>i) << 2;
    const standardised = f32x4.mul(f32x4.sub(loadPart(x + offset, hidden - i), mean), rstd);
    const scaled = f32x4.sub(loadPart(dx + offset, hidden - i), meanScaled);
    let value = f32x4.mul(rstd, f32x4.sub(scaled, f32x4.mul(standardised, meanProduct)));
    if (launch.residual) value = f32x4.add(value, loadPart(launch.residual + start + offset, hidden - i));
    storePart(dx + offset, value, hidden - i);
    if (launch.droppedView) {
      const index = row * hidden + i;
      const factors = dropoutFactors(site, index, launch.droppedDropoutThreshold, launch.droppedDropoutScale);
      storePart(launch.droppedView + start + offset, f32x4.mul(value, factors), hidden - i);
    }
  }
}
