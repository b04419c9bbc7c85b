import { oneEach, type Dispatch } from '../../webgpu/kernelSource';
import type { MaxPoolArguments } from './spec';

const lanes = 64;

/** One workgroup for each text and 64 columns. */
export function maxPool({ hidden }: MaxPoolArguments): Dispatch {
  const code = /* wgsl */ `
@compute @workgroup_size(${lanes})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let text = rowOf(group);
  let i = group.z * ${lanes}u + lane;
  if (text >= step.texts || i >= hidden) { return; }
  let start = starts[text];
  let end = starts[text + 1u];
  var largest = x[start * hidden + i];
  for (var token = start + 1u; token < end; token++) { largest = max(largest, x[token * hidden + i]); }
  y[text * hidden + i] = largest * dropoutFactor(text * hidden + i);
}`;
  return {
    code,
    workgroups: (size) => oneEach(size.texts, Math.ceil(hidden / lanes)),
    operations: (size) => size.tokens * hidden,
  };
}
