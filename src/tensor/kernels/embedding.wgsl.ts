import type { View } from '../device';
import { oneEach, type Binding, type KernelSource } from '../webgpu/kernelSource';
import type { EmbedArguments, EmbedGradientArguments, LocateArguments } from './kernels';

const lanes = 64;

/** One workgroup a text. */
export function locate(args: LocateArguments): KernelSource {
  const code = /* wgsl */ `
@compute @workgroup_size(${lanes})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let text = rowOf(group);
  if (text >= step.texts) { return; }
  let start = starts[text];
  for (var token = start + lane; token < starts[text + 1u]; token += ${lanes}u) {
    textOf[token] = text;
    positions[token] = token - start + ${args.firstPosition}u;
  }
}`;
  return {
    code,
    bindings: [
      { name: 'starts', view: args.starts, type: 'u32' },
      { name: 'textOf', view: args.textOf, type: 'u32', writes: true },
      { name: 'positions', view: args.positions, type: 'u32', writes: true },
    ],
    workgroups: (size) => oneEach(size.texts),
    operations: (size) => size.tokens,
  };
}

const tableBinding = (name: string, view: View): Binding => ({
  ...{ name, view },
  type: view.halves ? 'u32' : 'f32',
});

/** WGSL `fn <name>At(index: u32) -> f32`: a number of a table. */
const tableReader = (name: string, view: View) =>
  view.halves
    ? `fn ${name}At(index: u32) -> f32 { return unpack2x16float(${name}[index / 2u])[index % 2u]; }`
    : `fn ${name}At(index: u32) -> f32 { return ${name}[index]; }`;

/** One workgroup a token. */
export function embed(args: EmbedArguments): KernelSource {
  const { hidden } = args;
  const code = /* wgsl */ `
const hidden = ${hidden}u;
${tableReader('words', args.words)}
${tableReader('positions', args.positions)}
${tableReader('types', args.types)}
@compute @workgroup_size(${lanes})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let token = rowOf(group);
  if (token >= step.tokens) { return; }
  let word = ids[token] * hidden;
  let position = positionIds[token] * hidden;
  let kind = typeIds[token] * hidden;
  for (var i = lane; i < hidden; i += ${lanes}u) {
    y[token * hidden + i] = wordsAt(word + i) + positionsAt(position + i) + typesAt(kind + i);
  }
}`;
  return {
    code,
    bindings: [
      { name: 'ids', view: args.ids, type: 'u32' },
      { name: 'positionIds', view: args.positionIds, type: 'u32' },
      { name: 'typeIds', view: args.typeIds, type: 'u32' },
      tableBinding('words', args.words),
      tableBinding('positions', args.positions),
      tableBinding('types', args.types),
      { name: 'y', view: args.y, type: 'f32', writes: true },
    ],
    workgroups: (size) => oneEach(size.tokens),
    operations: (size) => 4 * size.tokens * hidden,
  };
}

/** Columns of the table that one workgroup adds to. */
const columnsPerGroup = 4 * lanes;

/**
 * One workgroup a token and part of its row. Only the first token of an index works: it adds the rows of all tokens
 * of that index in their order, so no two workgroups write one row and sums never change order.
 */
export function embedGradient(args: EmbedGradientArguments): KernelSource {
  const { hidden } = args;
  const code = /* wgsl */ `
const hidden = ${hidden}u;
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
    bindings: [
      { name: 'indices', view: args.indices, type: 'u32' },
      { name: 'dy', view: args.dy, type: 'f32' },
      { name: 'table', view: args.table, type: 'f32', writes: true },
    ],
    workgroups: (size) => oneEach(size.tokens, Math.ceil(hidden / columnsPerGroup)),
    operations: (size) => size.tokens * (size.tokens + 4 * hidden),
  };
}
