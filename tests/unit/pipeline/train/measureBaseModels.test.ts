// Base models measured on a sample of the training rows, with the fixture's tiny model on the processor.

import { expect, test } from 'vitest';
import { Failure } from '../../../../src/domain/failures';
import type { MeasurableModel } from '../../../../src/domain/modelMeasurement';
import type { Progress } from '../../../../src/domain/progress';
import type { ReadyEngine } from '../../../../src/pipeline/train/engine';
import {
  measureBaseModels,
  type FoundSoFar,
  type MeasuringOrder,
} from '../../../../src/pipeline/train/measureBaseModels';
import type { Tokenizer } from '../../../../src/tokenization/tokenizer';
import { createWasmDevice } from '../../../../src/tensor/wasm/wasmDevice';
import { tinyBaseModel, tinyRecipe, tinySet } from '../../../support/tinyTask';

const { signal } = new AbortController();
const { set, texts } = tinySet(120);
const model = (id: string, languages = ''): MeasurableModel => ({ id, name: `model ${id}`, languages });
const nothing = (): FoundSoFar => ({ measured: new Map(), failed: new Map() });
const german = 'Das ist ein ganz gewöhnlicher deutscher Satz, den ein Mensch sofort versteht';

/** A text is its row number, behind words; its tokens are those of the set. */
const tokenizer: Tokenizer = {
  vocabularySize: 1000,
  encode: () => new Int32Array(),
  encodeMarked: () => ({ ids: [], truncated: false }),
  windows(text) {
    const row = Number(text.split(' ').at(-1));
    return {
      windows: [[...texts.ids.subarray(texts.offsets[row], texts.offsets[row + 1])]],
      long: false,
      truncated: false,
    };
  },
};

async function orderOf(models: MeasurableModel[], words = ''): Promise<{ order: MeasuringOrder; ready: ReadyEngine }> {
  const device = await createWasmDevice();
  const compute = { kind: 'wasm', adapter: 'test' } as ReadyEngine['compute'];
  const ready = { device, compute, base: tinyBaseModel() };
  const order: MeasuringOrder = {
    set,
    recipe: tinyRecipe({ depth: 'whole' }),
    models,

    read: async function* (rows) {
      yield Array.from(rows, (row) => `${words} ${row}`);
    },
    tokenizers: { get: () => Promise.resolve(tokenizer) },
    prepare: () => Promise.resolve(ready),
    onProgress: () => {},
  };
  return { order, ready };
}

test('each model is measured on the training rows, and gives back what it took', async () => {
  const { order, ready } = await orderOf([model('one'), model('two')]);
  // The device keeps some room of its own from its first work on.
  await measureBaseModels(order, signal, nothing());
  const free = ready.device.freeElements;
  const progress: Progress[] = [];
  const onProgress = (own: Progress) => void progress.push(own);
  const found = await measureBaseModels({ ...order, onProgress }, signal, nothing());
  const train = set.splits.filter((split) => split === 0).length;
  expect(found).toMatchObject({ sampleRows: train, rows: 120, language: null, unread: [], tooLarge: [], missing: [] });
  expect(found.measured.map(({ id }) => id)).toEqual(['one', 'two']);
  const [one, two] = found.measured;
  // A random encoder tells something of the one token that tells the class; twice the same.
  expect(one?.accuracy).toBeGreaterThan(0.6);
  expect(two?.accuracy).toBe(one?.accuracy);
  expect(one?.seconds).toBeGreaterThan(0);
  expect(one?.bytes).toBeGreaterThan(1000);
  expect(progress[0]).toMatchObject({ job: 'Comparing', done: 0, total: 2, detail: 'model one' });
  expect(progress.at(-1)).toMatchObject({ job: 'Comparing', done: 2, total: 2 });
  expect(ready.device.freeElements).toBe(free);
});

test('of German texts a model that reads English only is left out and named', async () => {
  const { order } = await orderOf([model('english', 'English'), model('many', 'about 100 languages')], german);
  const found = await measureBaseModels(order, signal, nothing());
  expect(found).toMatchObject({ language: 'de', unread: ['model english'] });
  expect(found.measured.map(({ id }) => id)).toEqual(['many']);
});

test('what gave way goes on where it was; what does not fit is named', async () => {
  const { order, ready } = await orderOf([model('one'), model('large'), model('gone'), model('two')]);
  const found = nothing();
  const asked: string[] = [];
  const stop = new AbortController();
  const prepare: MeasuringOrder['prepare'] = ({ id }) => {
    asked.push(id);
    if (id === 'large') return Promise.reject(new Failure('OutOfMemory', 'Too large.'));
    if (id === 'gone') return Promise.reject(new Failure('ModelMissing', 'Gone.'));
    if (asked.length === 4) stop.abort();
    return Promise.resolve(ready);
  };
  await expect(measureBaseModels({ ...order, prepare }, stop.signal, found)).rejects.toMatchObject({
    name: 'AbortError',
  });
  const { measured, tooLarge, missing } = await measureBaseModels({ ...order, prepare }, signal, found);
  expect(asked).toEqual(['one', 'large', 'gone', 'two', 'two']);
  expect(measured.map(({ id }) => id)).toEqual(['one', 'two']);
  expect({ tooLarge, missing }).toEqual({ tooLarge: ['model large'], missing: ['model gone'] });
});
