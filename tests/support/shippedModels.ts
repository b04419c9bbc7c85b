// The models that come with the app, on a device, beside what PyTorch made of them.

import { packTexts } from '../../src/encoder/batch';
import { checkpointTensors } from '../../src/encoder/checkpoint';
import { Classifier } from '../../src/encoder/classifier';
import { headSources, initialHead } from '../../src/encoder/classifierHead';
import { readEncoderConfig } from '../../src/encoder/config';
import { encoderSources, frozenScope } from '../../src/encoder/scope';
import { encoderTensors } from '../../src/encoder/tensors';
import type { Device } from '../../src/tensor/device';
import { ParameterStore } from '../../src/tensor/parameters';
import { readSafetensors } from '../../src/tensor/safetensors';
import { fixtureState, largestGap } from './parityFixture';

/** A model with a head of two classes. @param json its config.json */
export function shippedClassifier(device: Device, json: unknown, weights: ArrayBuffer): Classifier {
  const config = readEncoderConfig(json);
  const scope = frozenScope(config);
  const tensors = encoderTensors(checkpointTensors(readSafetensors(weights)), config);
  const sources = encoderSources(tensors, scope, config, 0);
  const head = initialHead(new Float32Array(config.hiddenSize), 2, config.architecture);
  for (const [name, source] of headSources(head)) sources.set(name, source);
  return new Classifier(device, new ParameterStore(device, sources), {
    config,
    classCount: 2,
    task: 'singleLabel',
    pooling: 'firstAndMean',
    scope,
    largest: { tokens: 1024, texts: 32 },
    labelSmoothing: 0,
    trains: false,
  });
}

/** Some texts' token ids, one after another. */
export function packedItems(items: readonly { input_ids: number[]; n: number }[]) {
  const ids = Int32Array.from(items.flatMap(({ input_ids }) => input_ids));
  const offsets = new Uint32Array(items.length + 1);
  items.forEach(({ n }, index) => (offsets[index + 1] = (offsets[index] ?? 0) + n));
  return { ids, offsets, truncated: 0 };
}

/** A text of a fixture: the mean of its last hidden states, and the first values of the first token's. */
interface HiddenStates {
  input_ids: number[];
  n: number;
  embedding: number[];
  cls: number[];
}

/** How far a text's last hidden states are from the fixture's. The classifier has prepared pooling. */
export async function gapOfHiddenStates(classifier: Classifier, item: HiddenStates): Promise<number> {
  const { n, embedding, cls } = item;
  const batch = packTexts(packedItems([item]), Uint32Array.of(0));
  classifier.run('pool', { batch, state: fixtureState });
  const last = (await classifier.readHiddenStates(n)).at(-1) ?? new Float32Array();
  const mean = embedding.map((_, i) => {
    const values = Array.from({ length: n }, (_own, token) => last[token * embedding.length + i] ?? NaN);
    return values.reduce((sum, value) => sum + value, 0) / n;
  });
  return Math.max(largestGap(mean, embedding), largestGap(last.subarray(0, cls.length), cls));
}
