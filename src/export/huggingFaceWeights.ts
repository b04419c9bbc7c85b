// model.safetensors of an exported classifier.

import type { TensorValues } from '../domain/tensorValues';
import { headTensors } from '../encoder/classifierHead';
import type { EncoderConfig } from '../encoder/architectures/architecture';
import type { Pooling } from '../domain/pooling';
import { poolingLayerTensors } from '../encoder/pooling';
import { bareName, encoderTensorNames, huggingFaceTensors } from '../encoder/tensors';
import type { LazyTensors } from '../encoder/trainedTensors';
import { Failure } from '../domain/failures';
import { singleToHalf } from '../tensor/halfPrecision';
import { lazyTensor, toFloat32, type StoredTensor } from '../tensor/safetensors';

/**
 * All tensors of the classifier by the names that Hugging Face's classes expect: the base encoder as it is
 * stored (its own bytes, so nothing is rounded; 8 bits in single precision), what training changed in it, the pooling layer, the trained head.
 *
 * @param changed tensors of the encoder that training changed, by Hone's names
 */
export function classifierTensors(...parts: Parameters<typeof storedTensors>): Map<string, StoredTensor> {
  return new Map([...storedTensors(...parts)].map(([name, tensor]) => [name, unpacked(tensor)]));
}

/** The same, 8 bits as they are stored, beside their scales. */
export function storedTensors(
  base: Map<string, StoredTensor>,
  config: EncoderConfig,
  head: TensorValues,
  changed: LazyTensors,
  pooling: Pooling,
): Map<string, StoredTensor> {
  const { architecture } = config;
  const tensors = new Map<string, StoredTensor>();
  const prefixed = (name: string) => `${architecture.prefix}.${name}`;
  // Old poolers and heads of other tasks are left behind.
  const encoder = new Set(encoderTensorNames(config));
  for (const [name, tensor] of base) {
    const bare = bareName(name, architecture);
    if (encoder.has(bare)) tensors.set(prefixed(bare), tensor);
  }
  for (const [name, tensor] of huggingFaceTensors(changed, config)) {
    tensors.set(prefixed(name), tensor);
  }
  const added = pooling === 'firstAndMean' ? poolingLayerTensors(config) : [];
  for (const [name, tensor] of added) tensors.set(prefixed(name), tensor);
  for (const [name, tensor] of headTensors(head, architecture)) tensors.set(name, tensor);
  return tensors;
}

/** transformers reads no 8 bits without a library of their own. */
function unpacked(tensor: StoredTensor): StoredTensor {
  return tensor.scales ? lazyTensor(tensor.shape, () => toFloat32(tensor)) : tensor;
}

/** The largest number of half precision. */
const largestHalf = 65504;

/**
 * The same tensors in half precision, each made when its bytes are read.
 *
 * @throws Failure `CannotExport` (on reading) where a value is too large for it
 */
export function inHalfPrecision(tensors: ReadonlyMap<string, StoredTensor>): Map<string, StoredTensor> {
  return new Map([...tensors].map(([name, tensor]) => [name, asHalf(name, tensor)]));
}

/** A tensor in half precision. @throws Failure `CannotExport` (on reading) where a value is too large for it */
export function asHalf(name: string, tensor: StoredTensor): StoredTensor {
  if (tensor.type === 'F16') return tensor;
  return {
    type: 'F16',
    shape: tensor.shape,
    get bytes() {
      const values = toFloat32(tensor);
      for (const value of values) {
        if (Math.abs(value) <= largestHalf) continue;
        throw new Failure(
          'CannotExport',
          `Half precision ends at 65,504, and the weight “${name}” has ${value.toPrecision(3)}. Choose single precision.`,
        );
      }
      return new Uint8Array(singleToHalf(values).buffer);
    },
  };
}
