// A trained model and a new text → probabilities.

import type { ComputeChoice } from '../../domain/compute';
import type { ReportProgress } from '../../domain/progress';
import type { Classification } from '../../domain/run';
import { predict } from '../../inference/predict';
import { packWindows } from '../../inference/windows';
import { getModel } from '../../storage/models';
import type { Engine } from '../train/engine';

/** Classifies one text, given as the token ids of its windows. @throws Failure `ModelMissing`, `NoComputeBackend` */
export async function classifyText(
  engine: Engine,
  modelId: string,
  windows: number[][],
  compute: ComputeChoice,
  onProgress: ReportProgress,
): Promise<Classification> {
  const model = await getModel(modelId);
  const { labels, recipe } = model;
  const ready = await engine.prepare(compute, recipe.baseModel, onProgress);
  const classifier = await engine.loadClassifier(modelId, ready);
  const texts = packWindows([windows]);
  const { logits, probabilities, decisions } = await predict(classifier, texts, model);
  const [decision] = decisions;
  return {
    labels,
    logits: Array.from(logits),
    probabilities: Array.from(probabilities),
    certainty: decision?.confidence ?? 0,
    ...(model.task === 'multiLabel' && {
      chosen: labels.filter((_, id) => decision?.labelIds.includes(id)),
    }),
  };
}
