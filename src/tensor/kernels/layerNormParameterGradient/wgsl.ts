import { rowsInStep, type Dispatch } from '../../webgpu/kernelSource';
import type { LayerNormParameterGradientArguments } from './spec';

/** Columns of one workgroup, and lanes that share a column's rows. */
const columns = 16;

const rowLanes = 16;

/** One workgroup for each 16 columns; its lanes take every 16th row, and their sums are added in order. */
export function layerNormParameterGradient({ rows, hidden, dBias }: LayerNormParameterGradientArguments): Dispatch {
  const code = /* wgsl */ `
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
  var sum = select(vec2f(), vec2f(dWeight[i], ${dBias ? 'dBias[i]' : '0f'}), step.accumulate == 1u);
  for (var k = 0u; k < ${rowLanes}u; k++) { sum += parts[k][local.x]; }
  dWeight[i] = sum.x;
  ${dBias ? 'dBias[i] = sum.y;' : ''}
}`;
  return {
    code,
    workgroups: () => [Math.ceil(hidden / columns), 1, 1],
    operations: (size) => 10 * size[rows] * hidden,
  };
}
