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

/** Single precision to half-precision bit patterns, rounded to the nearest, ties to even. */
export function singleToHalf(singles: Float32Array): Uint16Array<ArrayBuffer> {
  const halves = new Uint16Array(singles.length);
  const bits = new Uint32Array(singles.buffer, singles.byteOffset, singles.length);
  for (let i = 0; i < singles.length; i++) halves[i] = roundToHalf(bits[i] ?? 0);
  return halves;
}

/** The values as half-precision bit patterns where none loses anything by it, else `null`. */
export function exactHalves(singles: Float32Array): Uint16Array<ArrayBuffer> | null {
  const values = valuesOfAllHalves();
  const halves = new Uint16Array(singles.length);
  const bits = new Uint32Array(singles.buffer, singles.byteOffset, singles.length);
  for (let i = 0; i < halves.length; i++) {
    const half = roundToHalf(bits[i] ?? 0);
    if (values[half] !== singles[i]) return null;
    halves[i] = half;
  }
  return halves;
}

function roundToHalf(single: number): number {
  const sign = (single >>> 16) & 0x8000;
  const magnitude = single & 0x7fffffff;
  if (magnitude > 0x7f800000) return sign | 0x7e00; // not a number
  if (magnitude >= 0x47800000) return sign | 0x7c00; // too large: infinity
  if (magnitude < 0x38800000) {
    // Subnormal: the fraction counts units of 2⁻²⁴.
    const shift = 126 - (magnitude >>> 23);
    if (shift > 24) return sign;
    const fraction = (magnitude & 0x7fffff) | 0x800000;
    return sign | roundShifted(fraction, shift);
  }
  return sign | (roundShifted(magnitude, 13) - (112 << 10));
}

/** value / 2^shift, rounded to the nearest, ties to even. */
function roundShifted(value: number, shift: number): number {
  const half = 2 ** (shift - 1);
  const quotient = Math.floor(value / 2 ** shift);
  const rest = value % 2 ** shift;
  return quotient + (rest > half || (rest === half && quotient % 2 === 1) ? 1 : 0);
}
