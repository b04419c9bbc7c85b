// Metrics and thresholds of multi-label classification: every label is a yes or no of its own. Defined as in
// scikit-learn's `precision_recall_fscore_support` on indicator matrices with zero_division=0. Pure.

import type { LabelCounts, Metrics } from '../domain/metrics';
import { ratio } from './metrics';

/** The logistic function of each logit. */
export function sigmoids(logits: Float32Array): Float32Array<ArrayBuffer> {
  return Float32Array.from(logits, (logit) => 1 / (1 + Math.exp(-logit)));
}

/** 1 where a probability reaches its label's threshold, `[rows * labels]`. */
export function chosenLabels(probabilities: Float32Array, thresholds: number[]): Uint8Array {
  const classes = thresholds.length;
  return Uint8Array.from(probabilities, (probability, index) =>
    probability >= (thresholds[index % classes] ?? 0.5) ? 1 : 0,
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
export function bestThresholds(
  labelSets: Uint8Array,
  probabilities: Float32Array,
  classCount: number,
): number[] {
  return Array.from({ length: classCount }, (_, id) =>
    bestThreshold(column(labelSets, id, classCount), column(probabilities, id, classCount)),
  );
}

function bestThreshold(labels: number[], probabilities: number[]): number {
  const positives = labels.reduce((sum, label) => sum + label, 0);
  if (positives < minimumPositives) return 0.5;
  const order = [...labels.keys()].sort(
    (a, b) => (probabilities[b] ?? 0) - (probabilities[a] ?? 0),
  );
  let hits = 0;
  let best = { f1: 0, threshold: 0.5 };
  order.forEach((row, index) => {
    hits += labels[row] ?? 0;
    const own = probabilities[row] ?? 0;
    const next = probabilities[order[index + 1] ?? -1] ?? 0;
    // Rows of the same probability are on the same side.
    if (own === next) return;
    const f1 = (2 * hits) / (index + 1 + positives);
    if (f1 > best.f1) best = { f1, threshold: (own + next) / 2 };
  });
  return best.threshold;
}

function column(values: ArrayLike<number>, id: number, classCount: number): number[] {
  return Array.from(
    { length: values.length / classCount },
    (_, row) => values[row * classCount + id] ?? 0,
  );
}

/**
 * All metrics of predictions; `accuracy` is the share of rows whose labels are all right (subset accuracy).
 *
 * @param labelSets `[rows * labels]`, 1 where a row has a label
 * @param logits `[rows * labels]`
 */
export function measureMultiLabel(
  labelSets: Uint8Array,
  logits: Float32Array,
  labels: string[],
  thresholds: number[],
): Metrics {
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
    rows,
    accuracy: ratio(exactRows(labelSets, chosen, labels.length), rows),
    macroPrecision: mean('precision'),
    macroRecall: mean('recall'),
    macroF1: mean('f1'),
    loss: binaryCrossEntropy(labelSets, logits),
    classes,
    confusionMatrix: [],
    multiLabel: {
      microPrecision: micro.precision,
      microRecall: micro.recall,
      microF1: micro.f1,
      hammingLoss: ratio(wrong, rows * labels.length),
      counts,
    },
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

function exactRows(labelSets: Uint8Array, chosen: Uint8Array, classCount: number): number {
  let exact = 0;
  for (let start = 0; start < chosen.length; start += classCount) {
    const own = chosen.subarray(start, start + classCount);
    if (own.every((said, id) => said === labelSets[start + id])) exact++;
  }
  return exact;
}

/** Mean over rows and labels of −log p(truth), from the logits, whose digits a probability near 1 would lose. */
function binaryCrossEntropy(labelSets: Uint8Array, logits: Float32Array): number {
  const sum = logits.reduce((total, logit, index) => {
    const against = labelSets[index] ? -logit : logit;
    return total + Math.max(against, 0) + Math.log1p(Math.exp(-Math.abs(logit)));
  }, 0);
  return sum / Math.max(1, logits.length);
}
