// The engine on the devices that users have, in real Chromium, against transformers and PyTorch.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import bertConfig from '../fixtures/bert/config.json';
import bertExpected from '../fixtures/bert/expected.json';
import bertWeights from '../fixtures/bert/model.safetensors?url';
import distilbertConfig from '../fixtures/distilbert/config.json';
import distilbertExpected from '../fixtures/distilbert/expected.json';
import distilbertWeights from '../fixtures/distilbert/model.safetensors?url';
import miniLm from '../fixtures/minilm/parity.json';
import pooledFirstToken from '../fixtures/pooled-first-token.json';
import robertaConfig from '../fixtures/roberta/config.json';
import robertaExpected from '../fixtures/roberta/expected.json';
import robertaWeights from '../fixtures/roberta/model.safetensors?url';
import { packTexts } from '../../src/encoder/batch';
import { Classifier } from '../../src/encoder/classifier';
import { headSources, initialHead } from '../../src/encoder/classifierHead';
import { readEncoderConfig } from '../../src/encoder/config';
import { encoderSources, frozenScope } from '../../src/encoder/scope';
import { encoderTensors } from '../../src/encoder/tensors';
import type { Device } from '../../src/tensor/device';
import { ParameterStore } from '../../src/tensor/parameters';
import { readSafetensors } from '../../src/tensor/safetensors';
import { startDevice, type StartedDevice } from '../../src/tensor/startDevice';
import { describeParity } from '../support/engineParity';
import { decode, fixtureState, largestGap, parityFixture } from '../support/parityFixture';

/** LayerNorm(first token + 100 · mean), made by tools/fixtures/make_pooling_reference.py with a BertModel. */
const pooledByTorch = new Map(
  pooledFirstToken.items.map(({ index, values }) => [
    index,
    decode({ shape: [pooledFirstToken.hiddenSize], f32: values }),
  ]),
);

const bytes = async (url: string) => (await fetch(url)).arrayBuffer();
const models = '/models/all-MiniLM-L6-v2';

const fixtures = [
  ['bert', parityFixture(bertConfig, await bytes(bertWeights), bertExpected)],
  ['distilbert', parityFixture(distilbertConfig, await bytes(distilbertWeights), distilbertExpected)],
  ['roberta', parityFixture(robertaConfig, await bytes(robertaWeights), robertaExpected)],
] as const;

/** all-MiniLM-L6-v2 as it comes with the app, on a device, with a head of two classes. */
async function miniLmOn(device: Device): Promise<Classifier> {
  const json: unknown = await (await fetch(`${models}/config.json`)).json();
  const config = readEncoderConfig(json);
  const file = readSafetensors(await bytes(`${models}/model.safetensors`));
  const scope = frozenScope(config);
  const sources = encoderSources(encoderTensors(file, config), scope, config, 0);
  const head = initialHead(new Float32Array(config.hiddenSize), 2);
  for (const [name, source] of headSources(head)) sources.set(name, source);
  const shape = {
    config,
    classCount: 2,
    task: 'singleLabel',
    pooling: 'firstAndMean',
    scope,
  } as const;
  const largest = { tokens: 1024, texts: 32 };
  return new Classifier(device, new ParameterStore(device, sources), {
    ...shape,
    largest,
    labelSmoothing: 0,
    trains: false,
  });
}

describe.each(['wasm', 'webgpu'] as const)('%s', (kind) => {
  let started: StartedDevice;
  beforeAll(async () => {
    started = await startDevice(kind);
    expect(started.compute.kind).toBe(kind);
  });
  afterAll(() => started.dispose());

  for (const [name, fixture] of fixtures) describeParity(name, fixture, () => started.device);

  describe('all-MiniLM-L6-v2', () => {
    let classifier: Classifier;
    beforeAll(async () => {
      classifier = await miniLmOn(started.device);
      await classifier.preparePooling({ kind: 'ids' });
    });
    afterAll(() => {
      classifier.dispose();
      classifier.store.dispose();
    });

    // The software adapter is slow: on it, the texts of up to 40 tokens.
    const items = miniLm.items.map((item, index) => ({ ...item, index })).filter(({ n }) => kind === 'wasm' || n <= 40);
    const ids = Int32Array.from(items.flatMap(({ input_ids }) => input_ids));
    const offsets = new Uint32Array(items.length + 1);
    items.forEach(({ n }, index) => (offsets[index + 1] = (offsets[index] ?? 0) + n));
    const texts = { ids, offsets, truncated: 0 };
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
});
