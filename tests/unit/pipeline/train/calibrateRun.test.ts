// The temperature of a tiny run: what the stored head then computes is what was evaluated.

import { expect, test } from 'vitest';
import { mostProbable } from '../../../../src/tasks/singleLabel';
import { taskOf } from '../../../../src/tasks/taskOf';
import { calibrateRun } from '../../../../src/pipeline/train/calibrateRun';
import { Pause } from '../../../../src/jobs/pause';
import { runTraining } from '../../../../src/pipeline/train/runTraining';
import { logitsOfExamples } from '../../../../src/inference/examples';
import { examplesOf, targetsOf } from '../../../../src/pipeline/train/trainingExamples';
import { createWasmDevice } from '../../../../src/tensor/wasm/wasmDevice';
import { tinyBaseModel, tinyMultiLabelSet, tinyRecipe, tinySet } from '../../../support/tinyTask';
import { trainingRun } from '../../../support/trainingRun';

const device = await createWasmDevice();

function finishedRun({ set, texts }: ReturnType<typeof tinySet>) {
  return runTraining({
    ready: { compute: { kind: 'wasm', adapter: '', threads: 1, why: '' }, device, base: tinyBaseModel() },
    set,
    texts,
    recipe: tinyRecipe({ epochs: 2 }),
    pause: new Pause(new AbortController().signal),
    onProgress: () => {},
    onPoint: () => {},
    kept: null,
  });
}

for (const [kind, tiny] of [
  ['one label', tinySet(240)],
  ['several labels', tinyMultiLabelSet(240)],
] as const) {
  test(`is in the weights, with ${kind}`, async () => {
    const { set, texts } = tiny;
    const finished = await finishedRun(tiny);
    const calibrated = calibrateRun(finished, set);
    const { temperature, rows } = calibrated.calibration;
    expect(rows).toBe(examplesOf(set, 'validation').length);
    expect(Math.abs(temperature - 1)).toBeGreaterThan(0.02);

    const truth = targetsOf(set, examplesOf(set, 'validation'));
    const [before, after] = [finished, calibrated].map(
      ({ validationLogits }) => taskOf(set.task).metrics(truth, validationLogits, set).loss,
    );
    expect(after).toBeLessThan(before ?? 0);
    const answers = (logits: Float32Array) => mostProbable(logits, 2);
    expect(answers(calibrated.testLogits)).toEqual(answers(finished.testLogits));
    expect(calibrated.testLogitsBefore).toBe(finished.testLogits);

    // The stored weights on the device again.
    let again = new Float32Array();
    const inputs = { device, base: tinyBaseModel(), set, texts, recipe: tinyRecipe({ epochs: 1 }) };
    await trainingRun(inputs, {
      async finish(classifier) {
        classifier.store.writeTrained(calibrated.run.weights);
        const examples = { set, texts, cache: 'none' as const };
        again = await logitsOfExamples(classifier, examples, examplesOf(set, 'test'));
      },
    });
    expect(again).toHaveLength(calibrated.testLogits.length);
    again.forEach((logit, at) => expect(logit).toBeCloseTo(calibrated.testLogits[at] ?? NaN, 4));
  });
}

test('few validation rows leave everything as it is', async () => {
  const tiny = tinySet(60);
  const finished = await finishedRun(tiny);
  const calibrated = calibrateRun(finished, tiny.set);
  expect(calibrated.calibration).toEqual({ temperature: 1, rows: 10, outcome: 'tooFewRows' });
  expect(calibrated.run).toBe(finished.run);
  expect(calibrated.testLogits).toBe(finished.testLogits);
});
