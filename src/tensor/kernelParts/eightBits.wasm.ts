// Weights of 8 bits are unpacked while they are packed into panels (matrixPacking.wasm.ts). Their lengths are multiples of 4.

/** Four 8-bit numbers at an address, in single precision, times their scales. */
export function eightBitsTimes(address: usize, scales: v128): v128 {
  const numbers = i32x4.extend_low_i16x8_s(i16x8.extend_low_i8x16_s(v128.load32_zero(address)));
  return f32x4.mul(f32x4.convert_i32x4_s(numbers), scales);
}

/**
 * Packs up to 16 columns of a matrix of 8 bits into two panels, the second `second` bytes after the first. The scales are
 * those of the neighbours in memory: of the columns where these lie side by side, else of the depth.
 */
export function packEightBits(
  source: usize,
  depthStride: usize,
  columnStride: usize,
  scales: usize,
  columns: i32,
  depth: i32,
  target: usize,
  second: usize,
): void {
  for (let column = 0; column < min(16, columns); column += 4) {
    const to = target + (column < 8 ? 0 : second) + (column & 4 ? 16 : 0);
    const from = source + <usize>column * columnStride;
    if (columnStride === 1) packColumns(from, depthStride, scales + ((<usize>column) << 2), depth, to);
    else packRows(from, columnStride, scales, depth, to);
  }
}

/** Four columns that lie side by side. */
function packColumns(source: usize, stride: usize, scales: usize, depth: i32, target: usize): void {
  const factors = v128.load(scales);
  const end = target + ((<usize>depth) << 5);
  for (; target < end; target += 32) {
    v128.store(target, eightBitsTimes(source, factors));
    source += stride;
  }
}

/** Four columns that are rows of the source: a transposition. */
function packRows(source: usize, stride: usize, scales: usize, depth: i32, target: usize): void {
  const end = source + <usize>depth;
  for (let from = source; from < end; from += 4) {
    const factors = v128.load(scales);
    const r0 = eightBitsTimes(from, factors);
    const r1 = eightBitsTimes(from + stride, factors);
    const r2 = eightBitsTimes(from + 2 * stride, factors);
    const r3 = eightBitsTimes(from + 3 * stride, factors);
    const low01 = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5);
    const high01 = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7);
    const low23 = v128.shuffle<f32>(r2, r3, 0, 4, 1, 5);
    const high23 = v128.shuffle<f32>(r2, r3, 2, 6, 3, 7);
    v128.store(target, v128.shuffle<f64>(low01, low23, 0, 2));
    v128.store(target, v128.shuffle<f64>(low01, low23, 1, 3), 32);
    v128.store(target, v128.shuffle<f64>(high01, high23, 0, 2), 64);
    v128.store(target, v128.shuffle<f64>(high01, high23, 1, 3), 96);
    scales += 16;
    target += 128;
  }
}
