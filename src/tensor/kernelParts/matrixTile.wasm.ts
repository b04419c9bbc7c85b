// The inner loop of every matrix product. Nearly all the time of training passes here.

import { madd } from './simd.wasm';

/**
 * target `[6][8]` = tile `[depth][6]` transposed · panel `[depth][8]`. The twelve sums stay in registers; written out over
 * more steps of the depth, the loop is no faster.
 */
export function multiplyTile(a: usize, b: usize, depth: i32, target: usize): void {
  let c00 = f32x4.splat(0);
  let c01 = f32x4.splat(0);
  let c10 = f32x4.splat(0);
  let c11 = f32x4.splat(0);
  let c20 = f32x4.splat(0);
  let c21 = f32x4.splat(0);
  let c30 = f32x4.splat(0);
  let c31 = f32x4.splat(0);
  let c40 = f32x4.splat(0);
  let c41 = f32x4.splat(0);
  let c50 = f32x4.splat(0);
  let c51 = f32x4.splat(0);
  let b0: v128;
  let b1: v128;
  let x: v128;
  const end = b + ((<usize>depth) << 5);
  while (b < end) {
    b0 = v128.load(b);
    b1 = v128.load(b, 16);
    x = v128.load_splat<f32>(a);
    c00 = madd(x, b0, c00);
    c01 = madd(x, b1, c01);
    x = v128.load_splat<f32>(a, 4);
    c10 = madd(x, b0, c10);
    c11 = madd(x, b1, c11);
    x = v128.load_splat<f32>(a, 8);
    c20 = madd(x, b0, c20);
    c21 = madd(x, b1, c21);
    x = v128.load_splat<f32>(a, 12);
    c30 = madd(x, b0, c30);
    c31 = madd(x, b1, c31);
    x = v128.load_splat<f32>(a, 16);
    c40 = madd(x, b0, c40);
    c41 = madd(x, b1, c41);
    x = v128.load_splat<f32>(a, 20);
    c50 = madd(x, b0, c50);
    c51 = madd(x, b1, c51);
    a += 24;
    b += 32;
  }
  v128.store(target, c00);
  v128.store(target, c01, 16);
  v128.store(target, c10, 32);
  v128.store(target, c11, 48);
  v128.store(target, c20, 64);
  v128.store(target, c21, 80);
  v128.store(target, c30, 96);
  v128.store(target, c31, 112);
  v128.store(target, c40, 128);
  v128.store(target, c41, 144);
  v128.store(target, c50, 160);
  v128.store(target, c51, 176);
}
