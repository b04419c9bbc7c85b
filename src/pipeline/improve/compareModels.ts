// Two models → what they say differently of the rows that both were tested on.

import type { ModelComparison } from '../../domain/comparison';
import type { Prediction } from '../../domain/metrics';
import { compareModels } from '../../evaluation/compareModels';
import { predictionsOf } from '../../evaluation/predictions';
import { findPredictions, getModel } from '../../storage/models';

/** Rows that the page is given; more than anybody reads there. */
const rowsShown = 200;

/** Compares two models by their stored predictions. @throws Failure `ModelMissing` */
export async function compareStoredModels(firstId: string, secondId: string): Promise<ModelComparison> {
  const [first, second] = await Promise.all([readModel(firstId), readModel(secondId)]);
  const sameSet = first.dataSetId === second.dataSetId;
  const comparison = compareModels(first.predictions, second.predictions, keyOf(sameSet, first.severalFiles));
  return { ...comparison, changed: comparison.changed.slice(0, rowsShown) };
}

async function readModel(id: string) {
  const model = await getModel(id);
  const stored = await findPredictions(id);
  return {
    dataSetId: model.origin === 'trained' ? model.dataSetId : null,
    predictions: stored ? predictionsOf(stored, model) : [],
    severalFiles: stored?.splitRows.files !== undefined,
  };
}

/** Within a data set a row is known by its place, however it was cleaned; across data sets by its text. */
function keyOf(sameSet: boolean, severalFiles: boolean): (prediction: Prediction) => string {
  if (!sameSet) return ({ text }) => text.trim();
  // Each file counts its rows from the beginning.
  if (severalFiles) return ({ rowNumber, text }) => `${rowNumber} ${text}`;
  return ({ rowNumber }) => String(rowNumber);
}
