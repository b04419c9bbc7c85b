// Small pieces that all kernels for the processor are made of. A vector is four floats.

/** a · b + c, in one rounding where the processor has it and the build may use it. */
export function madd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c);
  return f32x4.add(f32x4.mul(a, b), c);
}

/** The first `count` floats at an address, at most four, the others zero. */
export function loadPart(address: usize, count: i32): v128 {
  if (count >= 4) return v128.load(address);
  return loadFew(address, count);
}

function loadFew(address: usize, count: i32): v128 {
  let value = f32x4.replace_lane(f32x4.splat(0), 0, load<f32>(address));
  if (count > 1) value = f32x4.replace_lane(value, 1, load<f32>(address, 4));
  if (count > 2) value = f32x4.replace_lane(value, 2, load<f32>(address, 8));
  return value;
}

/** Stores the first `count` floats of a vector, at most four. */
export function storePart(address: usize, value: v128, count: i32): void {
  if (count >= 4) v128.store(address, value);
  else storeFew(address, value, count);
}

function storeFew(address: usize, value: v128, count: i32): void {
  store<f32>(address, f32x4.extract_lane(value, 0));
  if (count > 1) store<f32>(address, f32x4.extract_lane(value, 1), 4);
  if (count > 2) store<f32>(address, f32x4.extract_lane(value, 2), 8);
}

/** All ones in the first `count` lanes. */
export function lanesBelow(count: i32): v128 {
  return i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(count));
}

/** The sum of the four lanes, in a fixed order. */
export function laneSum(value: v128): f32 {
  const pairs = f32x4.add(value, v128.shuffle<f32>(value, value, 2, 3, 0, 1));
  return f32x4.extract_lane(pairs, 0) + f32x4.extract_lane(pairs, 1);
}

/** The largest of the four lanes. */
export function laneMax(value: v128): f32 {
  const pairs = f32x4.pmax(value, v128.shuffle<f32>(value, value, 2, 3, 0, 1));
  return max(f32x4.extract_lane(pairs, 0), f32x4.extract_lane(pairs, 1));
}

/**
 * e^x to about 1e-7 of its value: x = n · ln 2 + r, and a polynomial in r (the coefficients of expf in Cephes,
 * Stephen Moshier, public domain). What would be below or above the normal numbers stays at their ends.
 */
export function exp(value: v128): v128 {
  // pmax and pmin are one instruction each, and pass on what is not a number.
  const x = f32x4.pmin(f32x4.pmax(value, f32x4.splat(-87.3)), f32x4.splat(88.3));
  // Added to 1.5 · 2²³, a number is rounded to a whole one, which lies in the lowest bits of the sum.
  const shifted = madd(x, f32x4.splat(1.44269504), f32x4.splat(12582912));
  const n = f32x4.sub(shifted, f32x4.splat(12582912));
  // ln 2 in two parts: n times the first is exact.
  let r = madd(n, f32x4.splat(-0.693359375), x);
  r = madd(n, f32x4.splat(2.1219444e-4), r);
  let p = madd(f32x4.splat(1.98756915e-4), r, f32x4.splat(1.3981999507e-3));
  p = madd(p, r, f32x4.splat(8.3334519073e-3));
  p = madd(p, r, f32x4.splat(4.1665795894e-2));
  p = madd(p, r, f32x4.splat(1.6666665459e-1));
  p = madd(p, r, f32x4.splat(5.0000001201e-1));
  p = f32x4.add(madd(p, f32x4.mul(r, r), r), f32x4.splat(1));
  const power = i32x4.add(i32x4.shl(shifted, 23), i32x4.splat(0x3f800000));
  return f32x4.mul(p, power);
}
