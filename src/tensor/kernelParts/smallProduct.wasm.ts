// Products of small matrices by one thread, for attention.

import { packPanel, packTile, paddedDepth } from './matrixPacking.wasm';
import { loadPart, storePart } from './simd.wasm';
import { multiplyTile } from './matrixTile.wasm';

/** The packed rows of the left matrix lie after a tile and a panel. */
function blockAt(scratch: usize, depth: i32): usize {
  return scratch + 256 + ((<usize>paddedDepth(depth)) << 5);
}

/** Packs the left matrix of the next product, times a scale. */
export function packLeft(
  scratch: usize,
  rows: i32,
  depth: i32,
  left: usize,
  rowStride: usize,
  depthStride: usize,
  scale: f32,
): void {
  let target = blockAt(scratch, depth);
  for (let row = 0; row < rows; row += 6) {
    const from = left + <usize>row * rowStride;
    packTile(from, rowStride, depthStride, min(6, rows - row), depth, scale, target);
    target += <usize>paddedDepth(depth) * 24;
  }
}

/** result (+)= packed left · right */
export function multiplyPacked(
  scratch: usize,
  rows: i32,
  depth: i32,
  columns: i32,
  right: usize,
  depthStride: usize,
  columnStride: usize,
  result: usize,
  resultStride: usize,
  adds: bool,
): void {
  const panel = scratch + 256;
  for (let column = 0; column < columns; column += 8) {
    const count = min(8, columns - column);
    packPanel(right, depthStride, columnStride, count, depth, panel);
    right += 8 * columnStride;
    let left = blockAt(scratch, depth);
    for (let row = 0; row < rows; row += 6) {
      multiplyTile(left, panel, paddedDepth(depth), scratch);
      const target = result + <usize>row * resultStride + ((<usize>column) << 2);
      storeTile(scratch, min(6, rows - row), count, target, resultStride, adds);
      left += <usize>paddedDepth(depth) * 24;
    }
  }
}

function storeTile(tile: usize, rows: i32, columns: i32, target: usize, stride: usize, adds: bool): void {
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column += 4) {
      const at = target + ((<usize>column) << 2);
      let value = v128.load(tile + ((<usize>column) << 2));
      if (adds) value = f32x4.add(value, loadPart(at, columns - column));
      storePart(at, value, columns - column);
    }
    tile += 32;
    target += stride;
  }
}
