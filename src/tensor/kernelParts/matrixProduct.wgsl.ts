// Matrix products in WGSL: sum(row, column) = Σ_k A · B, from one template, in variants that differ in how much each
// invocation computes and through what memory the operands come. Which is fastest depends on the card and the shape:
// webgpu/tuning.ts measures.
//
// NN: A `[rows, inner]`, B `[inner, columns]`. NT: A `[rows, inner]`, B `[columns, inner]`. TN: A `[inner, rows]`,
// B `[inner, columns]`. All row major. Operands are read as vectors of four neighbours.

import { columnOf, range, rowOf } from './productIndices.wgsl';
import { productLoop, productTiles } from './productLoop.wgsl';
import { productLoads, type Product } from './productOperands.wgsl';
import type { ProductVariant } from './productVariant';

/**
 * WGSL with the entry point `main`. It reads A and B, and calls `finish(row, column, sum)` for each element (and
 * `finishColumn`), which the caller adds.
 */
export function matrixProduct(product: Product, variant: ProductVariant): string {
  const { rows, columns, across, down } = variant;
  const sums = range(rows).flatMap((r) => range(columns).map((c) => `c${r}_${c}`));
  const columnSums = product.columnSums ? range(columns).map((c) => `s${c}`) : [];
  return /* wgsl */ `
${productLoads(product)}
${variant.memory === 'workgroup' ? productTiles(product.kind, variant) : ''}
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
  ${productLoop(product, variant)}
  ${finish(product, variant, sums, columnSums)}
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
