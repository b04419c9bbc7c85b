import { oneEach, type Dispatch } from '../../webgpu/kernelSource';
import type { EmbedGradientArguments } from './spec';

const lanes = 64;

/** Columns of the table that one workgroup adds to. */
const columnsPerGroup = 4 * lanes;

/**
 * One workgroup a token and part of its row. Only the first token of an index works: it adds the rows of all tokens
 * of that index in their order, so no two workgroups write one row and sums never change order.
 */
export function embedGradient({ hidden }: EmbedGradientArguments): Dispatch {
  const code = /* wgsl */ `
var<workgroup> earlier: atomic<u32>;
var<workgroup> found: u32;
// Which of the next 64 tokens have the index, one bit each.
var<workgroup> matches: array<atomic<u32>, 2>;

@compute @workgroup_size(${lanes})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let first = rowOf(group);
  if (first >= step.tokens) { return; }
  let index = indices[first];
  for (var token = lane; token < first; token += ${lanes}u) {
    if (indices[token] == index) { atomicOr(&earlier, 1u); }
  }
  workgroupBarrier();
  if (lane == 0u) { found = atomicLoad(&earlier); }
  if (workgroupUniformLoad(&found) == 1u) { return; }

  let column = group.z * ${columnsPerGroup}u + lane;
  var sums = array<f32, 4>();
  for (var c = 0u; c < 4u; c++) {
    let i = column + c * ${lanes}u;
    if (i < hidden) { sums[c] = table[index * hidden + i]; }
  }
  for (var chunk = first; chunk < step.tokens; chunk += ${lanes}u) {
    workgroupBarrier();
    if (lane < 2u) { atomicStore(&matches[lane], 0u); }
    workgroupBarrier();
    let token = chunk + lane;
    if (token < step.tokens && indices[min(token, step.tokens - 1u)] == index) {
      atomicOr(&matches[lane / 32u], 1u << (lane % 32u));
    }
    workgroupBarrier();
    for (var word = 0u; word < 2u; word++) {
      for (var bits = atomicLoad(&matches[word]); bits != 0u; bits &= bits - 1u) {
        let same = chunk + word * 32u + firstTrailingBit(bits);
        for (var c = 0u; c < 4u; c++) {
          let i = column + c * ${lanes}u;
          if (i < hidden) { sums[c] += dy[same * hidden + i]; }
        }
      }
    }
  }
  for (var c = 0u; c < 4u; c++) {
    let i = column + c * ${lanes}u;
    if (i < hidden) { table[index * hidden + i] = sums[c]; }
  }
}`;
  return {
    code,
    workgroups: (size) => oneEach(size.tokens, Math.ceil(hidden / columnsPerGroup)),
    operations: (size) => size.tokens * (size.tokens + 4 * hidden),
  };
}
