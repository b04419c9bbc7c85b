// A checkpoint whose matrices are in 8 bits with scales, and the same numbers unpacked.

import { fromFloat32, lazyTensor, toFloat32, type StoredTensor } from '../../src/tensor/safetensors';

/** How files hold 8 bits: a linear layer with a scale for each output, an embedding table with one. */
function quantized(name: string, tensor: StoredTensor): [string, StoredTensor][] {
  const [rows = 0] = tensor.shape;
  const values = toFloat32(tensor);
  const count = name.includes('embeddings') ? 1 : rows;
  const width = values.length / count;
  const scales = Float32Array.from({ length: count }, (_, row) => {
    const own = values.subarray(row * width, (row + 1) * width);
    return own.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-6) / 127;
  });
  const numbers = Int8Array.from(values, (value, i) => Math.round(value / (scales[Math.floor(i / width)] ?? 1)));
  return [
    [name, { type: 'I8', shape: tensor.shape, bytes: new Uint8Array(numbers.buffer) }],
    [`${name}_scale`, fromFloat32(scales, [count, 1])],
  ];
}

/** The encoder's matrices and tables in 8 bits, as they lie in a file; all else as it is. */
export function inEightBits(tensors: ReadonlyMap<string, StoredTensor>): Map<string, StoredTensor> {
  return new Map(
    [...tensors].flatMap(([name, tensor]) =>
      /(layer|embeddings)\..*\.weight$/.test(name) && tensor.shape.length === 2
        ? quantized(name, tensor)
        : [[name, tensor]],
    ),
  );
}

/** All tensors in single precision. */
export function unpacked(tensors: ReadonlyMap<string, StoredTensor>): Map<string, StoredTensor> {
  return new Map(
    [...tensors].map(([name, tensor]) => [
      name,
      tensor.scales ? lazyTensor(tensor.shape, () => toFloat32(tensor)) : tensor,
    ]),
  );
}
