// A classifier that predicts and learns nothing, on a device.

import type { TaskType } from '../../domain/dataset';
import type { TensorValues } from '../../domain/tensorValues';
import { Classifier } from '../../encoder/classifier';
import { headSources } from '../../encoder/classifierHead';
import type { EncoderConfig } from '../../encoder/config';
import { hostWordsOf } from '../../encoder/hostWords';
import type { Pooling } from '../../encoder/pooling';
import { encoderSources, frozenScope } from '../../encoder/scope';
import type { EncoderTensor } from '../../encoder/tensors';
import type { Device } from '../../tensor/device';
import { ParameterStore } from '../../tensor/parameters';
import { packWindows, readWindows, type WindowReading } from './readWindows';
import { meanOfWindows } from '../train/textWindows';

/** What a classifier is made of. */
export interface ClassifierParts {
  config: EncoderConfig;
  tensors: Map<string, EncoderTensor>;
  head: TensorValues;
  classCount: number;
  task: TaskType;
  pooling: Pooling;
}

/** Room for a batch when a saved model classifies. */
const classifyingBatch = { tokens: 1024, texts: 64 };

/** Puts a classifier on a device, ready to predict. Whoever asked disposes it and its store. */
export async function frozenClassifier(
  device: Device,
  { config, tensors, head, classCount, task, pooling }: ClassifierParts,
): Promise<Classifier> {
  const scope = frozenScope(config);
  const hostWords = hostWordsOf(tensors, device);
  const sources = encoderSources(tensors, scope, config, 0, hostWords !== null);
  for (const [name, source] of headSources(head)) sources.set(name, source);
  const store = new ParameterStore(device, sources);
  const shape = {
    ...{ config, classCount, task, pooling, scope },
    largest: classifyingBatch,
    labelSmoothing: 0,
    wordsOnHost: hostWords !== null,
    trains: false,
  };
  const classifier = new Classifier(device, store, shape, hostWords);
  await classifier.preparePrediction({ kind: 'ids' });
  return classifier;
}

/**
 * Logits of texts, given as the token ids of their windows, `[texts * classes]`. They go through the model together: a short
 * text alone takes nearly as long as a batch, since all weights pass through the processor for it.
 *
 * @throws AbortError when stopped
 */
export async function logitsOfTexts(
  classifier: Classifier,
  texts: number[][][],
  control: WindowReading['control'],
): Promise<Float32Array<ArrayBuffer>> {
  const windows = texts.flat();
  const which = Uint32Array.from(windows.keys());
  const { logits } = await readWindows({ classifier, control }, packWindows(windows), which);
  const textOf = texts.flatMap((own, text) => own.map(() => text));
  return meanOfWindows(logits, Uint32Array.from(textOf), classifier.shape.classCount);
}
