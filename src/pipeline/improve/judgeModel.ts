// model → how far its numbers can be trusted, from what it said of the test rows.

import type { StoredPredictions } from '../../domain/evaluation';
import type { Judgement, LabelCurves } from '../../domain/judgement';
import type { TrainedModel } from '../../domain/run';
import { curvesOf, judgementOf } from '../../evaluation/judgement';
import { getModel, getPredictions } from '../../storage/models';

/** `undefined` where the model has not brought its test rows here. @throws Failure `ModelMissing` */
export async function judgeModel(modelId: string): Promise<Judgement | undefined> {
  return judgeRows(await getPredictions(modelId), await getModel(modelId));
}

/** The same from what is read already. */
export function judgeRows(
  predictions: StoredPredictions,
  model: TrainedModel,
): Judgement | undefined {
  return predictions.texts.length === 0 ? undefined : judgementOf(predictions, model);
}

/** The curves of one label. @throws Failure `ModelMissing` */
export async function labelCurvesOf(modelId: string, label: number): Promise<LabelCurves> {
  return curvesOf(await getPredictions(modelId), await getModel(modelId), label);
}
