// A classifier that predicts and learns nothing, on a device.

import type { Problem } from '../domain/dataset';
import type { TensorValues } from '../domain/tensorValues';
import { packTexts, predicting } from '../encoder/batch';
import { Classifier } from '../encoder/classifier';
import { headSources } from '../encoder/classifierHead';
import type { EncoderConfig } from '../encoder/config';
import { hostWordsOf } from '../encoder/hostWords';
import type { Pooling } from '../encoder/pooling';
import { encoderSources, frozenScope } from '../encoder/scope';
import type { EncoderTensor } from '../encoder/tensors';
import type { Device } from '../tensor/device';
import { ParameterStore } from '../tensor/parameters';
import { meanOfWindows } from './textWindows';

/** What a classifier is made of. */
export interface ClassifierParts {
  config: EncoderConfig;
  tensors: Map<string, EncoderTensor>;
  head: TensorValues;
  classCount: number;
  problem: Problem;
  pooling: Pooling;
}

/** Room for a batch when a saved model classifies. */
const classifyingBatch = { tokens: 1024, texts: 64 };

/** Puts a classifier on a device, ready to predict. Whoever asked disposes it and its store. */
export async function frozenClassifier(
  device: Device,
  { config, tensors, head, classCount, problem, pooling }: ClassifierParts,
): Promise<Classifier> {
  const scope = frozenScope(config);
  const hostWords = hostWordsOf(tensors, device);
  const sources = encoderSources(tensors, scope, config, 0, hostWords !== null);
  for (const [name, source] of headSources(head)) sources.set(name, source);
  const store = new ParameterStore(device, sources);
  const shape = {
    ...{ config, classCount, problem, pooling, scope },
    largest: classifyingBatch,
    labelSmoothing: 0,
    wordsOnHost: hostWords !== null,
    trains: false,
  };
  const classifier = new Classifier(device, store, shape, hostWords);
  await classifier.preparePrediction({ kind: 'ids' });
  return classifier;
}

/** A text's logits: the mean of its windows', given as token ids. */
export async function logitsOfText(
  classifier: Classifier,
  windows: number[][],
): Promise<Float32Array<ArrayBuffer>> {
  const ofWindows: number[] = [];
  // One after another: together they may be more than a batch holds.
  for (const ids of windows) {
    const offsets = Uint32Array.of(0, ids.length);
    const texts = { ids: Int32Array.from(ids), offsets, truncated: 0 };
    classifier.run('predict', { batch: packTexts(texts, Uint32Array.of(0)), state: predicting });
    ofWindows.push(...(await classifier.readLogits(1)));
  }
  const sameText = new Uint32Array(windows.length);
  return meanOfWindows(Float32Array.from(ofWindows), sameText, classifier.shape.classCount);
}

/** Logits of several texts, `[texts * classes]`. */
export async function logitsOfTexts(
  classifier: Classifier,
  texts: number[][][],
): Promise<Float32Array<ArrayBuffer>> {
  const logits: number[] = [];
  for (const windows of texts) logits.push(...(await logitsOfText(classifier, windows)));
  return Float32Array.from(logits);
}
