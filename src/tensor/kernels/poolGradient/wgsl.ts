import { oneEach, type Dispatch } from '../../webgpu/kernelSource';
import type { PoolGradientArguments } from './spec';

const lanes = 64;

/** One workgroup a token. */
export function poolGradient({ hidden }: PoolGradientArguments): Dispatch {
  const code = /* wgsl */ `
@compute @workgroup_size(${lanes})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let token = rowOf(group);
  if (token >= step.tokens) { return; }
  let text = textOf[token];
  let start = starts[text];
  let length = f32(starts[text + 1u] - start);
  let share = mean / length + meanSqrtLength / sqrt(length) + select(0f, first, token == start);
  for (var i = lane; i < hidden; i += ${lanes}u) {
    dx[token * hidden + i] = share * dy[text * hidden + i];
  }
}`;
  return {
    code,
    workgroups: (size) => oneEach(size.tokens),
    operations: (size) => 2 * size.tokens * hidden,
  };
}
