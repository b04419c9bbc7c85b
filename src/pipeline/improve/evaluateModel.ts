// model → how far its numbers can be trusted, from what it said of the test rows.

import type { StoredPredictions } from '../../domain/metrics';
import type { Evaluation, LabelCurves } from '../../domain/evaluation';
import { isEvaluated, type TrainedModel } from '../../domain/run';
import { curvesOf, evaluationOf } from '../../evaluation/evaluation';
import { findPredictions, getModel, getPredictions } from '../../storage/models';

/** `undefined` where the model was not tested here. @throws Failure `ModelMissing`; `RowsDamaged` */
export async function evaluateModel(modelId: string): Promise<Evaluation | undefined> {
  const model = await getModel(modelId);
  const isTestedHere = isEvaluated(model) && model.origin === 'trained';
  return evaluateStored(isTestedHere ? await getPredictions(modelId) : await findPredictions(modelId), model);
}

/** The same from what is read already. */
export function evaluateStored(
  predictions: StoredPredictions | undefined,
  model: TrainedModel,
): Evaluation | undefined {
  return predictions && isEvaluated(model) ? evaluationOf(predictions, model) : undefined;
}

/** The curves of one label. @throws Failure `ModelMissing` */
export async function labelCurvesOf(modelId: string, label: number): Promise<LabelCurves> {
  return curvesOf(await getPredictions(modelId), await getModel(modelId), label);
}
