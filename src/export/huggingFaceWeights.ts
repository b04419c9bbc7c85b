// model.safetensors of an exported classifier.

import type { TensorValues } from '../domain/tensorValues';
import { headTensors } from '../encoder/classifierHead';
import type { EncoderConfig } from '../encoder/config';
import { poolingLayerTensors, type Pooling } from '../encoder/pooling';
import { huggingFaceTensors } from '../encoder/tensors';
import type { LazyTensors } from '../encoder/trainedTensors';
import type { StoredTensor } from '../tensor/safetensors';

/**
 * All tensors of the classifier by the names that Hugging Face's classes expect: the base encoder as it is
 * stored (its own bytes, so nothing is rounded), what training changed in it, the pooling layer, the trained head.
 *
 * @param changed tensors of the encoder that training changed, by Hone's names
 */
export function classifierTensors(
  base: Map<string, StoredTensor>,
  config: EncoderConfig,
  head: TensorValues,
  changed: LazyTensors,
  pooling: Pooling,
): Map<string, StoredTensor> {
  const { architecture } = config;
  const tensors = new Map<string, StoredTensor>();
  const prefixed = (name: string) =>
    name.startsWith(`${architecture}.`) ? name : `${architecture}.${name}`;
  for (const [name, tensor] of base) {
    if (isEncoderTensor(name)) tensors.set(prefixed(name), tensor);
  }
  for (const [name, tensor] of huggingFaceTensors(changed, config)) {
    tensors.set(prefixed(name), tensor);
  }
  const added = pooling === 'firstAndMean' ? poolingLayerTensors(config) : [];
  for (const [name, tensor] of added) tensors.set(prefixed(name), tensor);
  for (const [name, tensor] of headTensors(head, architecture)) tensors.set(name, tensor);
  return tensors;
}

/** Whether a tensor belongs to embeddings or layers: old poolers and language-model heads are left behind. */
function isEncoderTensor(name: string): boolean {
  return /(^|\.)(embeddings|encoder|transformer)\./.test(name) && !name.endsWith('position_ids');
}
