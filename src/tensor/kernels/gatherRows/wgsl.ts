import { oneEach, type Dispatch } from '../../webgpu/kernelSource';
import type { GatherRowsArguments } from './spec';

const lanes = 64;

/** One workgroup a text. */
export function gatherRows({ width }: GatherRowsArguments): Dispatch {
  const code = /* wgsl */ `
@compute @workgroup_size(${lanes})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let text = rowOf(group);
  if (text >= step.texts) { return; }
  let start = indices[text] * width;
  for (var i = lane; i < width; i += ${lanes}u) { y[text * width + i] = table[start + i]; }
}`;
  return {
    code,
    workgroups: (size) => oneEach(size.texts),
    operations: (size) => size.texts * width,
  };
}
