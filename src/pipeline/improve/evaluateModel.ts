// model → how far its numbers can be trusted, from what it said of the test rows.

import type { StoredPredictions } from '../../domain/metrics';
import type { Evaluation, LabelCurves } from '../../domain/evaluation';
import type { TrainedModel } from '../../domain/run';
import { curvesOf, evaluationOf } from '../../evaluation/evaluation';
import { getModel, getPredictions } from '../../storage/models';

/** `undefined` where the model has not brought its test rows here. @throws Failure `ModelMissing` */
export async function evaluateModel(modelId: string): Promise<Evaluation | undefined> {
  return evaluateStored(await getPredictions(modelId), await getModel(modelId));
}

/** The same from what is read already. */
export function evaluateStored(
  predictions: StoredPredictions,
  model: TrainedModel,
): Evaluation | undefined {
  return predictions.texts.length === 0 ? undefined : evaluationOf(predictions, model);
}

/** The curves of one label. @throws Failure `ModelMissing` */
export async function labelCurvesOf(modelId: string, label: number): Promise<LabelCurves> {
  return curvesOf(await getPredictions(modelId), await getModel(modelId), label);
}
