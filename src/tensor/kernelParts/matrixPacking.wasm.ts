// Matrices are repacked before they are multiplied, so that the product reads both in order: the left one in tiles
// of 6 rows, `[depth][6]`, the right one in panels of 8 columns, `[depth][8]`. Depth is padded with zeros to a
// multiple of 4. Strides are in bytes; one of the two is that of an element.
// (Goto & van de Geijn 2008, "Anatomy of high-performance matrix multiplication".)

/** Rounds a depth up to a multiple of 4. */
export function paddedDepth(depth: i32): i32 {
  return (depth + 3) & ~3;
}

/** Packs up to 6 rows of the left matrix, times a scale. */
export function packTile(
  source: usize,
  rowStride: usize,
  depthStride: usize,
  rows: i32,
  depth: i32,
  scale: f32,
  target: usize,
): void {
  let done = 0;
  if (rows === 6 && depthStride === 4) {
    done = depth & ~3;
    packSixRows(source, rowStride, done, scale, target);
  } else if (rows === 6 && rowStride === 4) {
    done = depth;
    packSixColumns(source, depthStride, depth, scale, target);
  }
  let out = target + <usize>done * 24;
  for (let k = done; k < depth; k++) {
    let from = source + <usize>k * depthStride;
    for (let row = 0; row < 6; row++) {
      store<f32>(out, row < rows ? load<f32>(from) * scale : 0);
      from += rowStride;
      out += 4;
    }
  }
  memory.fill(out, 0, <usize>(paddedDepth(depth) - depth) * 24);
}

/** Six rows whose elements lie in order, four of each at a time. `depth` is a multiple of 4. */
function packSixRows(source: usize, stride: usize, depth: i32, scale: f32, target: usize): void {
  const factor = f32x4.splat(scale);
  const end = source + ((<usize>depth) << 2);
  for (let from = source; from < end; from += 16) {
    const r0 = f32x4.mul(v128.load(from), factor);
    const r1 = f32x4.mul(v128.load(from + stride), factor);
    const r2 = f32x4.mul(v128.load(from + 2 * stride), factor);
    const r3 = f32x4.mul(v128.load(from + 3 * stride), factor);
    const r4 = f32x4.mul(v128.load(from + 4 * stride), factor);
    const r5 = f32x4.mul(v128.load(from + 5 * stride), factor);
    const low01 = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5);
    const high01 = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7);
    const low23 = v128.shuffle<f32>(r2, r3, 0, 4, 1, 5);
    const high23 = v128.shuffle<f32>(r2, r3, 2, 6, 3, 7);
    const low45 = v128.shuffle<f32>(r4, r5, 0, 4, 1, 5);
    const high45 = v128.shuffle<f32>(r4, r5, 2, 6, 3, 7);
    v128.store(target, v128.shuffle<f64>(low01, low23, 0, 2));
    v128.store_lane<u64>(target, low45, 0, 16);
    v128.store(target, v128.shuffle<f64>(low01, low23, 1, 3), 24);
    v128.store_lane<u64>(target, low45, 1, 40);
    v128.store(target, v128.shuffle<f64>(high01, high23, 0, 2), 48);
    v128.store_lane<u64>(target, high45, 0, 64);
    v128.store(target, v128.shuffle<f64>(high01, high23, 1, 3), 72);
    v128.store_lane<u64>(target, high45, 1, 88);
    target += 96;
  }
}

/** Six rows whose elements lie side by side. */
function packSixColumns(source: usize, stride: usize, depth: i32, scale: f32, target: usize): void {
  const factor = f32x4.splat(scale);
  const end = target + <usize>depth * 24;
  for (; target < end; target += 24) {
    v128.store(target, f32x4.mul(v128.load(source), factor));
    store<f32>(target, load<f32>(source, 16) * scale, 16);
    store<f32>(target, load<f32>(source, 20) * scale, 20);
    source += stride;
  }
}

/** Packs up to 8 columns of the right matrix. */
export function packPanel(
  source: usize,
  depthStride: usize,
  columnStride: usize,
  columns: i32,
  depth: i32,
  target: usize,
): void {
  let done = 0;
  if (columns === 8 && columnStride === 4) {
    done = depth;
    packEightColumns(source, depthStride, depth, target);
  } else if (columns === 8 && depthStride === 4) {
    done = depth & ~3;
    packFourRows(source, columnStride, done, target);
    packFourRows(source + 4 * columnStride, columnStride, done, target + 16);
  }
  let out = target + ((<usize>done) << 5);
  for (let k = done; k < depth; k++) {
    let from = source + <usize>k * depthStride;
    for (let column = 0; column < 8; column++) {
      store<f32>(out, column < columns ? load<f32>(from) : 0);
      from += columnStride;
      out += 4;
    }
  }
  memory.fill(out, 0, (<usize>(paddedDepth(depth) - depth)) << 5);
}

/** Packs up to 16 columns into two panels, the second `second` bytes after the first. */
export function packPanels(
  source: usize,
  depthStride: usize,
  columnStride: usize,
  columns: i32,
  depth: i32,
  target: usize,
  second: usize,
): void {
  if (columns >= 16 && columnStride === 4) {
    packSixteenColumns(source, depthStride, depth, target, second);
    return;
  }
  packPanel(source, depthStride, columnStride, min(8, columns), depth, target);
  if (columns > 8) {
    const next = source + 8 * columnStride;
    packPanel(next, depthStride, columnStride, min(8, columns - 8), depth, target + second);
  }
}

/** Two panels at once use each line of the cache whole: rows that lie far apart soon drive one another out of it. */
function packSixteenColumns(source: usize, stride: usize, depth: i32, target: usize, second: usize): void {
  const end = target + ((<usize>depth) << 5);
  for (; target < end; target += 32) {
    v128.store(target, v128.load(source));
    v128.store(target, v128.load(source, 16), 16);
    v128.store(target + second, v128.load(source, 32));
    v128.store(target + second, v128.load(source, 48), 16);
    source += stride;
  }
  const rest = (<usize>(paddedDepth(depth) - depth)) << 5;
  memory.fill(target, 0, rest);
  memory.fill(target + second, 0, rest);
}

function packEightColumns(source: usize, stride: usize, depth: i32, target: usize): void {
  const end = target + ((<usize>depth) << 5);
  for (; target < end; target += 32) {
    v128.store(target, v128.load(source));
    v128.store(target, v128.load(source, 16), 16);
    source += stride;
  }
}

/** Half a panel whose columns are rows of the source: a transposition. `depth` is a multiple of 4. */
function packFourRows(source: usize, stride: usize, depth: i32, target: usize): void {
  const end = source + ((<usize>depth) << 2);
  for (let from = source; from < end; from += 16) {
    const r0 = v128.load(from);
    const r1 = v128.load(from + stride);
    const r2 = v128.load(from + 2 * stride);
    const r3 = v128.load(from + 3 * stride);
    const low01 = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5);
    const high01 = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7);
    const low23 = v128.shuffle<f32>(r2, r3, 0, 4, 1, 5);
    const high23 = v128.shuffle<f32>(r2, r3, 2, 6, 3, 7);
    v128.store(target, v128.shuffle<f64>(low01, low23, 0, 2));
    v128.store(target, v128.shuffle<f64>(low01, low23, 1, 3), 32);
    v128.store(target, v128.shuffle<f64>(high01, high23, 0, 2), 64);
    v128.store(target, v128.shuffle<f64>(high01, high23, 1, 3), 96);
    target += 128;
  }
}
