// More texts than pass through the thread's memory at a time: each one's pooled state lies in its own place.

import { expect, test } from 'vitest';
import { fillCache, takeCache } from '../../../../src/pipeline/train/encodeDataSet';
import { planRun } from '../../../../src/encoder/planRun';
import { cacheKind, trainableClassifier } from '../../../../src/pipeline/train/runTraining';
import { Allocations } from '../../../../src/tensor/allocations';
import { createWasmDevice } from '../../../../src/tensor/wasm/wasmDevice';
import { tinyBaseModel, tinyRecipe, tinySet } from '../../../support/tinyTask';

test('pooled states of 33,000 texts', async () => {
  const count = 33_000;
  const base = tinyBaseModel();
  const small = tinySet();
  const different = small.set.rows.length;
  // The same few texts again and again: each must get the same states wherever it stands.
  const ids: number[] = [];
  const offsets = new Uint32Array(count + 1);
  for (let text = 0; text < count; text++) {
    const own = text % different;
    ids.push(...small.texts.ids.subarray(small.texts.offsets[own], small.texts.offsets[own + 1]));
    offsets[text + 1] = ids.length;
  }
  const texts = { ids: Int32Array.from(ids), offsets, truncated: 0 };
  const set = { ...small.set, rows: new Uint32Array(count) };

  const device = await createWasmDevice();
  const recipe = tinyRecipe({ depth: 'head' });
  const plan = planRun(device, base.config, recipe, {
    tensors: base.tensors,
    classCount: 2,
    task: 'singleLabel' as const,
    tokens: ids.length,
    texts: count,
  });
  const classifier = trainableClassifier({ device, base }, plan, recipe);
  const examples = { set, texts, cache: cacheKind(plan), textOf: null };
  const memory = new Allocations(device);
  const { view, width } = takeCache(examples, memory, base.config.hiddenSize);
  if (!view) throw new Error('No cache was taken.');
  const done: number[] = [];
  const room = {
    device,
    memory,
    classifier,
    breathe: () => Promise.resolve(),
    onProgress: (progress: { done: number }) => void done.push(progress.done),
  };
  await fillCache(room, examples, view);
  const states = await device.read(view);
  const stateOf = (text: number) => states.subarray(text * width, (text + 1) * width);
  let farthest = 0;
  for (let text = different; text < count; text++) {
    const first = stateOf(text % different);
    stateOf(text).forEach((value, index) => {
      farthest = Math.max(farthest, Math.abs(value - (first[index] ?? NaN)));
    });
  }
  expect(farthest).toBeLessThan(1e-5);
  expect(stateOf(0).some((value) => value !== 0)).toBe(true);
  expect(done.toSorted((a, b) => a - b)).toEqual(done);
  expect(done.at(-1)).toBe(ids.length);
});
