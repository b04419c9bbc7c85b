import { activationFunction } from '../../kernelParts/activation.wgsl';
import { oneEach, type Dispatch } from '../../webgpu/kernelSource';
import type { GatedActivationArguments } from './spec';

const lanes = 64;

/** One workgroup a token. */
export function gatedActivation({ width, activation }: GatedActivationArguments): Dispatch {
  const code = /* wgsl */ `
${activationFunction(activation)}
@compute @workgroup_size(${lanes})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let token = rowOf(group);
  if (token >= step.tokens) { return; }
  for (var i = lane; i < width; i += ${lanes}u) {
    let index = token * width + i;
    let activated = token * 2u * width + i;
    y[index] = activate(x[activated]) * x[activated + width] * dropoutFactor(index);
  }
}`;
  return {
    code,
    workgroups: (size) => oneEach(size.tokens),
    operations: (size) => 20 * size.tokens * width,
  };
}
