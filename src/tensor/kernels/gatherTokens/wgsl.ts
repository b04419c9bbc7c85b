import { oneEach, type Dispatch } from '../../webgpu/kernelSource';
import type { GatherTokensArguments } from './spec';

const lanes = 64;

/** One workgroup a token. */
export function gatherTokens(args: GatherTokensArguments): Dispatch {
  const pairs = args.hidden / 2;
  const code = /* wgsl */ `
@compute @workgroup_size(${lanes})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let token = rowOf(group);
  if (token >= step.tokens) { return; }
  let text = textOf[token];
  let row = (cacheStarts[text] + token - starts[text]) * ${pairs}u;
  for (var i = lane; i < ${pairs}u; i += ${lanes}u) {
    let values = unpack2x16float(cache[row + i]);
    y[(token * ${pairs}u + i) * 2u] = values.x;
    y[(token * ${pairs}u + i) * 2u + 1u] = values.y;
  }
}`;
  return {
    code,
    workgroups: (size) => oneEach(size.tokens),
    operations: (size) => size.tokens * args.hidden,
  };
}
