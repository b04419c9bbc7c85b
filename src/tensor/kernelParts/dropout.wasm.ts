// Dropout by hash, four elements at a time.

/** As `hash32` of dropout.reference.ts. */
function hash32(value: v128): v128 {
  let x = v128.xor(value, i32x4.shr_u(value, 16));
  x = i32x4.mul(x, i32x4.splat(0x7feb352d));
  x = v128.xor(x, i32x4.shr_u(x, 15));
  x = i32x4.mul(x, i32x4.splat(0x846ca68b));
  return v128.xor(x, i32x4.shr_u(x, 16));
}

/** The part of the hash that a whole launch shares. `site` is multiplied already (wasm/launches.ts). */
export function dropoutSite(seed: u32, site: u32): v128 {
  return hash32(i32x4.splat(seed + site));
}

/** What the elements index, index + 1, … are multiplied by. */
export function dropoutFactors(site: v128, index: u32, threshold: u32, keptScale: f32): v128 {
  const indices = i32x4.add(i32x4.splat(index), i32x4(0, 1, 2, 3));
  const kept = i32x4.ge_u(hash32(i32x4.add(site, indices)), i32x4.splat(threshold));
  return v128.and(kept, f32x4.splat(keptScale));
}
