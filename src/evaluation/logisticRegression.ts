// Logistic regression on sparse rows with a penalty on the squared weights, as scikit-learn's `LogisticRegression`: of two
// classes one output, of more a softmax over all; where a row may have several labels an output each. Pure.

import { minimise, norm, type Objective } from './minimise';
import type { SparseRows } from './tfidf';

/** What is to be learned of some rows. */
export interface RegressionTask {
  rows: SparseRows;
  /** 1 where a row has a class, `[rows * outputs]`. */
  targets: Uint8Array;
  outputs: number;
  /** `softmax`: one of the outputs; `sigmoid`: each a yes or no. */
  link: 'softmax' | 'sigmoid';
}

/** Weights `[(columns + 1) * outputs]`; the last row of them is the intercept, which has no penalty. */
export type RegressionWeights = Float64Array;

export function startingWeights({ rows, outputs }: RegressionTask): RegressionWeights {
  return new Float64Array((rows.columnCount + 1) * outputs);
}

/**
 * Fits the weights in place, one iteration a turn: the least of inversePenalty · Σ cross-entropy + ½ Σ weights².
 *
 * @param precision ends when the gradient is this share of what it is at zero weights
 */
export function* fitRegression(
  task: RegressionTask,
  weights: RegressionWeights,
  inversePenalty: number,
  precision = 1e-2,
): Generator<number, void, undefined> {
  const objective = penalised(task, inversePenalty);
  const atZero = new Float64Array(weights.length);
  objective(new Float64Array(weights.length), atZero);
  yield* minimise(objective, weights, precision * norm(atZero));
}

/** Logits `[rows * outputs]`. */
export function regressionLogits(
  rows: SparseRows,
  weights: RegressionWeights,
  outputs: number,
): Float32Array<ArrayBuffer> {
  const count = rows.starts.length - 1;
  const logits = new Float32Array(count * outputs);
  const own = new Float64Array(outputs);
  for (let row = 0; row < count; row++) {
    scoreRow(rows, row, weights, own);
    logits.set(own, row * outputs);
  }
  return logits;
}

/** Divided by inversePenalty · rows, so that its size says little of how many rows there are. */
function penalised({ rows, targets, outputs, link }: RegressionTask, inversePenalty: number): Objective {
  const count = Math.max(1, rows.starts.length - 1);
  const penalty = 1 / (inversePenalty * count);
  const residuals = new Float64Array(outputs);
  const lossOf = link === 'softmax' ? softmaxLoss : sigmoidLoss;
  return (weights, gradient) => {
    const penalised = weights.length - outputs;
    let squares = 0;
    for (let index = 0; index < weights.length; index++) {
      const weight = index < penalised ? (weights[index] ?? NaN) : 0;
      squares += weight * weight;
      gradient[index] = penalty * weight;
    }
    let total = 0;
    for (let row = 0; row + 1 < rows.starts.length; row++) {
      scoreRow(rows, row, weights, residuals);
      total += lossOf(residuals, targets, row * outputs);
      spread(rows, row, residuals, 1 / count, gradient);
    }
    return total / count + (penalty * squares) / 2;
  };
}

function scoreRow(
  { starts, columns, values, columnCount }: SparseRows,
  row: number,
  weights: RegressionWeights,
  scores: Float64Array,
): void {
  const outputs = scores.length;
  for (let output = 0; output < outputs; output++) {
    scores[output] = weights[columnCount * outputs + output] ?? NaN;
  }
  const end = starts[row + 1] ?? NaN;
  for (let at = starts[row] ?? NaN; at < end; at++) {
    const value = values[at] ?? NaN;
    const from = (columns[at] ?? NaN) * outputs;
    for (let output = 0; output < outputs; output++) {
      scores[output] = (scores[output] ?? NaN) + value * (weights[from + output] ?? NaN);
    }
  }
}

/** Adds a row's part to the gradient. */
function spread(
  { starts, columns, values, columnCount }: SparseRows,
  row: number,
  residuals: Float64Array,
  share: number,
  gradient: Float64Array,
): void {
  const outputs = residuals.length;
  const end = starts[row + 1] ?? NaN;
  // The intercept comes as one entry more, with the value 1.
  for (let at = starts[row] ?? NaN; at <= end; at++) {
    const from = (at < end ? (columns[at] ?? NaN) : columnCount) * outputs;
    const value = share * (at < end ? (values[at] ?? NaN) : 1);
    for (let output = 0; output < outputs; output++) {
      gradient[from + output] = (gradient[from + output] ?? NaN) + value * (residuals[output] ?? NaN);
    }
  }
}

/** A row's cross-entropy; leaves probabilities less targets where the scores were. */
function softmaxLoss(scores: Float64Array, targets: Uint8Array, start: number): number {
  let largest = -Infinity;
  for (const score of scores) largest = Math.max(largest, score);
  let [total, ofTruth] = [0, 0];
  for (let output = 0; output < scores.length; output++) {
    const score = (scores[output] ?? NaN) - largest;
    if (targets[start + output]) ofTruth = score;
    total += scores[output] = Math.exp(score);
  }
  for (let output = 0; output < scores.length; output++) {
    scores[output] = (scores[output] ?? NaN) / total - (targets[start + output] ?? NaN);
  }
  return Math.log(total) - ofTruth;
}

function sigmoidLoss(scores: Float64Array, targets: Uint8Array, start: number): number {
  let loss = 0;
  for (let output = 0; output < scores.length; output++) {
    const score = scores[output] ?? NaN;
    const target = targets[start + output] ?? NaN;
    const against = target ? -score : score;
    loss += Math.max(against, 0) + Math.log1p(Math.exp(-Math.abs(score)));
    scores[output] = 1 / (1 + Math.exp(-score)) - target;
  }
  return loss;
}
