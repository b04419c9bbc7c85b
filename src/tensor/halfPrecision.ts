// IEEE 754 half precision (binary16) to and from single precision.

let table: Float32Array<ArrayBuffer> | undefined;

/** The value of every half-precision bit pattern, `[65536]`. Built once. */
function valuesOfAllHalves(): Float32Array<ArrayBuffer> {
  if (table) return table;
  table = new Float32Array(65536);
  for (let bits = 0; bits < 65536; bits++) {
    const sign = bits & 0x8000 ? -1 : 1;
    const exponent = (bits >> 10) & 0x1f;
    const fraction = bits & 0x3ff;
    if (exponent === 0) table[bits] = sign * fraction * 2 ** -24;
    else if (exponent === 31) table[bits] = fraction ? NaN : sign * Infinity;
    else table[bits] = sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
  }
  return table;
}

/** Half-precision bit patterns to single precision, exactly. */
export function halfToSingle(halves: Uint16Array): Float32Array<ArrayBuffer> {
  const values = valuesOfAllHalves();
  const singles = new Float32Array(halves.length);
  for (let i = 0; i < halves.length; i++) singles[i] = values[halves[i] ?? 0] ?? 0;
  return singles;
}

/** bfloat16 bit patterns to single precision, exactly: they are its upper half. */
export function brainToSingle(halves: Uint16Array): Float32Array<ArrayBuffer> {
  const bits = new Uint32Array(halves.length);
  for (let i = 0; i < halves.length; i++) bits[i] = (halves[i] ?? 0) << 16;
  return new Float32Array(bits.buffer);
}
