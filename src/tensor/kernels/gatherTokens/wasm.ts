import { storePart } from '../../kernelParts/simd.wasm';
import { cacheRow } from '../../kernelParts/tokenCache.wasm';
import { shareEnd, shareStart, StepState, Work } from '../../wasm/work.wasm';

@unmanaged
class GatherTokensLaunch {
  opcode: u32;
  starts: usize;
  textOf: usize;
  hidden: i32;
  cache: usize;
  cacheStarts: usize;
  y: usize;
}

/** Threads share the tokens. */
export function gatherTokens(launch: GatherTokensLaunch, step: StepState, work: Work): void {
  const hidden = launch.hidden;
  const end = shareEnd(step.tokens, 1, work);
  for (let token = shareStart(step.tokens, 1, work); token < end; token++) {
    const from = cacheRow(launch.starts, launch.textOf, launch.cache, launch.cacheStarts, hidden, token);
    const y = launch.y + ((<usize>(token * hidden)) << 2);
    for (let i = 0; i < hidden; i += 4) {
      // A row's length is even: what is left at its end is a pair.
      const address = from + ((<usize>i) << 1);
      const halves = hidden - i >= 4 ? v128.load64_zero(address) : v128.load32_zero(address);
      storePart(y + ((<usize>i) << 2), toSingle(i32x4.extend_low_i16x8_u(halves)), hidden - i);
    }
  }
}

/** Exact to the bit, as in halfPrecision.ts: half-precision bits to single precision. Multiplying by 2¹¹² moves the exponent, and makes subnormals right. */
function toSingle(half: v128): v128 {
  const sign = i32x4.shl(v128.and(half, i32x4.splat(0x8000)), 16);
  const shifted = i32x4.shl(v128.and(half, i32x4.splat(0x7fff)), 13);
  const value = f32x4.mul(shifted, i32x4.splat((127 + 112) << 23));
  const special = i32x4.ge_u(shifted, i32x4.splat(0x1f << 23));
  return v128.or(sign, v128.or(value, v128.and(special, i32x4.splat(0x7f800000))));
}
