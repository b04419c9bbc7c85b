import { activationAndSlope } from '../../kernelParts/activation.wgsl';
import { oneEach, type Dispatch } from '../../webgpu/kernelSource';
import type { GatedActivationGradientArguments } from './spec';

const lanes = 64;

/** One workgroup a token. */
export function gatedActivationGradient({ width, activation }: GatedActivationGradientArguments): Dispatch {
  const code = /* wgsl */ `
${activationAndSlope(activation)}
@compute @workgroup_size(${lanes})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let token = rowOf(group);
  if (token >= step.tokens) { return; }
  for (var i = lane; i < width; i += ${lanes}u) {
    let index = token * width + i;
    let activated = token * 2u * width + i;
    let gate = activated + width;
    let own = dy[index] * dropoutFactor(index);
    dx[activated] = own * x[gate] * slope(x[activated]);
    dx[gate] = own * activate(x[activated]);
  }
}`;
  return {
    code,
    workgroups: (size) => oneEach(size.tokens),
    operations: (size) => 40 * size.tokens * width,
  };
}
