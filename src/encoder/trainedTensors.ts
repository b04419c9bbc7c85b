// What training changed, put into the encoder's tensors: weights that trained, and adapters merged into theirs.

import type { TensorValues } from '../domain/tensorValues';
import { merged } from './lora';
import type { EncoderTensor } from './tensors';

/** Tensors by Hone's names, each made when asked: all of a model at once would be another copy of it. */
export type LazyTensors = Map<string, Pick<EncoderTensor, 'shape' | 'values'>>;

/**
 * The encoder's tensors that a run changed, by Hone's names, in single precision.
 *
 * @param loraScale alpha / rank of the run's adapters
 */
export function changedTensors(
  base: ReadonlyMap<string, EncoderTensor>,
  trained: TensorValues,
  loraScale: number,
): LazyTensors {
  const changed: LazyTensors = new Map();
  for (const [name, tensor] of base) {
    const { shape } = tensor;
    const own = trained.get(name);
    if (own) {
      changed.set(name, { shape, values: () => own.values });
      continue;
    }
    const stem = name.replace(/\.weight$/, '');
    const [down, up] = ['down', 'up'].map((part) => trained.get(`${stem}.adapter.${part}`));
    if (!down || !up) continue;
    const [inputs = 0, outputs = 0] = shape;
    const size = { inputs, outputs, scale: loraScale };
    const values = () => merged(tensor.values(), down.values, up.values, size);
    changed.set(name, { shape, values });
  }
  return changed;
}

/** The encoder's tensors with what a run changed in the place of the base model's. */
export function withChanged(
  base: ReadonlyMap<string, EncoderTensor>,
  changed: LazyTensors,
): Map<string, EncoderTensor> {
  return new Map(
    [...base].map(([name, tensor]) => {
      const own = changed.get(name);
      if (!own) return [name, tensor];
      const [, width = 1] = own.shape;
      const rows = (indices: Int32Array) => rowsOf(own.values(), indices, width);
      const { shape, kind, layer } = tensor;
      return [name, { shape, kind, layer, values: own.values, ...(tensor.rows && { rows }) }];
    }),
  );
}

function rowsOf(values: Float32Array, indices: Int32Array, width: number): Float32Array<ArrayBuffer> {
  const rows = new Float32Array(indices.length * width);
  indices.forEach((row, at) => rows.set(values.subarray(row * width, (row + 1) * width), at * width));
  return rows;
}
