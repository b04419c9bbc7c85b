import { oneEach, type Dispatch } from '../../webgpu/kernelSource';
import type { PoolArguments } from './spec';

const lanes = 64;

/** One workgroup for each text and 64 columns. */
export function pool({ hidden }: PoolArguments): Dispatch {
  const code = /* wgsl */ `
@compute @workgroup_size(${lanes})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let text = rowOf(group);
  let i = group.z * ${lanes}u + lane;
  if (text >= step.texts || i >= hidden) { return; }
  let start = starts[text];
  let end = starts[text + 1u];
  var sum = 0f;
  for (var token = start; token < end; token++) { sum += x[token * hidden + i]; }
  let length = f32(end - start);
  let share = mean / length + meanSqrtLength / sqrt(length);
  let value = first * x[start * hidden + i] + share * sum;
  y[text * hidden + i] = value * dropoutFactor(text * hidden + i);
}`;
  return {
    code,
    workgroups: (size) => oneEach(size.texts, Math.ceil(hidden / lanes)),
    operations: (size) => 2 * size.tokens * hidden,
  };
}
