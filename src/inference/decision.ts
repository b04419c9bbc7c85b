// Probabilities → the labels that a text is given, and how sure that is.

import { elementAt } from '../domain/element';
import type { ClassifierLabels } from '../domain/task';
import { taskOf } from '../tasks/taskOf';

export interface Decision {
  /** Ids of the labels that the text is given, ascending; of several labels it may have none. */
  labelIds: number[];
  /** 0 to 1: the highest probability; where a text may have several labels, that of the answer to the least sure one. */
  confidence: number;
  /** Whether a person should decide; `null` where the model has no limit for that. */
  unsure: boolean | null;
}

/** What probabilities `[classes]` of one text come to. */
export function decide(probabilities: Float32Array, model: ClassifierLabels): Decision {
  const task = taskOf(model.task);
  const classCount = model.labels.length;
  const confidence = elementAt(task.certainty(probabilities, classCount), 0);
  return {
    labelIds: task.labelsOf(task.decide(probabilities, model), 0, classCount),
    confidence,
    unsure: model.unsureBelow === undefined ? null : confidence < model.unsureBelow,
  };
}
