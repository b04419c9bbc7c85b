// Activations and their slopes, four elements at a time. Kinds: 1 GELU, 2 tanh, 3 ReLU (../wasm/launches.ts).

import { exp, madd } from './simd.wasm';

/** As `erf` of activation.reference.ts, of x / √2; `gauss` is e^(−x²/2). */
function erfOfHalfRoot(x: v128, gauss: v128): v128 {
  const size = f32x4.abs(x);
  // 0.3275911 / √2
  const t = f32x4.div(f32x4.splat(1), madd(size, f32x4.splat(0.23164188), f32x4.splat(1)));
  let p = madd(t, f32x4.splat(1.061405429), f32x4.splat(-1.453152027));
  p = madd(t, p, f32x4.splat(1.421413741));
  p = madd(t, p, f32x4.splat(-0.284496736));
  p = madd(t, p, f32x4.splat(0.254829592));
  const positive = f32x4.sub(f32x4.splat(1), f32x4.mul(f32x4.mul(p, t), gauss));
  return v128.or(positive, v128.and(x, i32x4.splat(0x80000000)));
}

function gaussOf(x: v128): v128 {
  return exp(f32x4.mul(f32x4.mul(x, x), f32x4.splat(-0.5)));
}

function gelu(x: v128): v128 {
  const half = f32x4.mul(x, f32x4.splat(0.5));
  return madd(half, erfOfHalfRoot(x, gaussOf(x)), half);
}

function geluSlope(x: v128): v128 {
  const gauss = gaussOf(x);
  const share = madd(erfOfHalfRoot(x, gauss), f32x4.splat(0.5), f32x4.splat(0.5));
  // 1 / √(2π)
  return madd(f32x4.mul(x, gauss), f32x4.splat(0.3989422804), share);
}

/** By e^2|x|, and near zero, where that cancels, by a polynomial (tanhf in Cephes). */
function tanh(x: v128): v128 {
  const size = f32x4.abs(x);
  const e = exp(f32x4.add(size, size));
  const far = f32x4.sub(f32x4.splat(1), f32x4.div(f32x4.splat(2), f32x4.add(e, f32x4.splat(1))));
  const z = f32x4.mul(x, x);
  let p = madd(f32x4.splat(-5.70498872745e-3), z, f32x4.splat(2.06390887954e-2));
  p = madd(p, z, f32x4.splat(-5.37397155531e-2));
  p = madd(p, z, f32x4.splat(1.33314422036e-1));
  p = madd(p, z, f32x4.splat(-3.33332819422e-1));
  const near = madd(f32x4.mul(p, z), x, x);
  const signed = v128.or(far, v128.and(x, i32x4.splat(0x80000000)));
  return v128.bitselect(near, signed, f32x4.lt(size, f32x4.splat(0.625)));
}

/** The activation of each lane. */
export function activate(kind: u32, x: v128): v128 {
  if (kind === 1) return gelu(x);
  if (kind === 2) return tanh(x);
  if (kind === 3) return f32x4.pmax(x, f32x4.splat(0));
  return x;
}

/** The activation's derivative at each lane. */
export function activationSlope(kind: u32, x: v128): v128 {
  if (kind === 1) return geluSlope(x);
  if (kind === 2) {
    const y = tanh(x);
    return f32x4.sub(f32x4.splat(1), f32x4.mul(y, y));
  }
  return v128.and(f32x4.gt(x, f32x4.splat(0)), f32x4.splat(1));
}
