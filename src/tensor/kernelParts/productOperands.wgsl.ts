// The operands of a matrix product in WGSL: how they are bound and loaded.

import type { View } from '../device';
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
  /** Whether B is bound as `array<vec2u>`, four numbers of half precision each; with `vectors` only. */
  halvesB?: boolean;
  /** Also sums B over the inner index, for `finishColumn(column, sum)`. */
  columnSums: boolean;
}

/**
 * How the operands of a product are bound.
 *
 * @throws RangeError for a B in half precision whose rows are no vectors: `ParameterStore` makes none
 */
export function operandElements({ a, b, vectors }: Product, viewOfB: View): Record<string, ElementType> {
  const type = vectors ? 'vec4f' : 'f32';
  if (viewOfB.halves && !vectors) throw new RangeError('Half precision is read in vectors only.');
  return { [a]: type, [b]: viewOfB.halves ? 'vec2u' : type };
}

/**
 * `loadA` and `loadB`: four neighbours of a row of the operand, by where the row starts (`startA`, `startB`): what stays the
 * same in a loop is computed before it, since not every compiler moves it there. Beyond the operand's end they are zero.
 */
export function productLoads({ kind, a, b, rows, columns, inner, vectors, halvesB = false }: Product): string {
  const per = vectors ? ' / 4u' : '';
  const lengthA = `(${kind === 'TN' ? rows : inner}${per})`;
  const lengthB = `(${kind === 'NT' ? inner : columns}${per})`;
  // Only the inner index can lie outside: rows and columns are clamped where they are computed.
  const isInside = (length: string) => `start < ${inner} * ${length}`;
  const guardA = kind === 'TN' ? isInside(lengthA) : 'true';
  const guardB = kind === 'NT' ? 'true' : isInside(lengthB);
  // The inner index of NN ends at a multiple of four whenever vectors can be used.
  const guardVectorB = kind === 'TN' ? guardB : 'true';
  const vector = (name: string, operand: string, guard: string, halves = false) => /* wgsl */ `
fn load${name}(start: u32, minor: u32) -> vec4f {
  let stored = ${operand}[start + minor];
  let value = ${halves ? 'vec4f(unpack2x16float(stored.x), unpack2x16float(stored.y))' : 'stored'};
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
${vectors ? vector('B', b, guardVectorB, halvesB) : scalar('B', b, lengthB, guardB)}`;
}
