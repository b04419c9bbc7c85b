// How much memory of its own a thread needs for what some kernels do.

import { longestText, packedElements, queryBlock, rowBlock, tileColumns, tileRows } from './sizes';

const padded = (depth: number) => Math.ceil(depth / 4) * 4;

/** Elements that the records and the tile at the start of each scratch take, rounded up generously. */
export const fixedScratch = 1024;

/** Elements for a product: two panels and the packed rows (kernelParts/matrixProduct.wasm.ts). */
export function productScratch(depth: number, rank = 0): number {
  const whole = padded(depth) + padded(rank);
  const block = Math.max(tileRows * whole, Math.min(rowBlock * whole, packedElements));
  return 2 * whole * tileColumns + block;
}

/**
 * Elements for attention: two blocks of scores, and a panel and the packed rows of one of its products
 * (kernelParts/attentionHead.wasm.ts).
 *
 * @param window 0: every token attends to all of its text
 */
export function attentionScratch(tokens: number, size: number, window: number): number {
  const text = Math.min(tokens, longestText);
  const keys = window > 0 ? Math.min(text, queryBlock + 2 * window) : text;
  const product = (rows: number, depth: number) => (tileColumns + rows + tileRows) * padded(depth);
  const largest = Math.max(product(queryBlock, size), product(queryBlock, keys), product(keys, queryBlock));
  return 2 * queryBlock * keys + largest;
}
