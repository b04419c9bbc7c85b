import type { View } from '../../device';
import { eightBitsOf } from '../../kernelParts/eightBits.wgsl';
import { oneEach, type Dispatch, type ElementType } from '../../webgpu/kernelSource';
import type { EmbedArguments } from './spec';

const lanes = 64;

/** A table as it lies in memory. */
type Packing = 'single' | 'halves' | 'eightBits';

const packingOf = ({ halves }: View, scale = 0): Packing => {
  if (scale !== 0) return 'eightBits';
  return halves ? 'halves' : 'single';
};

/** Packed tables are read as pairs or as fours. */
const elementsOf = (tables: Record<string, Packing>): Record<string, ElementType> =>
  Object.fromEntries(Object.entries(tables).map(([name, packing]) => [name, packing === 'single' ? 'f32' : 'u32']));

/** A number of a table in WGSL. */
const numberOf: Record<Packing, (name: string) => string> = {
  single: (name) => `${name}[index]`,
  halves: (name) => `unpack2x16float(${name}[index / 2u])[index % 2u]`,
  eightBits: (name) => `${eightBitsOf(`${name}[index / 4u]`)}[index % 4u] * ${name}Scale`,
};

/** WGSL `fn <name>At(index: u32) -> f32`. */
const tableReader = ([name, packing]: [string, Packing]) =>
  `fn ${name}At(index: u32) -> f32 { return ${numberOf[packing](name)}; }`;

/** One workgroup a token. */
export function embed({ hidden, ...args }: EmbedArguments): Dispatch {
  const tables = {
    words: packingOf(args.words, args.wordsScale),
    positions: packingOf(args.positions, args.positionsScale),
    types: packingOf(args.types, args.typesScale),
  };
  const code = /* wgsl */ `
${Object.entries(tables).map(tableReader).join('\n')}
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
    elements: elementsOf(tables),
    workgroups: (size) => oneEach(size.tokens),
    operations: (size) => 4 * size.tokens * hidden,
  };
}
