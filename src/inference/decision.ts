// Probabilities → the labels that a text is given, and how sure that is.

import type { ClassifierLabels } from '../encoder/classifierLabels';
import { certaintyOf } from '../evaluation/certainty';
import { mostProbable } from '../evaluation/metrics';
import { chosenLabels } from '../evaluation/multiLabel';

export interface Decision {
  /** Ids of the labels that the text is given, ascending; of several labels it may have none. */
  labelIds: number[];
  /** 0 to 1: the highest probability; where a text may have several labels, that of the answer to the least sure one. */
  confidence: number;
  /** Whether a person should decide; `null` where the model has no limit for that. */
  unsure: boolean | null;
}

/** What probabilities `[classes]` of one text come to. */
export function decide(
  probabilities: Float32Array,
  { labels, task, thresholds, unsureBelow }: ClassifierLabels,
): Decision {
  const confidence = certaintyOf(probabilities, labels.length, task)[0] ?? 0;
  return {
    labelIds:
      task === 'singleLabel'
        ? [...mostProbable(probabilities, labels.length)]
        : [...chosenLabels(probabilities, thresholds ?? labels.map(() => 0.5)).entries()].flatMap(
            ([id, has]) => (has ? [id] : []),
          ),
    confidence,
    unsure: unsureBelow === undefined ? null : confidence < unsureBelow,
  };
}
