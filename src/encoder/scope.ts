// What trains: the head alone, some layers from the top, or all of it; in full or by adapters.

import type { TensorSource } from '../tensor/parameters';
import type { LoraShape } from './lora';
import { initialLora } from './initialLora';
import type { EncoderConfig } from './architectures/architecture';
import { isReadInVectors, type EncoderTensor } from './tensors';

export interface TrainingScope {
  /** Layers from this one on train; the number of layers when only the head does. */
  firstLayer: number;
  /** Adapters on frozen weights; `null` to train the weights themselves. */
  adapters: LoraShape | null;
  /** Whether the embeddings train too: with the first layer, and not by adapters. */
  embeddings: boolean;
}

/** Nothing of the encoder trains. */
export function frozenScope({ layerCount }: EncoderConfig): TrainingScope {
  return { firstLayer: layerCount, adapters: null, embeddings: false };
}

/** The encoder's tensors to put on a device, marked as the scope trains them, adapters included; without the word table where it stays off the device. */
export function encoderSources(
  tensors: ReadonlyMap<string, EncoderTensor>,
  scope: TrainingScope,
  config: EncoderConfig,
  seed: number,
  wordsOnHost = false,
): Map<string, TensorSource> {
  const { firstLayer, adapters, embeddings } = scope;
  const sources = new Map<string, TensorSource>();
  for (const [name, { shape, values, eightBits, kind, layer }] of tensors) {
    if (wordsOnHost && name === 'embeddings.words') continue;
    const trains = layer === -1 ? embeddings : layer >= firstLayer && !adapters;
    const decays = kind === 'matrix' || kind === 'table';
    sources.set(name, {
      shape,
      values,
      mayBeHalves: isReadInVectors(kind, shape),
      ...(eightBits && { eightBits }),
      ...(trains && { training: { rateScale: 1, decays } }),
    });
  }
  if (!adapters) return sources;
  for (let layer = firstLayer; layer < config.layerCount; layer++) {
    for (const [name, source] of initialLora(layer, adapters, config, seed)) {
      sources.set(name, source);
    }
  }
  return sources;
}
