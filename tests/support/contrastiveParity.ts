// The loss of pairs of texts against PyTorch (tools/fixtures/make_contrastive.py), on whatever device a test file brings.

import { expect, test } from 'vitest';
import type { Device } from '../../src/tensor/device';
import { byFixtureNames, expectGradients, looseAfterAdam } from './engineParity';
import {
  decode,
  fixtureClassifier,
  fixtureState,
  largestGap,
  wholeModel,
  type ExpectedValues,
  type ParityFixture,
} from './parityFixture';

/** contrastive.json as it lies in the fixtures. */
export interface ExpectedPairs {
  labels: number[];
  loss_before_each_step: number[];
  loss_after: number;
  grads: ExpectedValues['grads'];
  params_after: ExpectedValues['grads'];
}

/** @param fixture the tiny BERT */
export function describeContrastiveParity(fixture: ParityFixture, expected: ExpectedPairs, device: () => Device): void {
  test('pairs of texts: loss to 1e-4, every gradient to 1e-3 of its norm, three steps of AdamW', async () => {
    const classifier = fixtureClassifier(device(), fixture, wholeModel, 0, 'firstAndMean', true);
    await classifier.prepareTraining({ kind: 'ids' });
    device().write(classifier.batch.tokenIds.typeIds, fixture.types);
    const labels = Uint32Array.from(expected.labels);
    const run = (step: number) =>
      classifier.run('gradients', { batch: fixture.batch, labels, state: { ...fixtureState, lossScale: 1 / 2, step } });
    for (const [step, loss] of expected.loss_before_each_step.entries()) {
      run(step + 1);
      expect(Math.abs((await classifier.takeLoss()) - loss)).toBeLessThan(1e-4);
      if (step === 0) {
        expectGradients(byFixtureNames(await classifier.store.readGradients(), fixture), expected.grads);
      }
      classifier.update();
    }
    const own = byFixtureNames(await classifier.store.readTrained(), fixture);
    for (const [parameter, wanted] of Object.entries(expected.params_after)) {
      const tolerance = looseAfterAdam.test(parameter) ? 3.1e-3 : 1e-4;
      expect(largestGap(own.get(parameter) ?? [], decode(wanted)), parameter).toBeLessThan(tolerance);
    }
    run(1);
    expect(Math.abs((await classifier.takeLoss()) - expected.loss_after)).toBeLessThan(1e-4);
    classifier.dispose();
    classifier.store.dispose();
  });
}
