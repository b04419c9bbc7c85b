// Linear layers and their gradients. All three are one product of packed matrices; what differs is how the two
// sides lie in memory and what happens to a finished tile (launches.ts says which is which).

import { packedElements, rowBlock } from '../wasm/opcodes';
import { rowsOf, shareEnd, shareStart, StepState, Work } from '../wasm/work.wasm';
import { activate, activationSlope } from './activation.wasm';
import { dropoutFactors, dropoutSite } from './dropout.wasm';
import { packPanels, packTile, paddedDepth } from './packing.wasm';
import { loadPart, storePart } from './simd.wasm';
import { multiplyTile } from './tile.wasm';

/** y = finish(scale · a · b + left · right). Addresses and strides are in bytes; address 0: absent. */
@unmanaged
export class ProductLaunch {
  opcode: u32;
  rowsKind: u32;
  /** 0: the batch's. */
  rows: i32;
  columns: i32;
  /** 0: the batch's rows. */
  depth: i32;
  a: usize;
  aRowStride: usize;
  aDepthStride: usize;
  b: usize;
  bDepthStride: usize;
  bColumnStride: usize;
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

/** A thread's scratch: a tile, two panels, a block of packed rows. Threads share the pairs of panels of all blocks. */
export function product(launch: ProductLaunch, step: StepState, work: Work): void {
  const batch = rowsOf(step, launch.rowsKind);
  const rows = launch.rows ? launch.rows : batch;
  const inner = launch.depth ? launch.depth : batch;
  const depth = paddedDepth(inner) + paddedDepth(launch.rank);
  const tile = work.scratch;
  const panel = tile + 256;
  const block = panel + ((<usize>depth) << 6);
  const most = max(6, min(rowBlock, (packedElements / depth / 6) * 6));
  const blocks = (rows + most - 1) / most;
  const pairs = (launch.columns + 15) / 16;
  const end = (blocks * pairs * (work.thread + 1)) / work.threads;
  let packed = -1;
  for (let unit = (blocks * pairs * work.thread) / work.threads; unit < end; unit++) {
    const first = (unit / pairs) * most;
    const last = min(rows, first + most);
    const column = (unit % pairs) * 16;
    if (first !== packed) packBlock(launch, first, last, inner, depth, block);
    packed = first;
    packColumns(launch, column, inner, depth, panel);
    let a = block;
    for (let row = first; row < last; row += 6) {
      const count = min(6, last - row);
      multiplyTile(a, panel, depth, tile);
      finishTile(launch, step, tile, row, count, column);
      if (column + 8 < launch.columns) {
        multiplyTile(a, panel + ((<usize>depth) << 5), depth, tile);
        finishTile(launch, step, tile, row, count, column + 8);
      }
      a += <usize>depth * 24;
    }
  }
}

function packBlock(
  launch: ProductLaunch,
  first: i32,
  last: i32,
  inner: i32,
  depth: i32,
  target: usize,
): void {
  for (let row = first; row < last; row += 6) {
    const a = launch.a + <usize>row * launch.aRowStride;
    const rows = min(6, last - row);
    packTile(a, launch.aRowStride, launch.aDepthStride, rows, inner, launch.scale, target);
    if (launch.rank) {
      const stride = (<usize>launch.rank) << 2;
      const left = launch.left + <usize>row * stride;
      packTile(left, stride, 4, rows, launch.rank, 1, target + <usize>paddedDepth(inner) * 24);
    }
    target += <usize>depth * 24;
  }
}

/** Packs 16 columns, or what is left of them. */
function packColumns(
  launch: ProductLaunch,
  column: i32,
  inner: i32,
  depth: i32,
  target: usize,
): void {
  const columns = launch.columns - column;
  const second = (<usize>depth) << 5;
  const b = launch.b + <usize>column * launch.bColumnStride;
  packPanels(b, launch.bDepthStride, launch.bColumnStride, columns, inner, target, second);
  if (launch.rank) {
    const right = launch.right + <usize>column * launch.rightColumnStride;
    const after = target + ((<usize>paddedDepth(inner)) << 5);
    const stride = launch.rightDepthStride;
    packPanels(right, stride, launch.rightColumnStride, columns, launch.rank, after, second);
  }
}

/** Zeroes what lies outside the blocks. */
function keepOwned(launch: ProductLaunch, tile: usize, row: i32, column: i32): void {
  for (let j = 0; j < 8; j++) {
    const block = (column + j) / launch.blockColumns;
    const owner = block === 0 ? launch.owner0 : block === 1 ? launch.owner1 : launch.owner2;
    for (let i = 0; i < 6; i++) {
      if ((row + i) / launch.blockRows !== owner) store<f32>(tile + ((<usize>(i * 8 + j)) << 2), 0);
    }
  }
}

/** What is done to a finished tile while it is in the cache. */
function finishTile(
  launch: ProductLaunch,
  step: StepState,
  tile: usize,
  row: i32,
  rows: i32,
  column: i32,
): void {
  const site = dropoutSite(step.dropoutSeed, launch.dropoutSite);
  const accumulated = launch.accumulates && step.accumulate ? launch.y : 0;
  const residual = launch.residual ? launch.residual : accumulated;
  const end = min(launch.columns, column + 8);
  if (launch.blockRows) keepOwned(launch, tile, row, column);
  for (let i = 0; i < rows; i++) {
    for (let j = column; j < end; j += 4) {
      const index = (row + i) * launch.columns + j;
      const offset = (<usize>index) << 2;
      const count = end - j;
      let value = v128.load(tile + ((<usize>(i * 8 + j - column)) << 2));
      if (launch.bias) {
        value = f32x4.add(value, loadPart(launch.bias + ((<usize>j) << 2), count));
      }
      if (!launch.slope) {
        if (launch.preactivation) storePart(launch.preactivation + offset, value, count);
        if (launch.activation) value = activate(launch.activation, value);
      }
      if (launch.dropoutThreshold) {
        const threshold = launch.dropoutThreshold;
        value = f32x4.mul(value, dropoutFactors(site, index, threshold, launch.dropoutScale));
      }
      if (launch.slope) {
        const at = loadPart(launch.preactivation + offset, count);
        value = f32x4.mul(value, activationSlope(launch.activation, at));
      }
      if (residual) value = f32x4.add(value, loadPart(residual + offset, count));
      storePart(launch.y + offset, value, count);
    }
  }
}

/** sums (+)= Σ rows of x */
@unmanaged
export class ColumnSumLaunch {
  opcode: u32;
  rowsKind: u32;
  columns: i32;
  x: usize;
  sums: usize;
}

/** Threads take columns, 16 (a line of the cache) at a time. */
export function columnSum(launch: ColumnSumLaunch, step: StepState, work: Work): void {
  const rows = rowsOf(step, launch.rowsKind);
  const start = shareStart(launch.columns, 16, work);
  const end = shareEnd(launch.columns, 16, work);
  if (start >= end) return;
  if (!step.accumulate)
    memory.fill(launch.sums + ((<usize>start) << 2), 0, (<usize>(end - start)) << 2);
  for (let row = 0; row < rows; row++) {
    const x = launch.x + ((<usize>(row * launch.columns)) << 2);
    for (let column = start; column < end; column += 4) {
      const offset = (<usize>column) << 2;
      const sum = loadPart(launch.sums + offset, end - column);
      const value = loadPart(x + offset, end - column);
      storePart(launch.sums + offset, f32x4.add(sum, value), end - column);
    }
  }
}
