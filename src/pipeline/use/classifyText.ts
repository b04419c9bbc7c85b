// A trained model and a new text → probabilities.

import type { ComputeChoice } from '../../domain/compute';
import type { ReportProgress } from '../../domain/progress';
import type { Classification } from '../../domain/run';
import { certaintyOf } from '../../evaluation/certainty';
import { probabilitiesOf } from '../../evaluation/evaluate';
import { chosenLabels } from '../../evaluation/multiLabel';
import { getModel } from '../../storage/models';
import type { Engine } from '../train/engine';
import { logitsOfTexts } from './frozenClassifier';
import { JobControl } from '../../jobs/jobControl';

/** Classifies one text, given as the token ids of its windows. @throws Failure `ModelMissing`, `NoComputeBackend` */
export async function classifyText(
  engine: Engine,
  modelId: string,
  windows: number[][],
  compute: ComputeChoice,
  onProgress: ReportProgress,
): Promise<Classification> {
  const { labels, task = 'singleLabel', thresholds, recipe } = await getModel(modelId);
  const ready = await engine.prepare(compute, recipe.baseModel, onProgress);
  const classifier = await engine.loadClassifier(modelId, ready);
  const logits = await logitsOfTexts(classifier, [windows], new JobControl());
  const probabilities = probabilitiesOf(logits, labels.length, task);
  return {
    labels,
    logits: Array.from(logits),
    probabilities: Array.from(probabilities),
    certainty: certaintyOf(probabilities, labels.length, task)[0] ?? 0,
    ...(thresholds && {
      chosen: labels.filter((_, id) => chosenLabels(probabilities, thresholds)[id] === 1),
    }),
  };
}
