// How much memory of its own a thread needs for a program.

import type { RunSize } from '../device';
import type { Kernels, Rows } from '../kernels/kernels';
import { packedElements, queryBlock, rowBlock, tileColumns, tileRows } from './opcodes';

/** The largest number of tokens of a text; dropout's index of attention probabilities says so too. */
const longestText = 512;
const padded = (depth: number) => Math.ceil(depth / 4) * 4;

/** Elements that the records and the tile at the start of each scratch take, rounded up generously. */
const fixedElements = 1024;

/** For a product: two panels and the packed rows (`product` in linear.wasm.ts). */
function productScratch(depth: number, rank = 0): number {
  const whole = padded(depth) + padded(rank);
  const block = Math.max(tileRows * whole, Math.min(rowBlock * whole, packedElements));
  return 2 * whole * tileColumns + block;
}

/** For attention: two blocks of scores, a panel and the packed rows (attention.wasm.ts). */
function attentionScratch(tokens: number, size: number): number {
  const text = Math.min(tokens, longestText);
  const depth = padded(Math.max(text, size, queryBlock));
  const rows = Math.max(text, queryBlock) + tileRows;
  return 2 * queryBlock * text + depth * tileColumns + rows * depth;
}

/** The same kernels, which also tell `need` how many elements of scratch each of them takes. */
export function measureScratch(
  kernels: Kernels,
  largest: RunSize,
  need: (elements: number) => void,
): Kernels {
  const rowsOf = (rows: Rows) => largest[rows];
  const attentionNeed = ({ hidden, heads }: { hidden: number; heads: number }) =>
    need(fixedElements + attentionScratch(largest.tokens, hidden / heads));
  return {
    ...kernels,
    linear(args) {
      need(fixedElements + productScratch(args.inputs, args.lowRank?.rank));
      kernels.linear(args);
    },
    linearInputGradient(args) {
      need(fixedElements + productScratch(args.outputs, args.lowRank?.rank));
      kernels.linearInputGradient(args);
    },
    linearWeightGradient(args) {
      need(fixedElements + productScratch(rowsOf(args.rows)));
      kernels.linearWeightGradient(args);
    },
    attention(args) {
      attentionNeed(args);
      kernels.attention(args);
    },
    attentionGradient(args) {
      attentionNeed(args);
      kernels.attentionGradient(args);
    },
  };
}
