// A word table beyond the device's largest binding: the same numbers as with the table on the device.

import { expect, test } from 'vitest';
import type { Device } from '../../../../src/tensor/device';
import { createWasmDevice } from '../../../../src/tensor/wasm/wasmDevice';
import { logitsOfExamples } from '../../../../src/inference/examples';
import { tinyBaseModel, tinyRecipe, tinySet } from '../../../support/tinyTask';
import { trainingRun } from '../../../support/trainingRun';

const device = await createWasmDevice();
/** The tiny model's word table has 32,000 elements. */
const limited = Object.create(device, { largestAllocation: { value: 31_999 } }) as Device;
const base = tinyBaseModel(0);
const { set, texts } = tinySet();

test.each(['head', 'topLayers', 'whole'] as const)('%s: the same logits', async (depth) => {
  const recipe = tinyRecipe({ depth, method: 'lora', epochs: 2, topLayers: 1 });
  const logitsOn = async (own: Device) => {
    let logits = new Float32Array();
    let hosted = false;
    await trainingRun(
      { device: own, base, set, texts, recipe },
      {
        change: ({ shape }) => (hosted = shape.wordsOnHost ?? false),
        async finish(classifier, examples) {
          logits = await logitsOfExamples(classifier, examples, Uint32Array.from(set.rows.keys()));
        },
      },
    );
    return { logits: [...logits], hosted };
  };
  const [whole, apart] = [await logitsOn(device), await logitsOn(limited)];
  expect([whole.hosted, apart.hosted]).toEqual([false, true]);
  expect(apart.logits).toEqual(whole.logits);
});

test('every weight: the embeddings stay as they are, and it is said', async () => {
  const recipe = tinyRecipe({ depth: 'whole', method: 'full', epochs: 1 });
  let notes: string[] = [];
  await trainingRun({ device: limited, base, set, texts, recipe }, { change: (plan) => (notes = plan.notes) });
  expect(notes).toEqual(['The embeddings stay as they are: their table is too large for this device.']);
});
