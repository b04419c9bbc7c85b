// How much memory of its own a thread needs for what some kernels do.

import { packedElements, queryBlock, rowBlock, tileColumns, tileRows } from './sizes';

/** The largest number of tokens of a text; dropout's index of attention probabilities says so too. */
const longestText = 512;
const padded = (depth: number) => Math.ceil(depth / 4) * 4;

/** Elements that the records and the tile at the start of each scratch take, rounded up generously. */
export const fixedScratch = 1024;

/** Elements for a product: two panels and the packed rows (kernelParts/matrixProduct.wasm.ts). */
export function productScratch(depth: number, rank = 0): number {
  const whole = padded(depth) + padded(rank);
  const block = Math.max(tileRows * whole, Math.min(rowBlock * whole, packedElements));
  return 2 * whole * tileColumns + block;
}

/** Elements for attention: two blocks of scores, a panel and the packed rows (kernelParts/attentionHead.wasm.ts). */
export function attentionScratch(tokens: number, size: number): number {
  const text = Math.min(tokens, longestText);
  const depth = padded(Math.max(text, size, queryBlock));
  const rows = Math.max(text, queryBlock) + tileRows;
  return 2 * queryBlock * text + depth * tileColumns + rows * depth;
}
