// A trained model and a new text → probabilities.

import type { ComputeChoice } from '../domain/compute';
import type { ReportProgress } from '../domain/progress';
import type { Classification } from '../domain/run';
import { packTexts } from '../encoder/batch';
import { probabilitiesOf } from '../evaluation/judge';
import { chosenLabels } from '../evaluation/multiLabel';
import { getModel } from '../storage/models';
import { predicting } from './encodeDataSet';
import type { Engine } from './engine';

/** Classifies one text, given as its token ids. @throws Failure `ModelMissing`, `NoComputeBackend` */
export async function classifyText(
  engine: Engine,
  modelId: string,
  tokenIds: Int32Array,
  compute: ComputeChoice,
  onProgress: ReportProgress,
): Promise<Classification> {
  const { labels, problem = 'singleLabel', thresholds, recipe } = await getModel(modelId);
  const ready = await engine.prepare(compute, recipe.baseModel, onProgress);
  const classifier = await engine.loadClassifier(modelId, ready);
  const texts = { ids: tokenIds, offsets: Uint32Array.of(0, tokenIds.length), truncated: 0 };
  classifier.run('predict', { batch: packTexts(texts, Uint32Array.of(0)), state: predicting });
  const logits = await classifier.readLogits(1);
  const probabilities = probabilitiesOf(logits, labels.length, problem);
  return {
    labels,
    logits: Array.from(logits),
    probabilities: Array.from(probabilities),
    ...(thresholds && {
      chosen: labels.filter((_, id) => chosenLabels(probabilities, thresholds)[id] === 1),
    }),
  };
}
