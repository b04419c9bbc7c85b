// What leaving parts of a text out does to the answer. Pure.

import type { TaskType } from '../domain/dataset';
import { probabilitiesOf } from './evaluate';

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
export function attributionsOf(
  logits: Float32Array<ArrayBuffer>,
  classes: number,
  task: TaskType,
): Attributions {
  const probabilities = probabilitiesOf(logits, classes, task);
  const odds = task === 'multiLabel' ? logits : logOdds(logits, classes);
  return {
    probabilities: Array.from(probabilities.subarray(0, classes)),
    attributions: odds.slice(classes).map((own, index) => (odds[index % classes] ?? 0) - own),
    without: probabilities.slice(classes),
  };
}

/**
 * The log-odds of each class against all others, `[rows * classes]`: from the logits, as probabilities near 1 have lost the
 * digits that tell.
 */
export function logOdds(logits: Float32Array, classes: number): Float32Array<ArrayBuffer> {
  const odds = new Float32Array(logits.length);
  for (let start = 0; start < logits.length; start += classes) {
    for (let id = 0; id < classes; id++) {
      let largest = -Infinity;
      for (let other = 0; other < classes; other++) {
        if (other !== id) largest = Math.max(largest, logits[start + other] ?? 0);
      }
      let sum = 0;
      for (let other = 0; other < classes; other++) {
        if (other !== id) sum += Math.exp((logits[start + other] ?? 0) - largest);
      }
      odds[start + id] = (logits[start + id] ?? 0) - largest - Math.log(sum);
    }
  }
  return odds;
}
