import { oneEach, type Dispatch } from '../../webgpu/kernelSource';
import type { RotaryArguments } from './spec';

const lanes = 64;

/** One workgroup a token; a lane turns pairs of the query, then of the key. */
export function rotary({ hidden, heads }: RotaryArguments): Dispatch {
  const half = hidden / heads / 2;
  const code = /* wgsl */ `
const half = ${half}u;
@compute @workgroup_size(${lanes})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let token = rowOf(group);
  if (token >= step.tokens) { return; }
  let row = (token - starts[textOf[token]]) * 2u * half;
  for (var pair = lane; pair < hidden; pair += ${lanes}u) {
    let i = pair % half;
    let cosine = angles[row + i];
    let sine = angles[row + half + i] * direction;
    let first = token * 3u * hidden + pair / half * 2u * half + i;
    let x = qkv[first];
    let y = qkv[first + half];
    qkv[first] = x * cosine - y * sine;
    qkv[first + half] = y * cosine + x * sine;
  }
}`;
  return {
    code,
    workgroups: (size) => oneEach(size.tokens),
    operations: (size) => 6 * size.tokens * hidden,
  };
}
