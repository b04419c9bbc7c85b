import { oneEach, rowsInStep, workgroupSum, type Dispatch } from '../../webgpu/kernelSource';
import type { LayerNormGradientArguments } from './spec';

/** Lanes that share a row. */
const lanes = 64;

/** One workgroup a row. */
export function layerNormGradient({ rows, hidden, residual, dropped }: LayerNormGradientArguments): Dispatch {
  const code = /* wgsl */ `
${workgroupSum(lanes)}
fn scaled(index: u32, i: u32) -> f32 {
  return dy[index] * dropoutFactor(index) * weight[i];
}
@compute @workgroup_size(${lanes})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let row = rowOf(group);
  if (row >= ${rowsInStep(rows)}) { return; }
  let mean = statistics[row * 2u];
  let rstd = statistics[row * 2u + 1u];
  var sum = 0f;
  var product = 0f;
  for (var i = lane; i < hidden; i += ${lanes}u) {
    let index = row * hidden + i;
    let value = scaled(index, i);
    sum += value;
    product += value * (x[index] - mean) * rstd;
  }
  let meanOfScaled = workgroupSum(sum, lane) / f32(hidden);
  let meanOfProduct = workgroupSum(product, lane) / f32(hidden);
  for (var i = lane; i < hidden; i += ${lanes}u) {
    let index = row * hidden + i;
    let standardised = (x[index] - mean) * rstd;
    let value = rstd * (scaled(index, i) - meanOfScaled - standardised * meanOfProduct)${residual ? ' + residual[index]' : ''};
    dx[index] = value;
    ${dropped ? 'droppedView[index] = value * droppedDropoutFactor(index);' : ''}
  }
}`;
  return {
    code,
    workgroups: (size) => oneEach(size[rows]),
    operations: (size) => 20 * size[rows] * hidden,
  };
}
