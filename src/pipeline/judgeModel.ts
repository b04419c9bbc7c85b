// model → how far its numbers can be trusted, from what it said of the test rows.

import type { Judgement, LabelCurves } from '../domain/judgement';
import { curvesOf, judgementOf } from '../evaluation/judgement';
import { getModel, getPredictions } from '../storage/models';

/** @throws Failure `ModelMissing` */
export async function judgeModel(modelId: string): Promise<Judgement> {
  return judgementOf(await getPredictions(modelId), await getModel(modelId));
}

/** The curves of one label. @throws Failure `ModelMissing` */
export async function labelCurvesOf(modelId: string, label: number): Promise<LabelCurves> {
  return curvesOf(await getPredictions(modelId), await getModel(modelId), label);
}
