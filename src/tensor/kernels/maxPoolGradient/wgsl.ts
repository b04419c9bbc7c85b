import { oneEach, type Dispatch } from '../../webgpu/kernelSource';
import type { MaxPoolGradientArguments } from './spec';

const lanes = 64;

/** One workgroup for each text and 64 columns. */
export function maxPoolGradient({ hidden }: MaxPoolGradientArguments): Dispatch {
  const code = /* wgsl */ `
@compute @workgroup_size(${lanes})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let text = rowOf(group);
  let i = group.z * ${lanes}u + lane;
  if (text >= step.texts || i >= hidden) { return; }
  let start = starts[text];
  let end = starts[text + 1u];
  var best = start;
  for (var token = start; token < end; token++) {
    if (x[token * hidden + i] > x[best * hidden + i]) { best = token; }
    dx[token * hidden + i] = 0f;
  }
  dx[best * hidden + i] = dy[text * hidden + i];
}`;
  return {
    code,
    workgroups: (size) => oneEach(size.texts, Math.ceil(hidden / lanes)),
    operations: (size) => size.tokens * hidden,
  };
}
