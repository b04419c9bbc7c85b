import type { TensorValues } from '../domain/tensorValues';
import type { ChoiceState } from './epochChoice';
import type { StoppingState } from './earlyStopping';

/** A run between two epochs: enough to go on as if it had never been interrupted. */
export interface Checkpoint {
  /** The last epoch that is done, from 1. */
  epoch: number;
  stopping: StoppingState;
  choice: ChoiceState;
  weights: TensorValues;
  /** The optimizer's moments. */
  moments: Float32Array<ArrayBuffer>[];
}
