// What leaving parts of a text out does to the answer. Pure.

import { elementAt } from '../domain/element';
import type { TaskType } from '../domain/task';
import { taskOf } from '../tasks/taskOf';

export interface Attributions {
  /** Of the whole text, by class. */
  probabilities: number[];
  /** What each part adds to the log-odds of each class, `[parts * classes]`. */
  attributions: Float32Array<ArrayBuffer>;
  /** Without each part, `[parts * classes]`. */
  without: Float32Array<ArrayBuffer>;
}

/**
 * @param logits of the whole text, then without each part, `[(1 + parts) * classes]`
 */
export function attributionsOf(logits: Float32Array<ArrayBuffer>, classes: number, type: TaskType): Attributions {
  const task = taskOf(type);
  const probabilities = task.probabilities(logits, classes);
  const odds = task.logOdds(logits, classes);
  return {
    probabilities: Array.from(probabilities.subarray(0, classes)),
    attributions: odds.slice(classes).map((own, index) => elementAt(odds, index % classes) - own),
    without: probabilities.slice(classes),
  };
}
