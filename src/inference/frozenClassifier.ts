// A classifier that predicts and learns nothing, on a device.

import type { TaskType } from '../domain/task';
import type { TensorValues } from '../domain/tensorValues';
import { Classifier } from '../encoder/classifier';
import { headSources } from '../encoder/classifierHead';
import type { EncoderConfig } from '../encoder/architectures/architecture';
import { hostWordsOf } from '../encoder/hostWords';
import type { Pooling } from '../domain/pooling';
import { encoderSources, frozenScope } from '../encoder/scope';
import type { EncoderTensor } from '../encoder/tensors';
import type { Device, RunSize } from '../tensor/device';
import { ParameterStore } from '../tensor/parameters';

/** What a classifier is made of. */
export interface ClassifierParts {
  config: EncoderConfig;
  tensors: Map<string, EncoderTensor>;
  head: TensorValues;
  classCount: number;
  task: TaskType;
  pooling: Pooling;
  /** Tokens of the longest text that it will read. */
  longest: number;
  /** Room for a batch; it grows where the longest text needs more. */
  largest?: RunSize;
}

const usualBatch: RunSize = { tokens: 1024, texts: 64 };

/**
 * Puts a classifier on a device, ready to predict. Whoever asked disposes it and its store.
 *
 * @throws Failure `OutOfMemory`
 */
export async function frozenClassifier(
  device: Device,
  { config, tensors, head, classCount, task, pooling, longest, largest = usualBatch }: ClassifierParts,
): Promise<Classifier> {
  const scope = frozenScope(config);
  const hostWords = hostWordsOf(tensors, device);
  const sources = encoderSources(tensors, scope, config, 0, hostWords !== null);
  for (const [name, source] of headSources(head)) sources.set(name, source);
  const store = new ParameterStore(device, sources);
  const shape = {
    config,
    classCount,
    task,
    pooling,
    scope,
    largest: { ...largest, tokens: Math.max(largest.tokens, longest) },
    labelSmoothing: 0,
    wordsOnHost: hostWords !== null,
    trains: false,
  };
  try {
    const classifier = new Classifier(device, store, shape, hostWords);
    await classifier.preparePrediction({ kind: 'ids' });
    return classifier;
  } catch (error) {
    store.dispose();
    throw error;
  }
}
