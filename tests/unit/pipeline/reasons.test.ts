// Windows through a trained model on WebAssembly: the word that decides is found, and near rows are of its class.

import { expect, test } from 'vitest';
import { VectorTable } from '../../../src/evaluation/nearest';
import { pushesOf } from '../../../src/evaluation/pushes';
import { JobControl } from '../../../src/pipeline/jobControl';
import { meanOfRows, packWindows, readWindows } from '../../../src/pipeline/readWindows';
import { predictExamples } from '../../../src/pipeline/trainClassifier';
import { examplesOf } from '../../../src/pipeline/trainingExamples';
import { createWasmDevice } from '../../../src/tensor/wasm/wasmDevice';
import { tinyBaseModel, tinyRecipe, tinySet } from '../../support/tinyTask';
import { trainingRun } from '../../support/trainingRun';

const device = await createWasmDevice();
const { set, texts } = tinySet();
const control = new JobControl();
const idsOf = (text: number) =>
  Array.from(texts.ids.subarray(texts.offsets[text], texts.offsets[text + 1]));

test('the token that decides pushes most, and the nearest rows have its class', async () => {
  const inputs = {
    device,
    base: tinyBaseModel(),
    set,
    texts,
    recipe: tinyRecipe({ seed: 4, epochs: 12 }),
  };
  await trainingRun(inputs, {
    change: ({ shape }) => (shape.largest = { tokens: 256, texts: 64 }),
    async finish(classifier, examples) {
      await classifier.preparePrediction({ kind: 'ids' });
      const test = examplesOf(set, 'test');
      const train = examplesOf(set, 'train');
      const read = { classifier, control };
      const known = await readWindows(read, texts, train);
      // The same logits as where a model is judged, in whatever batches.
      const judged = await predictExamples(classifier, { ...examples, cache: 'none' }, train);
      known.logits.forEach((logit, index) => expect(logit).toBeCloseTo(judged[index] ?? NaN, 4));

      const width = known.pooled.length / train.length;
      const table = new VectorTable(width, train.length);
      train.forEach((_, row) => table.add(known.pooled.subarray(row * width, (row + 1) * width)));
      for (const text of test) {
        const ids = idsOf(text);
        const label = set.labelIds[text] ?? 0;
        const windows = [ids, ...ids.map((_, left) => ids.filter((__, at) => at !== left))];
        const whole = await readWindows(
          read,
          packWindows(windows),
          Uint32Array.from(windows.keys()),
        );
        const { pushes } = pushesOf(whole.logits, 2, 'singleLabel');
        const own = ids.map((_, part) => pushes[part * 2 + label] ?? 0);
        expect(ids[own.indexOf(Math.max(...own))]).toBe(100 + label);
        const vector = meanOfRows(whole.pooled, [0], width);
        const near = table.nearest(vector, 5, () => false);
        const same = near.filter(({ row }) => set.labelIds[train[row] ?? 0] === label);
        expect(same.length).toBeGreaterThanOrEqual(4);
      }
    },
  });
});

test('a question can be stopped between two batches', async () => {
  const inputs = { device, base: tinyBaseModel(), set, texts, recipe: tinyRecipe({ epochs: 1 }) };
  await trainingRun(inputs, {
    change: ({ shape }) => (shape.largest = { tokens: 16, texts: 1 }),
    async finish(classifier) {
      await classifier.preparePrediction({ kind: 'ids' });
      const stopping = new JobControl();
      let done = 0;
      const onDone = (windows: number) => {
        done = windows;
        if (windows === 3) stopping.stop();
      };
      const reading = { classifier, control: stopping, onDone };
      await expect(readWindows(reading, texts, examplesOf(set, 'train'))).rejects.toMatchObject({
        name: 'AbortError',
      });
      expect(done).toBe(3);
    },
  });
});
