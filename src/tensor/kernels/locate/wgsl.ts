import { oneEach, type Dispatch } from '../../webgpu/kernelSource';

const lanes = 64;

/** One workgroup a text. */
export function locate(): Dispatch {
  const code = /* wgsl */ `
@compute @workgroup_size(${lanes})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let text = rowOf(group);
  if (text >= step.texts) { return; }
  let start = starts[text];
  for (var token = start + lane; token < starts[text + 1u]; token += ${lanes}u) {
    textOf[token] = text;
    positions[token] = token - start + firstPosition;
  }
}`;
  return {
    code,
    workgroups: (size) => oneEach(size.texts),
    operations: (size) => size.tokens,
  };
}
