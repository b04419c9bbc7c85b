// From stored logits to what a person reads.

import { elementAt } from '../domain/element';
import type { PredictedRows, Prediction } from '../domain/metrics';
import type { ClassifierLabels, Targets } from '../domain/task';
import { taskOf } from '../tasks/taskOf';

/** Each test row with its text, its labels and the predicted ones, in the file's order. */
export function predictionsOf(stored: PredictedRows, model: ClassifierLabels): Prediction[] {
  const task = taskOf(model.task);
  const classes = model.labels.length;
  const probabilities = task.probabilities(stored.logits, classes);
  const answers = task.decide(probabilities, model);
  const namesOf = (targets: Targets, row: number) =>
    task.labelsOf(targets, row, classes).map((id) => elementAt(model.labels, id));
  const ofRow = (values: Float32Array, row: number) => Array.from(values.subarray(row * classes, (row + 1) * classes));
  return stored.texts.map((text, row) => {
    const [trueLabels, predictedLabels] = [namesOf(stored.targets, row), namesOf(answers, row)];
    return {
      rowNumber: elementAt(stored.rowNumbers, row),
      text,
      trueLabel: trueLabels.join('; '),
      predictedLabel: predictedLabels.join('; '),
      ...(model.task === 'multiLabel' && { trueLabels, predictedLabels }),
      logits: ofRow(stored.logits, row),
      probabilities: ofRow(probabilities, row),
    };
  });
}
