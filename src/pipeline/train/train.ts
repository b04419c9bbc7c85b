// prepared set → a classifier whose probabilities mean what they say, and what it says of the rows it did not train on.
// Nothing is kept but the state to continue from.

import { isContrastive } from '../../domain/recipe';
import { calibrateRun, type CalibratedRun } from './calibrateRun';
import { crossValidate } from './crossValidate';
import { runTraining, type RunOrder } from './runTraining';
import { trainContrastive } from './trainContrastive';

/**
 * Trains as a recipe says, from the base model or from `start`; with folds, once for each and then on all rows; contrastively, as
 * `trainContrastive` says.
 *
 * @throws AbortError when stopped before training began; RangeError for folds and for contrastive training that start from
 * weights, which may have seen the rows that are tested; Failures of each stage
 */
export async function train(order: RunOrder): Promise<CalibratedRun> {
  const { set, start, recipe } = order;
  if (isContrastive(recipe)) {
    if (start) throw new RangeError('Contrastive training starts from the base model.');
    return trainContrastive(order);
  }
  if (!set.folds) return calibrateRun(await runTraining(order), set);
  if (start) throw new RangeError('Cross-validation starts from the base model.');
  return crossValidate(order, set.folds);
}
