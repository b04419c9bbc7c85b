/** WGSL: the four 8-bit numbers of an element, as a vector. Not `unpack4xI8`, which not every browser knows. */
export const eightBitsOf = (element: string): string =>
  `vec4f((vec4i(bitcast<i32>(${element})) << vec4u(24u, 16u, 8u, 0u)) >> vec4u(24u))`;
