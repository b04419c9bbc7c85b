// The loop of a matrix product over the inner index, in WGSL: loads operands and adds to the sums of an invocation.

import { elementAt } from '../../domain/element';
import type { ProductKind } from '../kernels/spec';
import { columnOf, component, range } from './productIndices.wgsl';
import type { Product } from './productOperands.wgsl';
import { inQuads, tileDepth, type ProductVariant } from './productVariant';

/** By which swap a lane gets what the lane `lane ^ index` holds. */
const swaps = ['', 'quadSwapX', 'quadSwapY', 'quadSwapDiagonal'] as const;

/** `c<row>_<column>` += Σ_k A · B, and `s<column>` += Σ_k B where asked for. */
export function productLoop(product: Product, variant: ProductVariant): string {
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
    return `${elementAt(swaps, swap)}(shared${q})`;
  });
  return [...shared, ...handedOver.map((value, f) => `let fa${f} = ${value};`)];
}

/**
 * Where a lane is in four of the inner index. In a quad each lane of TN has loaded another one of A, and goes through them
 * in the order in which swaps bring them.
 */
const innerOf = (kind: ProductKind, variant: ProductVariant, i: number): string =>
  kind === 'TN' && inQuads(variant) ? `(local.x ^ ${i}u)` : `${i}u`;

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

export function productTiles(kind: ProductKind, variant: ProductVariant): string {
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
