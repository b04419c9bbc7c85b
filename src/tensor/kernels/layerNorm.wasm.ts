import { rowsOf, shareEnd, shareStart, StepState, Work } from '../wasm/work.wasm';
import { dropoutFactors, dropoutSite } from './dropout.wasm';
import { laneSum, lanesBelow, loadPart, madd, storePart } from './simd.wasm';

@unmanaged
export class LayerNormLaunch {
  opcode: u32;
  rowsKind: u32;
  hidden: i32;
  epsilon: f32;
  x: usize;
  weight: usize;
  bias: usize;
  dropoutThreshold: u32;
  dropoutScale: f32;
  dropoutSite: u32;
  y: usize;
  statistics: usize;
}

/** Threads share the rows. */
export function layerNorm(launch: LayerNormLaunch, step: StepState, work: Work): void {
  const rows = rowsOf(step, launch.rowsKind);
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
    const bias = loadPart(launch.bias + offset, hidden - i);
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

@unmanaged
export class LayerNormGradientLaunch {
  opcode: u32;
  rowsKind: u32;
  hidden: i32;
  dy: usize;
  dropoutThreshold: u32;
  dropoutScale: f32;
  dropoutSite: u32;
  x: usize;
  weight: usize;
  statistics: usize;
  dx: usize;
  /** 0: no second copy. */
  dropped: usize;
  droppedThreshold: u32;
  droppedScale: f32;
  droppedSite: u32;
}

/** Threads share the rows. */
export function layerNormGradient(
  launch: LayerNormGradientLaunch,
  step: StepState,
  work: Work,
): void {
  const rows = rowsOf(step, launch.rowsKind);
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

/** dx = rstd · (dx − mean of dx − standardised x · mean of dx · standardised x) */
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
  const site = dropoutSite(step.dropoutSeed, launch.droppedSite);
  for (let i = 0; i < hidden; i += 4) {
    const offset = (<usize>i) << 2;
    const standardised = f32x4.mul(f32x4.sub(loadPart(x + offset, hidden - i), mean), rstd);
    const scaled = f32x4.sub(loadPart(dx + offset, hidden - i), meanScaled);
    const value = f32x4.mul(rstd, f32x4.sub(scaled, f32x4.mul(standardised, meanProduct)));
    storePart(dx + offset, value, hidden - i);
    if (launch.dropped) {
      const index = row * hidden + i;
      const factors = dropoutFactors(site, index, launch.droppedThreshold, launch.droppedScale);
      storePart(launch.dropped + start + offset, f32x4.mul(value, factors), hidden - i);
    }
  }
}

@unmanaged
export class LayerNormParameterGradientLaunch {
  opcode: u32;
  rowsKind: u32;
  hidden: i32;
  dy: usize;
  dropoutThreshold: u32;
  dropoutScale: f32;
  dropoutSite: u32;
  x: usize;
  statistics: usize;
  dWeight: usize;
  dBias: usize;
}

/** Threads share the columns, 16 (a line of the cache) at a time. */
export function layerNormParameterGradient(
  launch: LayerNormParameterGradientLaunch,
  step: StepState,
  work: Work,
): void {
  const rows = rowsOf(step, launch.rowsKind);
  const start = shareStart(launch.hidden, 16, work);
  const end = shareEnd(launch.hidden, 16, work);
  if (start >= end) return;
  if (!step.accumulate) {
    memory.fill(launch.dWeight + ((<usize>start) << 2), 0, (<usize>(end - start)) << 2);
    memory.fill(launch.dBias + ((<usize>start) << 2), 0, (<usize>(end - start)) << 2);
  }
  for (let row = 0; row < rows; row++) addRow(launch, step, row, start, end);
}

function addRow(
  launch: LayerNormParameterGradientLaunch,
  step: StepState,
  row: i32,
  start: i32,
  end: i32,
): void {
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
    storePart(bias, f32x4.add(loadPart(bias, count), value), count);
  }
}
