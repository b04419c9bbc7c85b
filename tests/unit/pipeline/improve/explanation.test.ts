// Windows through a trained model on WebAssembly: the word that decides is found, and near rows have the same label.

import { expect, test } from 'vitest';
import { EncodingTable, unitRows } from '../../../../src/analysis/encodingTable';
import { nearestTo } from '../../../../src/analysis/nearest';
import { attributionsOf } from '../../../../src/evaluation/attributions';
import { breathe } from '../../../../src/jobs/breathe';
import { logitsOfExamples, pooledStatesOfExamples } from '../../../../src/inference/examples';
import { packWindows } from '../../../../src/inference/windows';
import { examplesOf } from '../../../../src/pipeline/train/trainingExamples';
import { createWasmDevice } from '../../../../src/tensor/wasm/wasmDevice';
import { tinyBaseModel, tinyMultiLabelSet, tinyRecipe, tinySet } from '../../../support/tinyTask';
import { trainingRun } from '../../../support/trainingRun';

const device = await createWasmDevice();
const base = tinyBaseModel();
const allOf = (count: number) => Uint32Array.from({ length: count }, (_, index) => index);

// Of two classes a model may learn one and take the other for what is left; a label of several needs its own token.
test('the token that gives a label attributions most towards it', async () => {
  const { set, texts } = tinyMultiLabelSet(200);
  const inputs = { device, base, set, texts, recipe: tinyRecipe({ epochs: 12, seed: 2 }) };
  await trainingRun(inputs, {
    change: ({ shape }) => (shape.largest = { tokens: 256, texts: 64 }),
    async finish(classifier) {
      await classifier.preparePrediction({ kind: 'ids' });
      let seen = 0;
      for (const text of examplesOf(set, 'test')) {
        const ids = Array.from(texts.ids.subarray(texts.offsets[text], texts.offsets[text + 1]));
        const windows = [ids, ...ids.map((_, left) => ids.filter((__, at) => at !== left))];
        const inputs = { texts: packWindows([windows]), cache: 'none' } as const;
        const logits = await logitsOfExamples(classifier, inputs, allOf(windows.length));
        const { attributions } = attributionsOf(logits, 2, 'multiLabel');
        for (const label of [0, 1]) {
          if (set.targets[2 * text + label] !== 1) continue;
          const own = ids.map((_, part) => attributions[part * 2 + label] ?? 0);
          expect(ids[own.indexOf(Math.max(...own))]).toBe(100 + label);
          seen++;
        }
      }
      expect(seen).toBeGreaterThan(15);
    },
  });
});

test('near rows have the same label', async () => {
  const { set, texts } = tinySet(120);
  const inputs = { device, base, set, texts, recipe: tinyRecipe({ seed: 4, epochs: 10 }) };
  await trainingRun(inputs, {
    change: ({ shape }) => (shape.largest = { tokens: 256, texts: 64 }),
    async finish(classifier, examples) {
      await classifier.preparePrediction({ kind: 'ids' });
      const [test, train] = [examplesOf(set, 'test'), examplesOf(set, 'train')];
      const inputs = { ...examples, cache: 'none' } as const;
      const known = await pooledStatesOfExamples(classifier, inputs, train);
      const width = known.length / train.length;
      const table = new EncodingTable(device, width, train.length);
      table.add(known);
      const nearestOf = (pooled: Float32Array, index: number) => {
        const row = unitRows(pooled.subarray(index * width, (index + 1) * width), width);
        return table.use(async (rows) => (await nearestTo(rows, row, 5))[0]);
      };
      const asked = await pooledStatesOfExamples(classifier, inputs, test);
      let alike = 0;
      for (const [index, text] of test.entries()) {
        const first = await nearestOf(asked, index);
        if (set.labelIds[train[first?.row ?? 0] ?? 0] === set.labelIds[text]) alike++;
      }
      expect(alike / test.length).toBeGreaterThan(0.8);
      // A row is its own nearest.
      const itself = await nearestOf(known, 7);
      expect(itself?.row).toBe(7);
      expect(itself?.similarity).toBeCloseTo(1, 3);
      table.dispose();
    },
  });
});

test('a question can be stopped between two batches', async () => {
  const { set, texts } = tinySet();
  const inputs = { device, base, set, texts, recipe: tinyRecipe({ epochs: 1 }) };
  await trainingRun(inputs, {
    change: ({ shape }) => (shape.largest = { tokens: 16, texts: 1 }),
    async finish(classifier) {
      await classifier.preparePrediction({ kind: 'ids' });
      const stopping = new AbortController();
      let done = 0;
      const onDone = (windows: number) => {
        done = windows;
        if (windows === 3) stopping.abort();
      };
      const listening = { breathe: () => breathe(stopping.signal), onDone };
      const inputs = { texts, cache: 'none' } as const;
      await expect(logitsOfExamples(classifier, inputs, examplesOf(set, 'train'), listening)).rejects.toMatchObject({
        name: 'AbortError',
      });
      expect(done).toBe(3);
    },
  });
});
