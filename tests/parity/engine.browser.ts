// The engine on the devices that users have, in real Chromium, against transformers and PyTorch.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import bertConfig from '../fixtures/bert/config.json';
import bertExpected from '../fixtures/bert/expected.json';
import bertWeights from '../fixtures/bert/model.safetensors?url';
import distilbertConfig from '../fixtures/distilbert/config.json';
import distilbertExpected from '../fixtures/distilbert/expected.json';
import distilbertWeights from '../fixtures/distilbert/model.safetensors?url';
import e5 from '../fixtures/e5-small-v2/parity.json';
import contrastive from '../fixtures/contrastive.json';
import miniLm from '../fixtures/minilm/parity.json';
import pooledFirstToken from '../fixtures/pooled-first-token.json';
import modernbertConfig from '../fixtures/modernbert/config.json';
import modernbertExpected from '../fixtures/modernbert/expected.json';
import modernbertWeights from '../fixtures/modernbert/model.safetensors?url';
import robertaConfig from '../fixtures/roberta/config.json';
import robertaExpected from '../fixtures/roberta/expected.json';
import robertaWeights from '../fixtures/roberta/model.safetensors?url';
import { packTexts } from '../../src/encoder/batch';
import type { Classifier } from '../../src/encoder/classifier';
import type { Device } from '../../src/tensor/device';
import { startDevice, type StartedDevice } from '../../src/tensor/startDevice';
import { describeContrastiveParity } from '../support/contrastiveParity';
import { describeParity } from '../support/engineParity';
import { decode, fixtureState, largestGap, parityFixture } from '../support/parityFixture';
import { gapOfHiddenStates, packedItems, shippedClassifier } from '../support/shippedModels';

/** LayerNorm(first token + 100 · mean), made by tools/fixtures/make_pooling_reference.py with a BertModel. */
const pooledByTorch = new Map(
  pooledFirstToken.items.map(({ index, values }) => [
    index,
    decode({ shape: [pooledFirstToken.hiddenSize], f32: values }),
  ]),
);

const bytes = async (url: string) => (await fetch(url)).arrayBuffer();

const fixtures = [
  ['bert', parityFixture(bertConfig, await bytes(bertWeights), bertExpected)],
  ['distilbert', parityFixture(distilbertConfig, await bytes(distilbertWeights), distilbertExpected)],
  ['roberta', parityFixture(robertaConfig, await bytes(robertaWeights), robertaExpected)],
  ['modernbert', parityFixture(modernbertConfig, await bytes(modernbertWeights), modernbertExpected)],
] as const;

/** A model as it comes with the app. */
async function shippedOn(device: Device, model: string): Promise<Classifier> {
  const json: unknown = await (await fetch(`/models/${model}/config.json`)).json();
  return shippedClassifier(device, json, await bytes(`/models/${model}/model.safetensors`));
}

describe.each(['wasm', 'webgpu'] as const)('%s', (kind) => {
  let started: StartedDevice;
  beforeAll(async () => {
    started = await startDevice(kind);
    expect(started.compute.kind).toBe(kind);
  });
  afterAll(() => started.dispose());

  for (const [name, fixture] of fixtures) describeParity(name, fixture, () => started.device);
  describeContrastiveParity(fixtures[0][1], contrastive, () => started.device);

  describe('all-MiniLM-L6-v2', () => {
    let classifier: Classifier;
    beforeAll(async () => {
      classifier = await shippedOn(started.device, 'all-MiniLM-L6-v2');
      await classifier.preparePooling({ kind: 'ids' });
    });
    afterAll(() => {
      classifier.dispose();
      classifier.store.dispose();
    });

    // The software adapter is slow: on it, the texts of up to 40 tokens.
    const items = miniLm.items.map((item, index) => ({ ...item, index })).filter(({ n }) => kind === 'wasm' || n <= 40);
    const texts = packedItems(items);
    const pooledOf = async (which: number[]) => {
      const batch = packTexts(texts, Uint32Array.from(which));
      classifier.run('pool', { batch, state: fixtureState });
      return classifier.readPooled(which.length);
    };

    test('pooled states to 1e-4 of PyTorch’s on the same weights', async () => {
      for (let start = 0; start < items.length; start += 4) {
        const some = items.slice(start, start + 4);
        const pooled = await pooledOf(some.map((_, row) => start + row));
        some.forEach(({ index, embedding }, row) => {
          const width = embedding.length;
          const own = pooled.subarray(row * width, (row + 1) * width);
          const wanted = pooledByTorch.get(index) ?? new Float32Array();
          expect(largestGap(own, wanted), `text ${index}`).toBeLessThan(1e-4);
        });
      }
    });

    test('a text gives the same pooled state alone and beside a longer one, to 1e-5', async () => {
      const alone = await pooledOf([0]);
      const together = (await pooledOf([0, 1])).subarray(0, alone.length);
      expect(largestGap(alone, together)).toBeLessThan(1e-5);
    });
  });

  test('e5-small-v2: hidden states to 1e-4 of PyTorch’s on the same weights', async () => {
    const classifier = await shippedOn(started.device, 'e5-small-v2');
    await classifier.preparePooling({ kind: 'ids' });
    // The software adapter is slow: on it, the shortest.
    const items = e5.items.filter(({ n }) => kind === 'wasm' || n <= 12);
    for (const item of items) {
      expect(await gapOfHiddenStates(classifier, item), item.text).toBeLessThan(1e-4);
    }
    classifier.dispose();
    classifier.store.dispose();
  });
});
