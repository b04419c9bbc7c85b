// The operands of a matrix product in WGSL: how they are bound and loaded.

import type { View } from '../device';
import { eightBitsOf } from './eightBits.wgsl';
import type { ProductKind } from '../kernels/spec';
import type { ElementType } from '../webgpu/kernelSource';

export interface Product {
  kind: ProductKind;
  /** Names of the views A and B. */
  a: string;
  b: string;
  /** WGSL expressions of type u32. */
  rows: string;
  columns: string;
  inner: string;
  /**
   * Whether A and B are bound as `array<vec4f>`, for which the lengths of their rows must be multiples of 4;
   * else they are `array<f32>`.
   */
  vectors: boolean;
  /**
   * How B is packed, with `vectors` only: in half precision, bound as `array<vec2u>` of four numbers each, or in 8 bits,
   * bound as `array<u32>` of four each, whose scales along its rows are the view `<b>Scales`.
   */
  packedB?: 'halves' | 'eightBits' | undefined;
  /** Also sums B over the inner index, for `finishColumn(column, sum)`. */
  columnSums: boolean;
}

/**
 * How the operands of a product are bound.
 *
 * @throws RangeError for a packed B whose rows are no vectors: `ParameterStore` makes none
 */
export function operandElements({ a, b, vectors, packedB }: Product): Record<string, ElementType> {
  const type = vectors ? 'vec4f' : 'f32';
  if (packedB && !vectors) throw new RangeError('Packed weights are read in vectors only.');
  if (packedB === 'eightBits') return { [a]: type, [b]: 'u32', [`${b}Scales`]: 'vec4f' };
  return { [a]: type, [b]: packedB === 'halves' ? 'vec2u' : type };
}

/** How a weight is packed. */
export const packingOf = (weight: View, scales: View | undefined): Product['packedB'] =>
  scales ? 'eightBits' : weight.halves && 'halves';

/**
 * `loadA` and `loadB`: four neighbours of a row of the operand, by where the row starts (`startA`, `startB`): what stays the
 * same in a loop is computed before it, since not every compiler moves it there. Beyond the operand's end they are zero.
 */
export function productLoads({ kind, a, b, rows, columns, inner, vectors, packedB }: Product): string {
  const per = vectors ? ' / 4u' : '';
  const lengthA = `(${kind === 'TN' ? rows : inner}${per})`;
  const lengthB = `(${kind === 'NT' ? inner : columns}${per})`;
  // Only the inner index can lie outside: rows and columns are clamped where they are computed.
  const isInside = (length: string) => `start < ${inner} * ${length}`;
  const guardA = kind === 'TN' ? isInside(lengthA) : 'true';
  const guardB = kind === 'NT' ? 'true' : isInside(lengthB);
  // The inner index of NN ends at a multiple of four whenever vectors can be used.
  const guardVectorB = kind === 'TN' ? guardB : 'true';
  const unpacked = {
    halves: 'vec4f(unpack2x16float(stored.x), unpack2x16float(stored.y))',
    eightBits: `${eightBitsOf('stored')} * ${b}Scales[minor]`,
  };
  const vector = (name: string, operand: string, guard: string, packed?: Product['packedB']) => /* wgsl */ `
fn load${name}(start: u32, minor: u32) -> vec4f {
  let stored = ${operand}[start + minor];
  let value = ${packed ? unpacked[packed] : 'stored'};
  return ${guard === 'true' ? 'value' : `select(vec4f(), value, ${guard})`};
}`;
  // No branches, `&&` included: SwiftShader compiles many of them for minutes. Beyond the buffer's end reads are harmless.
  const scalar = (name: string, operand: string, length: string, guard: string) => /* wgsl */ `
fn load${name}At(start: u32, minor: u32) -> f32 {
  return select(0f, ${operand}[start + minor], (minor < ${length}) & (${guard}));
}
fn load${name}(start: u32, minor: u32) -> vec4f {
  return vec4f(
    load${name}At(start, minor * 4u), load${name}At(start, minor * 4u + 1u),
    load${name}At(start, minor * 4u + 2u), load${name}At(start, minor * 4u + 3u),
  );
}`;
  return /* wgsl */ `
fn startA(major: u32) -> u32 { return major * ${lengthA}; }
fn startB(major: u32) -> u32 { return major * ${lengthB}; }
${vectors ? vector('A', a, guardA) : scalar('A', a, lengthA, guardA)}
${vectors ? vector('B', b, guardVectorB, packedB) : scalar('B', b, lengthB, guardB)}`;
}
