import { oneEach, type Dispatch } from '../../webgpu/kernelSource';
import type { KeepTokensArguments } from './spec';

const lanes = 64;

/**
 * One workgroup a token. Rounded by integer arithmetic, as halfPrecision.ts does: `pack2x16float` may round
 * differently from card to card.
 */
export function keepTokens(args: KeepTokensArguments): Dispatch {
  const pairs = args.hidden / 2;
  const code = /* wgsl */ `
// value / 2^shift, rounded to the nearest, ties to even
fn roundShifted(value: u32, shift: u32) -> u32 {
  let quotient = value >> shift;
  let rest = value & ((1u << shift) - 1u);
  let half = 1u << (shift - 1u);
  return quotient + select(0u, 1u, rest > half || (rest == half && (quotient & 1u) == 1u));
}
fn roundToHalf(value: f32) -> u32 {
  let bits = bitcast<u32>(value);
  let signBit = (bits >> 16u) & 0x8000u;
  let magnitude = bits & 0x7fffffffu;
  if (magnitude > 0x7f800000u) { return signBit | 0x7e00u; }
  if (magnitude >= 0x47800000u) { return signBit | 0x7c00u; }
  if (magnitude < 0x38800000u) {
    // Subnormal: the fraction counts units of 2⁻²⁴.
    let shift = 126u - (magnitude >> 23u);
    if (shift > 24u) { return signBit; }
    return signBit | roundShifted((magnitude & 0x7fffffu) | 0x800000u, shift);
  }
  return signBit | (roundShifted(magnitude, 13u) - (112u << 10u));
}
@compute @workgroup_size(${lanes})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let token = rowOf(group);
  if (token >= step.tokens) { return; }
  let text = textOf[token];
  let row = (cacheStarts[text] + token - starts[text]) * ${pairs}u;
  for (var i = lane; i < ${pairs}u; i += ${lanes}u) {
    let index = (token * ${pairs}u + i) * 2u;
    cache[row + i] = roundToHalf(x[index]) | (roundToHalf(x[index + 1u]) << 16u);
  }
}`;
  return {
    code,
    workgroups: (size) => oneEach(size.tokens),
    operations: (size) => 20 * size.tokens * args.hidden,
  };
}
