/** The transpose of a row-major `[rows, columns]` matrix, on the host. */
export function transposed<Numbers extends Float32Array<ArrayBuffer> | Int8Array<ArrayBuffer>>(
  values: Numbers,
  rows: number,
  columns: number,
): Numbers;
export function transposed(values: Float32Array | Int8Array, rows: number, columns: number): Float32Array | Int8Array {
  const result = values instanceof Int8Array ? new Int8Array(values.length) : new Float32Array(values.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      result[column * rows + row] = values[row * columns + column] ?? NaN;
    }
  }
  return result;
}
