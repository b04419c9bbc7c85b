// Which head a run starts from: a new one, or that of a fine-tuned classifier where the labels are the same.

import type { PreparedSet } from '../../domain/dataset';
import { elementAt } from '../../domain/element';
import { knowsLabels } from '../../domain/task';
import type { TensorValues } from '../../domain/tensorValues';
import type { Pooling } from '../../domain/pooling';
import type { BaseModel } from './engine';

export interface StartingHead {
  /** A head of its own reads what it was trained on; a new one what the base model says. */
  pooling: Pooling;
  /** `null`: a new one, centred on the training rows. */
  values: TensorValues | null;
  /** What became of the checkpoint's own head, in a sentence. */
  notes: string[];
}

export function startingHead({ head, config, pooling }: BaseModel, set: PreparedSet): StartingHead {
  const fresh = { pooling, values: null };
  if (!head) return { ...fresh, notes: [] };
  if (!knowsLabels(head, set)) {
    const own = head.labels.slice(0, 5).join(', ') + (head.labels.length > 5 ? ', …' : '');
    return {
      ...fresh,
      notes: [`The base model’s own head knows other labels (${own}), so a new head was trained.`],
    };
  }
  return {
    pooling: config.headReads,
    values: reordered(
      head.values,
      set.labels.map((label) => head.labels.indexOf(label)),
    ),
    notes: ['The base model’s own head knows these labels, so training started from it.'],
  };
}

/** A head whose classes are in another order: class i is what class `order[i]` was. */
function reordered(values: TensorValues, order: number[]): TensorValues {
  const result: TensorValues = new Map(values);
  for (const name of ['output.weight', 'output.bias']) {
    const tensor = values.get(name);
    if (!tensor) continue;
    const moved = tensor.values.map((_, index) => {
      const row = Math.floor(index / order.length) * order.length;
      return elementAt(tensor.values, row + elementAt(order, index % order.length));
    });
    result.set(name, { shape: tensor.shape, values: moved });
  }
  return result;
}
