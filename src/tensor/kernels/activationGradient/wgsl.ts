import { slopeFunction } from '../../kernelParts/activation.wgsl';
import { oneEach, rowsInStep, type Dispatch } from '../../webgpu/kernelSource';
import type { ActivationGradientArguments } from './spec';

const lanes = 64;

/** One workgroup a row. */
export function activationGradient({ rows, width, activation }: ActivationGradientArguments): Dispatch {
  const code = /* wgsl */ `
${slopeFunction(activation)}
@compute @workgroup_size(${lanes})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let row = rowOf(group);
  if (row >= ${rowsInStep(rows)}) { return; }
  for (var i = lane; i < width; i += ${lanes}u) {
    let index = row * width + i;
    dx[index] = dy[index] * slope(x[index]);
  }
}`;
  return {
    code,
    workgroups: (size) => oneEach(size[rows]),
    operations: (size) => 20 * size[rows] * width,
  };
}
