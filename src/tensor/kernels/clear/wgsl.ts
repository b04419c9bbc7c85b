import { groupsFor, lanes } from '../../kernelParts/elementwise.wgsl';
import type { Dispatch } from '../../webgpu/kernelSource';
import type { ClearArguments } from './spec';

export function clear({ values }: ClearArguments): Dispatch {
  const groups = groupsFor(values.length);
  const code = /* wgsl */ `
@compute @workgroup_size(${lanes})
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (step.accumulate == 1u) { return; }
  for (var i = id.x; i < ${values.length}u; i += ${lanes * groups}u) { values[i] = 0u; }
}`;
  return {
    code,
    workgroups: () => [groups, 1, 1],
    operations: () => values.length,
  };
}
