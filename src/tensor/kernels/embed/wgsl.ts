import type { View } from '../../device';
import { oneEach, type Dispatch, type ElementType } from '../../webgpu/kernelSource';
import type { EmbedArguments } from './spec';

const lanes = 64;

/** Tables in half precision are read as pairs. */
const elementsOf = (tables: Record<string, View>): Record<string, ElementType> =>
  Object.fromEntries(Object.entries(tables).map(([name, { halves }]) => [name, halves ? 'u32' : 'f32']));

/** WGSL `fn <name>At(index: u32) -> f32`: a number of a table. */
const tableReader = (name: string, view: View) =>
  view.halves
    ? `fn ${name}At(index: u32) -> f32 { return unpack2x16float(${name}[index / 2u])[index % 2u]; }`
    : `fn ${name}At(index: u32) -> f32 { return ${name}[index]; }`;

/** One workgroup a token. */
export function embed({ hidden, words, positions, types }: EmbedArguments): Dispatch {
  const code = /* wgsl */ `
${tableReader('words', words)}
${tableReader('positions', positions)}
${tableReader('types', types)}
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
    elements: elementsOf({ words, positions, types }),
    workgroups: (size) => oneEach(size.tokens),
    operations: (size) => 4 * size.tokens * hidden,
  };
}
