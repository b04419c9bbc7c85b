// a model's sizes → whether it fits the device, before any of it is here.

import type { ModelFit } from '../../domain/baseModel';
import type { CatalogueModel } from '../../domain/catalogue';
import { architectures } from '../../encoder/architectures/architectures';
import { takeActivations } from '../../encoder/activations';
import { frozenScope } from '../../encoder/scope';
import type { Device } from '../../tensor/device';
import { MemoryEstimate } from '../../tensor/allocations';

/** The smallest batch that training goes down to (planRun.ts). */
const smallestBatch = { tokens: 128, texts: 512 };

/** What training the head takes at least: weights and one small batch. */
export function fitModel(
  device: Pick<Device, 'largestAllocation' | 'freeElements'>,
  { parameters, sizes, eightBits }: Pick<CatalogueModel, 'parameters' | 'sizes' | 'eightBits'>,
): ModelFit {
  const config = {
    ...sizes,
    architecture: architectures[sizes.architecture],
    headCount: Math.max(1, sizes.hiddenSize / 64),
    maxPositions: 512,
    firstPosition: 0,
    layerNormEpsilon: 1e-12,
    typeCount: 0,
    headReads: 'first' as const,
    dropout: { embeddings: 0, hidden: 0, attention: 0, classifier: 0 },
  };
  const perElement = eightBits ? 4 : 1;
  const words = (sizes.vocabularySize * sizes.hiddenSize) / perElement;
  const wordsOnHost = words > device.largestAllocation;
  const memory = new MemoryEstimate();
  takeActivations(memory, {
    config,
    classCount: 2,
    task: 'singleLabel',
    pooling: config.architecture.pooling,
    scope: frozenScope(config),
    largest: smallestBatch,
    labelSmoothing: 0,
    wordsOnHost,
    trains: true,
  });
  const elements = memory.elements + parameters / perElement - (wordsOnHost ? words : 0);
  return { bytes: elements * 4, freeBytes: device.freeElements * 4, wordsOnHost };
}
