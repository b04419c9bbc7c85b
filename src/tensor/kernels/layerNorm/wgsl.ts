import { oneEach, rowsInStep, workgroupSum, type Dispatch } from '../../webgpu/kernelSource';
import type { LayerNormArguments } from './spec';

/** Lanes that share a row. */
const lanes = 64;

/** One workgroup a row: mean, then variance around it, then the result. */
export function layerNorm({ rows, hidden, bias }: LayerNormArguments): Dispatch {
  const code = /* wgsl */ `
${workgroupSum(lanes)}
@compute @workgroup_size(${lanes})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let row = rowOf(group);
  if (row >= ${rowsInStep(rows)}) { return; }
  var sum = 0f;
  for (var i = lane; i < hidden; i += ${lanes}u) { sum += x[row * hidden + i]; }
  let mean = workgroupSum(sum, lane) / f32(hidden);
  var squares = 0f;
  for (var i = lane; i < hidden; i += ${lanes}u) {
    let difference = x[row * hidden + i] - mean;
    squares += difference * difference;
  }
  let rstd = 1f / sqrt(workgroupSum(squares, lane) / f32(hidden) + epsilon);
  if (lane == 0u) {
    statistics[row * 2u] = mean;
    statistics[row * 2u + 1u] = rstd;
  }
  for (var i = lane; i < hidden; i += ${lanes}u) {
    let index = row * hidden + i;
    y[index] = ((x[index] - mean) * rstd * weight[i]${bias ? ' + bias[i]' : ''}) * dropoutFactor(index);
  }
}`;
  return {
    code,
    workgroups: (size) => oneEach(size[rows]),
    operations: (size) => 10 * size[rows] * hidden,
  };
}
