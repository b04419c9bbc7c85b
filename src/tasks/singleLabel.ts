// Exactly one label a text: softmax, the most probable class, cross-entropy. Metrics are defined as in scikit-learn's
// `precision_recall_fscore_support` with zero_division=0.

import { weightsOf } from '../domain/balancing';
import { elementAt } from '../domain/element';
import type { ClassMetrics, SingleLabelMetrics } from '../domain/metrics';
import { ratio } from '../domain/ratio';
import type { Targets } from '../domain/task';
import type { Task } from './task';

export const singleLabel: Task = {
  type: 'singleLabel',
  width: () => 1,
  newTargets: (rows) => new Uint16Array(rows),
  labelsOf: (targets, row) => [elementAt(targets, row)],
  has: (targets, row, id) => targets[row] === id,
  probabilities: softmaxRows,
  decide: (probabilities, { labels }) => mostProbable(probabilities, labels.length),
  bestThresholds: () => undefined,
  logOdds,
  certainty: (probabilities, classCount) =>
    Float32Array.from({ length: probabilities.length / classCount }, (_, row) =>
      largestOf(probabilities.subarray(row * classCount, (row + 1) * classCount)),
    ),
  /** The probability of the answer. */
  confidence: (probabilities, _truth, answers, classCount) =>
    Float32Array.from(answers, (id, row) => elementAt(probabilities, row * classCount + id)),
  /** Of the answer alone. */
  claims(probabilities, truth, classCount) {
    const said = mostProbable(probabilities, classCount);
    return {
      probabilities: Float32Array.from(said, (id, row) => elementAt(probabilities, row * classCount + id)),
      cameTrue: Uint8Array.from(said, (id, row) => (id === truth[row] ? 1 : 0)),
    };
  },
  metrics: (targets, logits, { labels }) => measure(targets, softmaxRows(logits, labels.length), labels),
  macroF1OfPart(metrics) {
    if (metrics.task !== 'singleLabel') return metrics.macroF1;
    // As in scikit-learn's `f1_score`: the classes that the rows have or were given.
    const occurring = metrics.classes.filter(
      ({ support }, id) => support > 0 || metrics.confusionMatrix.some((row) => elementAt(row, id) > 0),
    );
    return mean(occurring.map(({ f1 }) => f1));
  },
  lossSlope,
  majority({ rowsPerClass }) {
    const counts = Array.from(rowsPerClass);
    return Uint16Array.of(Math.max(0, counts.indexOf(Math.max(...counts))));
  },
  /** 1, or the rarer the more, so that all classes together count the same. */
  classWeights: ({ rowsPerClass }, balancing) => Float32Array.from(weightsOf(rowsPerClass, balancing)),
  rowWeight: (targets, row, classWeights) => elementAt(classWeights, elementAt(targets, row)),
};

/** Rows by true class (outer) and predicted class (inner), `[classes][classes]`. */
export function confusionMatrix(
  trueIds: ArrayLike<number>,
  predictedIds: ArrayLike<number>,
  classCount: number,
): number[][] {
  const matrix = Array.from({ length: classCount }, () => new Array<number>(classCount).fill(0));
  for (let i = 0; i < trueIds.length; i++) {
    const row = matrix[elementAt(trueIds, i)];
    const column = elementAt(predictedIds, i);
    if (row) row[column] = elementAt(row, column) + 1;
  }
  return matrix;
}

/** Precision, recall, F1 and support of each class, from the confusion matrix. */
export function classMetrics(matrix: number[][], labels: string[]): ClassMetrics[] {
  return labels.map((label, id) => {
    const hits = matrix[id]?.[id] ?? 0;
    const support = sum(elementAt(matrix, id));
    const predicted = sum(matrix.map((row) => elementAt(row, id)));
    const precision = ratio(hits, predicted);
    const recall = ratio(hits, support);
    return {
      label,
      precision,
      recall,
      f1: ratio(2 * precision * recall, precision + recall),
      support,
    };
  });
}

/**
 * All metrics of predictions.
 *
 * @param probabilities `[rows * classes]`, row major
 */
export function measure(trueIds: ArrayLike<number>, probabilities: Float32Array, labels: string[]): SingleLabelMetrics {
  const rows = trueIds.length;
  const predictedIds = mostProbable(probabilities, labels.length);
  const matrix = confusionMatrix(trueIds, predictedIds, labels.length);
  const classes = classMetrics(matrix, labels);
  return {
    task: 'singleLabel',
    rows,
    accuracy: ratio(sum(matrix.map((row, id) => elementAt(row, id))), rows),
    macroPrecision: mean(classes.map(({ precision }) => precision)),
    macroRecall: mean(classes.map(({ recall }) => recall)),
    macroF1: mean(classes.map(({ f1 }) => f1)),
    loss: crossEntropyOf(trueIds, probabilities, labels.length),
    classes,
    confusionMatrix: matrix,
  };
}

/** The most probable class of each row; the first one where two are equal. */
export function mostProbable(probabilities: Float32Array, classCount: number): Uint16Array<ArrayBuffer> {
  const rows = probabilities.length / classCount;
  return Uint16Array.from({ length: rows }, (_, row) => {
    const own = probabilities.subarray(row * classCount, (row + 1) * classCount);
    // Not-a-number is found nowhere; the loss, which is then not a number either, tells of it.
    return Math.max(0, own.indexOf(Math.max(...own)));
  });
}

/** Mean of −log p(true class). A probability that underflowed to 0 counts as the smallest normal float. */
function crossEntropyOf(trueIds: ArrayLike<number>, probabilities: Float32Array, classCount: number): number {
  let total = 0;
  for (let row = 0; row < trueIds.length; row++) {
    const probability = elementAt(probabilities, row * classCount + elementAt(trueIds, row));
    total -= Math.log(Math.max(probability, 1.1754944e-38));
  }
  return ratio(total, trueIds.length);
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function mean(numbers: number[]): number {
  return ratio(sum(numbers), numbers.length);
}

function largestOf(values: Float32Array): number {
  return values.reduce((most, one) => Math.max(most, one), 0);
}

/** Softmax of each row of `logits` `[rows * classes]`, computed in double precision. NaN stays NaN. */
export function softmaxRows(logits: Float32Array, classCount: number): Float32Array<ArrayBuffer> {
  const probabilities = new Float32Array(logits.length);
  for (let start = 0; start < logits.length; start += classCount) {
    const row = logits.subarray(start, start + classCount);
    const largest = Math.max(...row);
    const exponentials = Array.from(row, (logit) => Math.exp(logit - largest));
    const total = exponentials.reduce((sum, value) => sum + value, 0);
    exponentials.forEach((value, index) => (probabilities[start + index] = value / total));
  }
  return probabilities;
}

/**
 * The log-odds of each class against all others, `[rows * classes]`: from the logits, as probabilities near 1 have lost the
 * digits that tell.
 */
export function logOdds(logits: Float32Array, classes: number): Float32Array<ArrayBuffer> {
  const odds = new Float32Array(logits.length);
  for (let start = 0; start < logits.length; start += classes) {
    for (let id = 0; id < classes; id++) {
      let largest = -Infinity;
      for (let other = 0; other < classes; other++) {
        if (other !== id) largest = Math.max(largest, logits[start + other] ?? NaN);
      }
      let sum = 0;
      for (let other = 0; other < classes; other++) {
        if (other !== id) sum += Math.exp((logits[start + other] ?? NaN) - largest);
      }
      odds[start + id] = (logits[start + id] ?? NaN) - largest - Math.log(sum);
    }
  }
  return odds;
}

/** The derivative of the summed cross-entropy of softmax(scale · logits) by the scale. */
function lossSlope(trueIds: Targets, logits: Float32Array, classCount: number, doubt: number) {
  return (scale: number): number => {
    let total = 0;
    for (let row = 0, start = 0; start < logits.length; row++, start += classCount) {
      const own = logits.subarray(start, start + classCount);
      const largest = own.reduce((most, logit) => Math.max(most, logit), -Infinity);
      let [weights, expected, sum] = [0, 0, 0];
      for (const logit of own) {
        const weight = Math.exp(scale * (logit - largest));
        weights += weight;
        expected += weight * logit;
        sum += logit;
      }
      const right = elementAt(own, elementAt(trueIds, row));
      const others = classCount > 1 ? (sum - right) / (classCount - 1) : right;
      total += expected / weights - (1 - doubt) * right - doubt * others;
    }
    return total;
  };
}
