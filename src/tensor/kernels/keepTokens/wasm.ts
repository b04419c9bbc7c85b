import { loadPart } from '../../kernelParts/simd.wasm';
import { cacheRow } from '../../kernelParts/tokenCache.wasm';
import { shareEnd, shareStart, StepState, Work } from '../../wasm/work.wasm';

@unmanaged
class KeepTokensLaunch {
  opcode: u32;
  starts: usize;
  textOf: usize;
  hidden: i32;
  x: usize;
  cache: usize;
  cacheStarts: usize;
}

/** Threads share the tokens. */
export function keepTokens(launch: KeepTokensLaunch, step: StepState, work: Work): void {
  const hidden = launch.hidden;
  const end = shareEnd(step.tokens, 1, work);
  for (let token = shareStart(step.tokens, 1, work); token < end; token++) {
    const to = cacheRow(launch.starts, launch.textOf, launch.cache, launch.cacheStarts, hidden, token);
    const x = launch.x + ((<usize>(token * hidden)) << 2);
    for (let i = 0; i < hidden; i += 4) {
      const halves = toHalf(loadPart(x + ((<usize>i) << 2), hidden - i));
      const packed = i16x8.narrow_i32x4_u(halves, halves);
      const address = to + ((<usize>i) << 1);
      if (hidden - i >= 4) v128.store64_lane(address, packed, 0);
      else v128.store32_lane(address, packed, 0);
    }
  }
}

/** Exact to the bit, as in halfPrecision.ts: single precision to half-precision bits, rounded to the nearest, ties to even. */
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
