// What linear layers and their gradients are: one product of packed matrices. They differ in how the two sides lie in memory
// and in what happens to a finished tile.

import { packedElements, rowBlock } from '../wasm/sizes';
import { StepState, Work } from '../wasm/work.wasm';
import { activate, activationSlope } from './activation.wasm';
import { dropoutFactors, dropoutSite } from './dropout.wasm';
import { packEightBits } from './eightBits.wasm';
import { packPanels, packTile, paddedDepth } from './matrixPacking.wasm';
import { multiplyTile } from './matrixTile.wasm';
import { loadPart, storePart } from './simd.wasm';

/**
 * y = finish(scale · a · b + left · right). Addresses and strides are in bytes; address 0: absent. It lies at the start of a
 * thread's scratch.
 */
@unmanaged
export class MatrixProduct {
  rows: i32;
  columns: i32;
  depth: i32;
  a: usize;
  aRowStride: usize;
  aDepthStride: usize;
  b: usize;
  bDepthStride: usize;
  bColumnStride: usize;
  /** Of a b in 8 bits, whose lengths are multiples of 4: its scales (eightBits.wasm.ts). */
  bScales: usize;
  scale: f32;
  /** `[rows, rank]` */
  left: usize;
  right: usize;
  rank: i32;
  rightDepthStride: usize;
  rightColumnStride: usize;
  bias: usize;
  activation: u32;
  preactivation: usize;
  /** 1: multiply by the activation's slope at the preactivation, instead of keeping it and applying the activation. */
  slope: u32;
  dropoutThreshold: u32;
  dropoutScale: f32;
  dropoutSite: u32;
  residual: usize;
  /** 1: adds to y where the step accumulates. */
  accumulates: u32;
  y: usize;
  /** 0: no blocks. */
  blockRows: i32;
  blockColumns: i32;
  owner0: i32;
  owner1: i32;
  owner2: i32;
}

/** A product of a thread with nothing in it. */
export function noProduct(work: Work): MatrixProduct {
  memory.fill(work.scratch, 0, offsetof<MatrixProduct>());
  const product = changetype<MatrixProduct>(work.scratch);
  product.scale = 1;
  return product;
}

/** A thread's scratch: the product, a tile, two panels, a block of packed rows. Threads share the pairs of panels of all blocks. */
export function multiplyMatrices(product: MatrixProduct, step: StepState, work: Work): void {
  const rows = product.rows;
  const inner = product.depth;
  const depth = paddedDepth(inner) + paddedDepth(product.rank);
  const tile = work.scratch + 256;
  const panel = tile + 256;
  const block = panel + ((<usize>depth) << 6);
  const most = max(6, min(rowBlock, (packedElements / depth / 6) * 6));
  const blocks = (rows + most - 1) / most;
  const pairs = (product.columns + 15) / 16;
  const end = (blocks * pairs * (work.thread + 1)) / work.threads;
  let packed = -1;
  for (let unit = (blocks * pairs * work.thread) / work.threads; unit < end; unit++) {
    const first = (unit / pairs) * most;
    const last = min(rows, first + most);
    const column = (unit % pairs) * 16;
    if (first !== packed) packBlock(product, first, last, inner, depth, block);
    packed = first;
    packColumns(product, column, inner, depth, panel);
    let a = block;
    for (let row = first; row < last; row += 6) {
      const count = min(6, last - row);
      multiplyTile(a, panel, depth, tile);
      finishTile(product, step, tile, row, count, column);
      if (column + 8 < product.columns) {
        multiplyTile(a, panel + ((<usize>depth) << 5), depth, tile);
        finishTile(product, step, tile, row, count, column + 8);
      }
      a += <usize>depth * 24;
    }
  }
}

function packBlock(product: MatrixProduct, first: i32, last: i32, inner: i32, depth: i32, target: usize): void {
  for (let row = first; row < last; row += 6) {
    const a = product.a + <usize>row * product.aRowStride;
    const rows = min(6, last - row);
    packTile(a, product.aRowStride, product.aDepthStride, rows, inner, product.scale, target);
    if (product.rank) {
      const stride = (<usize>product.rank) << 2;
      const left = product.left + <usize>row * stride;
      packTile(left, stride, 4, rows, product.rank, 1, target + <usize>paddedDepth(inner) * 24);
    }
    target += <usize>depth * 24;
  }
}

/** Packs 16 columns, or what is left of them. */
function packColumns(product: MatrixProduct, column: i32, inner: i32, depth: i32, target: usize): void {
  const columns = product.columns - column;
  const second = (<usize>depth) << 5;
  const b = product.b + <usize>column * product.bColumnStride;
  if (product.bScales) {
    const scales = product.bScales + (product.bColumnStride === 1 ? (<usize>column) << 2 : 0);
    packEightBits(b, product.bDepthStride, product.bColumnStride, scales, columns, inner, target, second);
  } else packPanels(b, product.bDepthStride, product.bColumnStride, columns, inner, target, second);
  if (product.rank) {
    const right = product.right + <usize>column * product.rightColumnStride;
    const after = target + ((<usize>paddedDepth(inner)) << 5);
    const stride = product.rightDepthStride;
    packPanels(right, stride, product.rightColumnStride, columns, product.rank, after, second);
  }
}

/** Zeroes what lies outside the blocks. */
function keepOwned(product: MatrixProduct, tile: usize, row: i32, column: i32): void {
  for (let j = 0; j < 8; j++) {
    const block = (column + j) / product.blockColumns;
    const owner = block === 0 ? product.owner0 : block === 1 ? product.owner1 : product.owner2;
    for (let i = 0; i < 6; i++) {
      if ((row + i) / product.blockRows !== owner) store<f32>(tile + ((<usize>(i * 8 + j)) << 2), 0);
    }
  }
}

/** What is done to a finished tile while it is in the cache. */
function finishTile(product: MatrixProduct, step: StepState, tile: usize, row: i32, rows: i32, column: i32): void {
  const site = dropoutSite(step.dropoutSeed, product.dropoutSite);
  const accumulated = product.accumulates && step.accumulate ? product.y : 0;
  const residual = product.residual ? product.residual : accumulated;
  const end = min(product.columns, column + 8);
  if (product.blockRows) keepOwned(product, tile, row, column);
  for (let i = 0; i < rows; i++) {
    for (let j = column; j < end; j += 4) {
      const index = (row + i) * product.columns + j;
      const offset = (<usize>index) << 2;
      const count = end - j;
      let value = v128.load(tile + ((<usize>(i * 8 + j - column)) << 2));
      if (product.bias) {
        value = f32x4.add(value, loadPart(product.bias + ((<usize>j) << 2), count));
      }
      if (!product.slope) {
        if (product.preactivation) storePart(product.preactivation + offset, value, count);
        if (product.activation) value = activate(product.activation, value);
      }
      if (product.dropoutThreshold) {
        const threshold = product.dropoutThreshold;
        value = f32x4.mul(value, dropoutFactors(site, index, threshold, product.dropoutScale));
      }
      if (product.slope) {
        const at = loadPart(product.preactivation + offset, count);
        value = f32x4.mul(value, activationSlope(product.activation, at));
      }
      if (residual) value = f32x4.add(value, loadPart(residual + offset, count));
      storePart(product.y + offset, value, count);
    }
  }
}
