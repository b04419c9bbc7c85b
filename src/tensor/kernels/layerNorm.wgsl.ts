import {
  dropoutFunction,
  f32,
  oneEach,
  rowsInStep,
  workgroupSum,
  type KernelSource,
} from '../webgpu/kernelSource';
import type {
  LayerNormArguments,
  LayerNormGradientArguments,
  LayerNormParameterGradientArguments,
} from './kernels';

/** Lanes that share a row. */
const lanes = 64;

/** One workgroup a row: mean, then variance around it, then the result. */
export function layerNorm(args: LayerNormArguments): KernelSource {
  const { rows, hidden, epsilon, dropout } = args;
  const code = /* wgsl */ `
const hidden = ${hidden}u;
${dropoutFunction(dropout)}
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
  let rstd = 1f / sqrt(workgroupSum(squares, lane) / f32(hidden) + ${f32(epsilon)});
  if (lane == 0u) {
    statistics[row * 2u] = mean;
    statistics[row * 2u + 1u] = rstd;
  }
  for (var i = lane; i < hidden; i += ${lanes}u) {
    let index = row * hidden + i;
    y[index] = ((x[index] - mean) * rstd * weight[i] + bias[i]) * dropoutFactor(index);
  }
}`;
  return {
    code,
    bindings: [
      { name: 'x', view: args.x, type: 'f32' },
      { name: 'weight', view: args.weight, type: 'f32' },
      { name: 'bias', view: args.bias, type: 'f32' },
      { name: 'y', view: args.y, type: 'f32', writes: true },
      { name: 'statistics', view: args.statistics, type: 'f32', writes: true },
    ],
    workgroups: (size) => oneEach(size[rows]),
    operations: (size) => 10 * size[rows] * hidden,
  };
}

/** One workgroup a row. */
export function layerNormGradient(args: LayerNormGradientArguments): KernelSource {
  const { rows, hidden, dropout, dropped } = args;
  const code = /* wgsl */ `
const hidden = ${hidden}u;
${dropoutFunction(dropout)}
${dropped ? dropoutFunction(dropped.dropout, 'droppedFactor') : ''}
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
    let value = rstd * (scaled(index, i) - meanOfScaled - standardised * meanOfProduct);
    dx[index] = value;
    ${dropped ? 'dropped[index] = value * droppedFactor(index);' : ''}
  }
}`;
  return {
    code,
    bindings: [
      { name: 'dy', view: args.dy, type: 'f32' },
      { name: 'x', view: args.x, type: 'f32' },
      { name: 'weight', view: args.weight, type: 'f32' },
      { name: 'statistics', view: args.statistics, type: 'f32' },
      { name: 'dx', view: args.dx, type: 'f32', writes: true },
      ...(dropped
        ? [{ name: 'dropped', view: dropped.view, type: 'f32', writes: true } as const]
        : []),
    ],
    workgroups: (size) => oneEach(size[rows]),
    operations: (size) => 20 * size[rows] * hidden,
  };
}

/** Columns of one workgroup, and lanes that share a column's rows. */
const columns = 16;
const rowLanes = 16;

/** One workgroup for each 16 columns; its lanes take every 16th row, and their sums are added in order. */
export function layerNormParameterGradient(
  args: LayerNormParameterGradientArguments,
): KernelSource {
  const { rows, hidden, dropout } = args;
  const code = /* wgsl */ `
const hidden = ${hidden}u;
${dropoutFunction(dropout)}
var<workgroup> parts: array<array<vec2f, ${columns}>, ${rowLanes}>;
@compute @workgroup_size(${columns}, ${rowLanes})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) local: vec3u) {
  let i = group.x * ${columns}u + local.x;
  var part = vec2f();
  if (i < hidden) {
    for (var row = local.y; row < ${rowsInStep(rows)}; row += ${rowLanes}u) {
      let index = row * hidden + i;
      let value = dy[index] * dropoutFactor(index);
      part += value * vec2f((x[index] - statistics[row * 2u]) * statistics[row * 2u + 1u], 1f);
    }
  }
  parts[local.y][local.x] = part;
  workgroupBarrier();
  if (local.y > 0u || i >= hidden) { return; }
  var sum = select(vec2f(), vec2f(dWeight[i], dBias[i]), step.accumulate == 1u);
  for (var k = 0u; k < ${rowLanes}u; k++) { sum += parts[k][local.x]; }
  dWeight[i] = sum.x;
  dBias[i] = sum.y;
}`;
  return {
    code,
    bindings: [
      { name: 'dy', view: args.dy, type: 'f32' },
      { name: 'x', view: args.x, type: 'f32' },
      { name: 'statistics', view: args.statistics, type: 'f32' },
      { name: 'dWeight', view: args.dWeight, type: 'f32', writes: true },
      { name: 'dBias', view: args.dBias, type: 'f32', writes: true },
    ],
    workgroups: () => [Math.ceil(hidden / columns), 1, 1],
    operations: (size) => 10 * size[rows] * hidden,
  };
}
