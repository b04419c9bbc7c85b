// The token cache in half precision. Conversions are exact to the bit, as in halfPrecision.ts.

import { shareEnd, shareStart, StepState, Work } from '../wasm/work.wasm';
import { loadPart, storePart } from './simd.wasm';

@unmanaged
export class TokenCacheLaunch {
  opcode: u32;
  hidden: i32;
  starts: usize;
  textOf: usize;
  cache: usize;
  cacheStarts: usize;
  /** Rows in single precision: read when they are kept, written when they are gathered. */
  rows: usize;
}

/** Where a token's row starts in the cache. */
function cacheRow(launch: TokenCacheLaunch, token: i32): usize {
  const text = load<u32>(launch.textOf + ((<usize>token) << 2));
  const start = load<u32>(launch.starts + ((<usize>text) << 2));
  const row = load<u32>(launch.cacheStarts + ((<usize>text) << 2)) + token - start;
  return launch.cache + ((<usize>row * <usize>launch.hidden) << 1);
}

/** Threads share the tokens. */
export function gatherTokens(launch: TokenCacheLaunch, step: StepState, work: Work): void {
  const hidden = launch.hidden;
  const end = shareEnd(step.tokens, 1, work);
  for (let token = shareStart(step.tokens, 1, work); token < end; token++) {
    const from = cacheRow(launch, token);
    const y = launch.rows + ((<usize>(token * hidden)) << 2);
    for (let i = 0; i < hidden; i += 4) {
      // A row's length is even: what is left at its end is a pair.
      const address = from + ((<usize>i) << 1);
      const halves = hidden - i >= 4 ? v128.load64_zero(address) : v128.load32_zero(address);
      storePart(y + ((<usize>i) << 2), toSingle(i32x4.extend_low_i16x8_u(halves)), hidden - i);
    }
  }
}

/** Threads share the tokens. */
export function keepTokens(launch: TokenCacheLaunch, step: StepState, work: Work): void {
  const hidden = launch.hidden;
  const end = shareEnd(step.tokens, 1, work);
  for (let token = shareStart(step.tokens, 1, work); token < end; token++) {
    const to = cacheRow(launch, token);
    const x = launch.rows + ((<usize>(token * hidden)) << 2);
    for (let i = 0; i < hidden; i += 4) {
      const halves = toHalf(loadPart(x + ((<usize>i) << 2), hidden - i));
      const packed = i16x8.narrow_i32x4_u(halves, halves);
      const address = to + ((<usize>i) << 1);
      if (hidden - i >= 4) v128.store64_lane(address, packed, 0);
      else v128.store32_lane(address, packed, 0);
    }
  }
}

/** Half-precision bits to single precision. Multiplying by 2¹¹² moves the exponent, and makes subnormals right. */
function toSingle(half: v128): v128 {
  const sign = i32x4.shl(v128.and(half, i32x4.splat(0x8000)), 16);
  const shifted = i32x4.shl(v128.and(half, i32x4.splat(0x7fff)), 13);
  const value = f32x4.mul(shifted, i32x4.splat((127 + 112) << 23));
  const special = i32x4.ge_u(shifted, i32x4.splat(0x1f << 23));
  return v128.or(sign, v128.or(value, v128.and(special, i32x4.splat(0x7f800000))));
}

/** Single precision to half-precision bits, rounded to the nearest, ties to even. */
function toHalf(single: v128): v128 {
  const sign = v128.and(i32x4.shr_u(single, 16), i32x4.splat(0x8000));
  const magnitude = v128.and(single, i32x4.splat(0x7fffffff));
  // Half of the last place less one, plus one if the last kept bit is odd, rounds to even.
  const odd = v128.and(i32x4.shr_u(magnitude, 13), i32x4.splat(1));
  const rounded = i32x4.add(i32x4.add(magnitude, i32x4.splat(0xfff)), odd);
  const normal = i32x4.sub(i32x4.shr_u(rounded, 13), i32x4.splat(112 << 10));
  // Added to ½, a number below 2⁻¹⁴ is rounded to units of 2⁻²⁴ by the addition itself.
  const half = f32x4.splat(0.5);
  const subnormal = i32x4.sub(f32x4.add(magnitude, half), half);
  const small = i32x4.lt_u(magnitude, i32x4.splat(0x38800000));
  const large = i32x4.ge_u(magnitude, i32x4.splat(0x47800000));
  const nan = i32x4.gt_u(magnitude, i32x4.splat(0x7f800000));
  let result = v128.bitselect(subnormal, normal, small);
  result = v128.bitselect(i32x4.splat(0x7c00), result, large);
  result = v128.bitselect(i32x4.splat(0x7e00), result, nan);
  return v128.or(sign, result);
}
