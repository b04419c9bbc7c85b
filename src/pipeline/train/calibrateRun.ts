// training run → the same with probabilities that mean what they say: one temperature, fitted on the validation rows and
// folded into the last layer, so that whoever loads the model has it.

import type { ContrastiveChoice } from '../../domain/contrastive';
import type { PreparedSet } from '../../domain/dataset';
import type { Recipe } from '../../domain/recipe';
import type { Calibration } from '../../domain/evaluation';
import { scaledOutput } from '../../encoder/classifierHead';
import { bestTemperature, temperatureBounds, tempered } from '../../evaluation/temperature';
import type { FinishedRun } from './runTraining';
import { examplesOf, truthOf } from './trainingExamples';

/** A run whose weights and logits are divided by its temperature. */
export interface CalibratedRun extends FinishedRun {
  calibration: Omit<Calibration, 'before'>;
  /** `[test rows * classes]`, as the training left them. */
  testLogitsBefore: Float32Array<ArrayBuffer>;
  /** Of contrastive training: what it was compared with. */
  contrastive?: ContrastiveChoice;
  /** By which recipe it was trained, where that is another than was asked for. */
  recipe?: Recipe;
}

/** With fewer validation rows a temperature says more of these rows than of the model. */
const fewestRows = 30;

/**
 * Mean logits of windows scale as the windows' own do, so long texts have the same temperature.
 *
 * @param set the set that the run trained on: its validation rows were not learned from
 */
export function calibrateRun(finished: FinishedRun, set: PreparedSet): CalibratedRun {
  const { run, validationLogits, testLogits } = finished;
  const validation = examplesOf(set, 'validation');
  const rows = validation.length;
  if (rows < fewestRows) {
    const calibration = { temperature: 1, rows, outcome: 'tooFewRows' as const };
    return { ...finished, calibration, testLogitsBefore: testLogits };
  }
  const truth = truthOf(set, validation);
  const temperature = bestTemperature(truth, validationLogits, set.labels.length);
  const { low, high } = temperatureBounds;
  const outcome = temperature > low && temperature < high ? 'fitted' : 'atBound';
  return {
    ...finished,
    run: { ...run, weights: scaledOutput(run.weights, 1 / temperature) },
    validationLogits: tempered(validationLogits, temperature),
    testLogits: tempered(testLogits, temperature),
    calibration: { temperature, rows, outcome },
    testLogitsBefore: testLogits,
  };
}
