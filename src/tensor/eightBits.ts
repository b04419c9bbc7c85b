// Tensors of 8-bit whole numbers and their scales: value = number · scale, in single precision.

/** A tensor in 8 bits as a device holds it. */
export interface EightBits {
  /** Row major. */
  values: Int8Array<ArrayBuffer>;
  /** One a column of a matrix, or one of a whole table. */
  scales: Float32Array<ArrayBuffer>;
}

/**
 * 8-bit numbers to single precision.
 *
 * @param scales one a row, or one of all rows
 */
export function unpackedEightBits(values: Int8Array, scales: Float32Array): Float32Array<ArrayBuffer> {
  const unpacked = new Float32Array(values.length);
  const width = values.length / scales.length;
  scales.forEach((scale, row) => {
    const end = (row + 1) * width;
    for (let i = row * width; i < end; i++) unpacked[i] = (values[i] ?? NaN) * scale;
  });
  return unpacked;
}
