import { groupsFor, lanes } from '../../kernelParts/elementwise.wgsl';
import { workgroupSum, type Dispatch } from '../../webgpu/kernelSource';
import type { SquaredNormArguments } from './spec';

/** One workgroup a part, as many as the gradients are worth; the other parts are zero. */
export function squaredNorm(args: SquaredNormArguments): Dispatch {
  const { length } = args.gradients;
  const parts = args.partials.length;
  const groups = Math.min(parts, groupsFor(length));
  const share = Math.ceil(length / groups);
  const code = /* wgsl */ `
${workgroupSum(lanes)}
@compute @workgroup_size(${lanes})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let end = min((group.x + 1u) * ${share}u, ${length}u);
  var sum = 0f;
  for (var i = group.x * ${share}u + lane; i < end; i += ${lanes}u) {
    sum += gradients[i] * gradients[i];
  }
  let total = workgroupSum(sum, lane);
  if (lane == 0u) { partials[group.x] = total; }
  for (var i = ${groups}u + group.x * ${lanes}u + lane; i < ${parts}u; i += ${lanes * groups}u) {
    partials[i] = 0f;
  }
}`;
  return {
    code,
    workgroups: () => [groups, 1, 1],
    operations: () => 2 * length,
  };
}
