// Any number of labels a text: every label is a yes or no of its own, by its logistic function and its threshold. Metrics
// are defined as in scikit-learn's `precision_recall_fscore_support` on indicator matrices with zero_division=0.

import { weightsOf } from '../domain/balancing';
import { elementAt } from '../domain/element';
import type { LabelCounts, MultiLabelMetrics } from '../domain/metrics';
import { ratio } from '../domain/ratio';
import type { Targets } from '../domain/task';
import type { ClassCounts, DecisionRule, Task } from './task';

export const multiLabel: Task = {
  type: 'multiLabel',
  width: (classCount) => classCount,
  newTargets: (rows, classCount) => new Uint8Array(rows * classCount),
  labelsOf: (targets, row, classCount) =>
    Array.from({ length: classCount }, (_, id) => id).filter((id) => targets[row * classCount + id] === 1),
  has: (targets, row, id, classCount) => targets[row * classCount + id] === 1,
  probabilities: sigmoids,
  decide: (probabilities, decision) => chosenLabels(probabilities, thresholdsOf(decision)),
  bestThresholds: (targets, logits, classCount) => bestThresholds(targets, sigmoids(logits), classCount),
  /** The logits are they. */
  logOdds: (logits) => Float32Array.from(logits),
  /** As sure as of the label that it is least sure of, either way. */
  certainty: (probabilities, classCount) =>
    Float32Array.from({ length: probabilities.length / classCount }, (_, row) =>
      probabilities
        .subarray(row * classCount, (row + 1) * classCount)
        .reduce((least, one) => Math.min(least, Math.max(one, 1 - one)), 1),
    ),
  confidence,
  /** Of each label of each row. */
  claims: (probabilities, truth) => ({ probabilities, cameTrue: Uint8Array.from(truth) }),
  metrics: (targets, logits, decision) => measureMultiLabel(targets, logits, decision.labels, thresholdsOf(decision)),
  macroF1OfPart: ({ macroF1 }) => macroF1,
  lossSlope: (targets, logits, _classCount, doubt) => (scale) =>
    logits.reduce((total, logit, index) => {
      const target = targets[index] ? 1 - doubt : doubt;
      return total + (1 / (1 + Math.exp(-scale * logit)) - target) * logit;
    }, 0),
  /** Those labels that most rows have. */
  majority: ({ rows, rowsPerClass }) => Uint8Array.from(rowsPerClass, (count) => (count > rows / 2 ? 1 : 0)),
  classWeights: (counts, balancing) =>
    balancing === 'classWeights'
      ? positiveWeights(counts)
      : Float32Array.from(weightsOf(counts.rowsPerClass, balancing)),
  rowWeight: () => 1,
};

function thresholdsOf({ labels, thresholds }: DecisionRule): number[] {
  return thresholds ?? labels.map(() => 0.5);
}

/** Of the wrong decision it was surest of; where all are right, of the decision it was least sure of. */
function confidence(
  probabilities: Float32Array,
  truth: Targets,
  answers: Targets,
  classCount: number,
): Float32Array<ArrayBuffer> {
  return Float32Array.from({ length: probabilities.length / classCount }, (_, row) => {
    let [surestWrong, unsurest] = [-1, 1];
    for (let at = row * classCount; at < (row + 1) * classCount; at++) {
      const probability = elementAt(probabilities, at);
      const sure = answers[at] ? probability : 1 - probability;
      if (answers[at] !== truth[at]) surestWrong = Math.max(surestWrong, sure);
      unsurest = Math.min(unsurest, sure);
    }
    return surestWrong < 0 ? unsurest : surestWrong;
  });
}

/** At most so many. */
const largestPositiveWeight = 20;

/** Rows without a label for each that has it, as PyTorch's documentation of `pos_weight` advises. */
function positiveWeights({ rows, rowsPerClass }: ClassCounts): Float32Array {
  return Float32Array.from(rowsPerClass, (count) =>
    Math.min(largestPositiveWeight, (rows - count) / Math.max(1, count)),
  );
}

/** The logistic function of each logit. */
export function sigmoids(logits: Float32Array): Float32Array<ArrayBuffer> {
  return Float32Array.from(logits, (logit) => 1 / (1 + Math.exp(-logit)));
}

/** 1 where a probability reaches its label's threshold, `[rows * labels]`. */
export function chosenLabels(probabilities: Float32Array, thresholds: number[]): Uint8Array<ArrayBuffer> {
  const classes = thresholds.length;
  return Uint8Array.from(probabilities, (probability, index) =>
    probability >= elementAt(thresholds, index % classes) ? 1 : 0,
  );
}

/** With fewer rows that have a label, the best threshold on them is chance. */
const minimumPositives = 5;

/**
 * The threshold of each label with the highest F1 on rows that were not trained on (Lipton et al. 2014, arXiv 1402.1892);
 * one half where too few rows have the label.
 *
 * @param labelSets `[rows * labels]`, 1 where a row has a label
 * @param probabilities `[rows * labels]`
 */
export function bestThresholds(labelSets: Targets, probabilities: Float32Array, classCount: number): number[] {
  return Array.from({ length: classCount }, (_, id) =>
    bestThreshold(column(labelSets, id, classCount), column(probabilities, id, classCount)),
  );
}

function bestThreshold(labels: number[], probabilities: number[]): number {
  const positives = labels.reduce((sum, label) => sum + label, 0);
  if (positives < minimumPositives) return 0.5;
  const order = [...labels.keys()].sort((a, b) => elementAt(probabilities, b) - elementAt(probabilities, a));
  let hits = 0;
  let best = { f1: 0, threshold: 0.5 };
  order.forEach((row, index) => {
    hits += elementAt(labels, row);
    const own = elementAt(probabilities, row);
    const next = probabilities[order[index + 1] ?? -1] ?? 0;
    // Rows of the same probability are on the same side.
    if (own === next) return;
    const f1 = (2 * hits) / (index + 1 + positives);
    if (f1 > best.f1) best = { f1, threshold: (own + next) / 2 };
  });
  return best.threshold;
}

function column(values: ArrayLike<number>, id: number, classCount: number): number[] {
  return Array.from({ length: values.length / classCount }, (_, row) => elementAt(values, row * classCount + id));
}

/**
 * All metrics of predictions; `accuracy` is the share of rows whose labels are all right (subset accuracy).
 *
 * @param labelSets `[rows * labels]`, 1 where a row has a label
 * @param logits `[rows * labels]`
 */
export function measureMultiLabel(
  labelSets: Targets,
  logits: Float32Array,
  labels: string[],
  thresholds: number[],
): MultiLabelMetrics {
  const rows = logits.length / labels.length;
  const chosen = chosenLabels(sigmoids(logits), thresholds);
  const counts = labels.map((_, id) =>
    countLabel(column(labelSets, id, labels.length), column(chosen, id, labels.length)),
  );
  const classes = labels.map((label, id) => ({ label, ...scores([counts[id] ?? noCounts]) }));
  const mean = (key: 'precision' | 'recall' | 'f1') =>
    classes.reduce((sum, own) => sum + own[key], 0) / Math.max(1, classes.length);
  const micro = scores(counts);
  const wrong = counts.reduce((sum, own) => sum + own.falsePositive + own.falseNegative, 0);
  return {
    task: 'multiLabel',
    rows,
    accuracy: ratio(exactRows(labelSets, chosen, labels.length), rows),
    macroPrecision: mean('precision'),
    macroRecall: mean('recall'),
    macroF1: mean('f1'),
    loss: binaryCrossEntropy(labelSets, logits),
    classes,
    microPrecision: micro.precision,
    microRecall: micro.recall,
    microF1: micro.f1,
    hammingLoss: ratio(wrong, rows * labels.length),
    counts,
  };
}

const noCounts: LabelCounts = {
  truePositive: 0,
  falsePositive: 0,
  falseNegative: 0,
  trueNegative: 0,
};

function countLabel(has: number[], said: number[]): LabelCounts {
  const counts = { ...noCounts };
  has.forEach((own, row) => {
    if (said[row]) counts[own ? 'truePositive' : 'falsePositive']++;
    else counts[own ? 'falseNegative' : 'trueNegative']++;
  });
  return counts;
}

/** Precision, recall and F1 of some labels taken together. */
function scores(counts: LabelCounts[]) {
  const sum = (key: keyof LabelCounts) => counts.reduce((all, own) => all + own[key], 0);
  const hits = sum('truePositive');
  const support = hits + sum('falseNegative');
  const said = hits + sum('falsePositive');
  return {
    precision: ratio(hits, said),
    recall: ratio(hits, support),
    f1: ratio(2 * hits, said + support),
    support,
  };
}

function exactRows(labelSets: Targets, chosen: Uint8Array, classCount: number): number {
  let exact = 0;
  for (let start = 0; start < chosen.length; start += classCount) {
    const own = chosen.subarray(start, start + classCount);
    if (own.every((said, id) => said === labelSets[start + id])) exact++;
  }
  return exact;
}

/** Mean over rows and labels of −log p(truth), from the logits, whose digits a probability near 1 would lose. */
function binaryCrossEntropy(labelSets: Targets, logits: Float32Array): number {
  const sum = logits.reduce((total, logit, index) => {
    const against = labelSets[index] ? -logit : logit;
    return total + Math.max(against, 0) + Math.log1p(Math.exp(-Math.abs(logit)));
  }, 0);
  return sum / Math.max(1, logits.length);
}
