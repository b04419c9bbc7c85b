import type { TensorValues } from '../domain/tensorValues';
import type { ChoiceState } from './epochChoice';
import type { StoppingState } from './earlyStopping';

/**
 * A run between two steps: enough to go on as if it had never been interrupted. Order, draw and dropout follow from the seed
 * and the step.
 */
export interface Checkpoint {
  /** Steps that are done. */
  step: number;
  stepsPerEpoch: number;
  /** The sum of the losses that were read since the epoch began. */
  lossSum: number;
  /** The sum of those after them, as the device holds it. */
  unreadLoss: number;
  stopping: StoppingState;
  choice: ChoiceState;
  weights: TensorValues;
  /** The optimizer's moments. */
  moments: Float32Array<ArrayBuffer>[];
}
