// Matrix products in WGSL: sum(row, column) = Σ_k A · B, from one template, in variants that differ in how much each
// invocation computes and through what memory the operands come. Which is fastest depends on the card and the shape:
// webgpu/tuning.ts measures.
//
// NN: A `[rows, inner]`, B `[inner, columns]`. NT: A `[rows, inner]`, B `[columns, inner]`. TN: A `[inner, rows]`,
// B `[inner, columns]`. All row major. Operands are read as vectors of four neighbours.

import type { View } from '../device';
import type { ProductKind } from '../kernels/spec';
import type { ElementType, Workgroups } from '../webgpu/kernelSource';

export interface ProductVariant {
  /** Operands straight into registers, through workgroup memory, or shared between a subgroup's lanes. */
  memory: 'registers' | 'workgroup' | 'subgroup';
  /** Invocations of a workgroup along columns and along rows. */
  across: number;
  down: number;
  /** Rows and columns of one invocation, multiples of 4. */
  rows: number;
  columns: number;
}

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

/** The inner index covered by one tile of workgroup memory. */
const tileDepth = 16;

export const variantName = (variant: ProductVariant): string =>
  `${variant.memory} ${variant.down}x${variant.across} of ${variant.rows}x${variant.columns}`;

/** Workgroups for a product of this size. */
export function productWorkgroups(
  { across, down, rows, columns }: ProductVariant,
  productRows: number,
  productColumns: number,
): Workgroups {
  return [Math.ceil(productColumns / (across * columns)), Math.ceil(productRows / (down * rows)), 1];
}

/** Whether the lanes that share are the four of a quad, which hand operands to each other by swapping. */
const inQuads = ({ memory, across }: ProductVariant): boolean => memory === 'subgroup' && across === 4;
/** By which swap a lane gets what the lane `lane ^ index` holds. */
const swaps = ['', 'quadSwapX', 'quadSwapY', 'quadSwapDiagonal'] as const;

/** Workgroup memory that a variant takes at most, in NT. */
export const tileBytes = ({ across, down, rows, columns }: ProductVariant): number =>
  (down * rows * tileDepth + across * columns * (tileDepth + 4)) * 4;

const range = (count: number): number[] => Array.from({ length: count }, (_, index) => index);
const component = (index: number): string => 'xyzw'.charAt(index);

/**
 * WGSL with the entry point `main`. It reads A and B, and calls `finish(row, column, sum)` for each element (and
 * `finishColumn`), which the caller adds.
 */
export function matrixProduct(product: Product, variant: ProductVariant): string {
  const { rows, columns, across, down } = variant;
  const sums = range(rows).flatMap((r) => range(columns).map((c) => `c${r}_${c}`));
  const columnSums = product.columnSums ? range(columns).map((c) => `s${c}`) : [];
  return /* wgsl */ `
${loads(product)}
${variant.memory === 'workgroup' ? tiles(product.kind, variant) : ''}
@compute @workgroup_size(${across}, ${down})
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(local_invocation_id) local: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let rows = ${product.rows};
  let columns = ${product.columns};
  let inner = ${product.inner};
  let columnVectors = (columns + 3u) / 4u;
  let rowVectors = (rows + 3u) / 4u;
  let row = (group.y * ${down}u + local.y) * ${rows}u;
  let firstColumn = group.x * ${across * columns}u;
  ${[...sums, ...columnSums].map((name) => `var ${name} = 0f;`).join('\n  ')}
  ${loop(product, variant)}
  ${finish(product, variant, sums, columnSums)}
}`;
}

/**
 * `loadA` and `loadB`: four neighbours of a row of the operand, by where the row starts (`startA`, `startB`): what stays the
 * same in a loop is computed before it, since not every compiler moves it there. Beyond the operand's end they are zero.
 */
function loads({ kind, a, b, rows, columns, inner, vectors, halvesB = false }: Product): string {
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

/** Which column an invocation's vector `c` and component `i` are. Neighbouring lanes take neighbouring columns. */
function columnOf(kind: ProductKind, { across }: ProductVariant, c: string, i: number): string {
  return kind === 'NT'
    ? `firstColumn + local.x + (${c} * 4u + ${i}u) * ${across}u`
    : `firstColumn + (local.x + ${c} * ${across}u) * 4u + ${i}u`;
}

function loop(product: Product, variant: ProductVariant): string {
  const { kind } = product;
  if (variant.memory === 'workgroup') return tiledLoop(kind, product.columnSums, variant);
  return /* wgsl */ `
  ${indicesOfA(kind, variant).join('\n  ')}
  ${indicesOfB(kind, variant).join('\n  ')}
  for (var k = 0u; k < (inner + 3u) / 4u; k++) {
    ${fragments(kind, variant).join('\n    ')}
    ${multiply(kind, product.columnSums, variant).join('\n    ')}
  }`;
}

/** What of A an invocation, or a subgroup's lane, loads in each step: as `indexA<n>`, a row's start or an index in all rows. */
function indicesOfA(kind: ProductKind, variant: ProductVariant): string[] {
  const { memory, rows, across } = variant;
  if (kind === 'TN' && inQuads(variant)) {
    return range(rows / 4).map(
      (n) => `let indexA${n} = min(row / 4u + ${n}u, rowVectors - 1u); let innerA${n} = local.x;`,
    );
  }
  const fragments =
    memory === 'registers'
      ? range(rows).map((f) => `${f}u`)
      : range(Math.ceil(rows / across)).map((q) => `min(local.x + ${q * across}u, ${rows - 1}u)`);
  return fragments.map((fragment, n) =>
    kind === 'TN'
      ? `let indexA${n} = min(row / 4u + ${fragment} % ${rows / 4}u, rowVectors - 1u); let innerA${n} = ${fragment} / ${rows / 4}u;`
      : `let indexA${n} = startA(min(row + ${fragment}, rows - 1u));`,
  );
}

/** Likewise of B: `indexB<n>` is a row's start in NT, else an index in all rows. */
function indicesOfB(kind: ProductKind, variant: ProductVariant): string[] {
  return kind === 'NT'
    ? range(variant.columns).map(
        (c) =>
          `let indexB${c} = startB(min(${columnOf(kind, variant, `${Math.floor(c / 4)}u`, c % 4)}, columns - 1u));`,
      )
    : range(variant.columns / 4).map(
        (c) => `let indexB${c} = min((${columnOf(kind, variant, `${c}u`, 0)}) / 4u, columnVectors - 1u);`,
      );
}

/** What one invocation needs for four of the inner index, loaded into the vectors `fa<f>` and `fb<f>`. */
function fragments(kind: ProductKind, variant: ProductVariant): string[] {
  const { columns } = variant;
  const ofB =
    kind === 'NT'
      ? range(columns).map((c) => `let fb${c} = loadB(indexB${c}, k);`)
      : [
          ...range(4).map((i) => `let startB${i} = startB(k * 4u + ${innerOf(kind, variant, i)});`),
          ...range(columns).map((f) => {
            const [i, c] = [Math.floor(f / (columns / 4)), f % (columns / 4)];
            return `let fb${f} = loadB(startB${i}, indexB${c});`;
          }),
        ];
  return [...fragmentsOfA(kind, variant), ...ofB];
}

function fragmentsOfA(kind: ProductKind, variant: ProductVariant): string[] {
  const { memory, rows, across } = variant;
  const load = (n: number) =>
    kind === 'TN' ? `loadA(startA(k * 4u + innerA${n}), indexA${n})` : `loadA(indexA${n}, k)`;
  if (memory === 'registers') return range(rows).map((f) => `let fa${f} = ${load(f)};`);
  // Each lane loads a part of what the lanes of the subgroup share.
  const shared = range(Math.ceil(rows / across)).map((q) => `let shared${q} = ${load(q)};`);
  const handedOver = range(rows).map((f) => {
    if (!inQuads(variant)) {
      return `subgroupBroadcast(shared${Math.floor(f / across)}, ${f % across}u)`;
    }
    const [swap, q] = kind === 'TN' ? [Math.floor(f / (rows / 4)), f % (rows / 4)] : [f % 4, Math.floor(f / 4)];
    return `${swaps[swap] ?? ''}(shared${q})`;
  });
  return [...shared, ...handedOver.map((value, f) => `let fa${f} = ${value};`)];
}

/**
 * Where a lane is in four of the inner index. In a quad each lane of TN has loaded another one of A, and goes through them
 * in the order in which swaps bring them.
 */
const innerOf = (kind: ProductKind, variant: ProductVariant, i: number): string =>
  kind === 'TN' && inQuads(variant) ? `(local.x ^ ${i}u)` : `${i}u`;

/** Which row an invocation's sum `r` is. In a quad each lane of NN and NT goes through four rows as swaps bring them. */
const rowOf = (kind: ProductKind, variant: ProductVariant, r: string): string =>
  kind !== 'TN' && inQuads(variant) ? `row + ${r} / 4u * 4u + (local.x ^ (${r} % 4u))` : `row + ${r}`;

/**
 * Adds four of the inner index to every sum at once, because storing a sum is what costs on some devices; and one number
 * after the other, since a whole vector of products waits in memory where registers are few.
 */
function multiply(kind: ProductKind, columnSums: boolean, { rows, columns }: ProductVariant) {
  const ofA = (r: number, i: number) =>
    kind === 'TN' ? `fa${(i * rows) / 4 + Math.floor(r / 4)}.${component(r % 4)}` : `fa${r}.${component(i)}`;
  const ofB = (i: number, c: number) =>
    kind === 'NT' ? `fb${c}.${component(i)}` : `fb${(i * columns) / 4 + Math.floor(c / 4)}.${component(c % 4)}`;
  const plus = (term: (i: number) => string) => range(4).map(term).join(' + ');
  // Not fma(): on cards without it, it is emulated slowly. Drivers contract products and sums by themselves.
  const products = range(columns).flatMap((c) =>
    range(rows).map((r) => `c${r}_${c} = c${r}_${c} + ${plus((i) => `${ofA(r, i)} * ${ofB(i, c)}`)};`),
  );
  const sums = range(columnSums ? columns : 0).map((c) => `s${c} = s${c} + ${plus((i) => ofB(i, c))};`);
  return [...products, ...sums];
}

/** Vectors from one row of a tile to the next. One is left free in NT, against bank conflicts. */
function tileWidths(kind: ProductKind, { rows, columns, across, down }: ProductVariant) {
  return {
    a: kind === 'TN' ? (rows * down) / 4 : tileDepth / 4,
    b: kind === 'NT' ? tileDepth / 4 + 1 : (columns * across) / 4,
  };
}

function tiles(kind: ProductKind, variant: ProductVariant): string {
  const { rows, columns, across, down } = variant;
  const width = tileWidths(kind, variant);
  return /* wgsl */ `
var<workgroup> tileA: array<vec4f, ${width.a * (kind === 'TN' ? tileDepth : rows * down)}>;
var<workgroup> tileB: array<vec4f, ${width.b * (kind === 'NT' ? columns * across : tileDepth)}>;`;
}

function tiledLoop(kind: ProductKind, columnSums: boolean, variant: ProductVariant): string {
  const { rows, columns, across, down } = variant;
  const width = tileWidths(kind, variant);
  const depth = tileDepth / 4;
  const count = { a: rows * down * depth, b: columns * across * depth };
  const stageA =
    kind === 'TN'
      ? `tileA[i] = loadA(startA(k * 4u + i / ${width.a}u), min(firstRow / 4u + i % ${width.a}u, rowVectors - 1u));`
      : `tileA[i] = select(vec4f(), loadA(startA(min(firstRow + i / ${depth}u, rows - 1u)), k + i % ${depth}u), k + i % ${depth}u < vectors);`;
  const stageB =
    kind === 'NT'
      ? `tileB[i / ${depth}u * ${width.b}u + i % ${depth}u] = select(vec4f(), loadB(startB(min(firstColumn + i / ${depth}u, columns - 1u)), k + i % ${depth}u), k + i % ${depth}u < vectors);`
      : `tileB[i] = select(vec4f(), loadB(startB(k * 4u + i / ${width.b}u), min(firstColumn / 4u + i % ${width.b}u, columnVectors - 1u)), k * 4u + i / ${width.b}u < inner);`;
  const ofA = range(rows).map((f) =>
    kind === 'TN'
      ? `let fa${f} = tileA[(q * 4u + ${Math.floor(f / (rows / 4))}u) * ${width.a}u + local.y * ${rows / 4}u + ${f % (rows / 4)}u];`
      : `let fa${f} = tileA[(local.y * ${rows}u + ${f}u) * ${width.a}u + q];`,
  );
  const ofB = range(columns).map((f) => {
    const [i, c] = [Math.floor(f / (columns / 4)), f % (columns / 4)];
    return kind === 'NT'
      ? `let fb${f} = tileB[(local.x + ${f * across}u) * ${width.b}u + q];`
      : `let fb${f} = tileB[(q * 4u + ${i}u) * ${width.b}u + local.x + ${c * across}u];`;
  });
  return /* wgsl */ `
  let firstRow = group.y * ${rows * down}u;
  let vectors = (inner + 3u) / 4u;
  for (var k = 0u; k < vectors; k += ${depth}u) {
    workgroupBarrier();
    for (var i = lane; i < ${count.a}u; i += ${across * down}u) { ${stageA} }
    for (var i = lane; i < ${count.b}u; i += ${across * down}u) { ${stageB} }
    workgroupBarrier();
    for (var q = 0u; q < ${depth}u; q++) {
      ${[...ofA, ...ofB].join('\n      ')}
      ${multiply(kind, columnSums, variant).join('\n      ')}
    }
  }`;
}

/** Hands every element to `finish`. A loop over a copy keeps the source short and the sums in registers before. */
function finish(
  { kind }: Product,
  variant: ProductVariant,
  sums: readonly string[],
  columnSums: readonly string[],
): string {
  const { rows, columns } = variant;
  const each = (call: (column: string, i: number) => string) =>
    range(4).map((i) => {
      const column = columnOf(kind, variant, 'c', i);
      return `if (${column} < columns) { ${call(column, i)} }`;
    });
  const ofColumns = /* wgsl */ `
  if (row == 0u) {
    var totals = array<f32, ${columns}>(${columnSums});
    for (var c = 0u; c < ${columns / 4}u; c++) {
      ${each((column, i) => `finishColumn(${column}, totals[c * 4u + ${i}u]);`).join('\n      ')}
    }
  }`;
  return /* wgsl */ `
  var results = array<f32, ${rows * columns}>(${sums});
  for (var r = 0u; r < ${rows}u; r++) {
    let finished = ${rowOf(kind, variant, 'r')};
    if (finished >= rows) { continue; }
    for (var c = 0u; c < ${columns / 4}u; c++) {
      let first = r * ${columns}u + c * 4u;
      ${each((column, i) => `finish(finished, ${column}, results[first + ${i}u]);`).join('\n      ')}
    }
  }
  ${columnSums.length > 0 ? ofColumns : ''}`;
}
