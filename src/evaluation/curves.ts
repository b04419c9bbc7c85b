// How well a probability ranks rows, whatever threshold one takes: ROC and precision–recall curves, defined as in
// scikit-learn's `roc_curve`, `roc_auc_score`, `precision_recall_curve` and `average_precision_score`. Pure.

import { elementAt } from '../domain/element';
import type { Curve, LabelCurves } from '../domain/evaluation';
import { ratio } from '../domain/ratio';
import type { Truth } from '../domain/task';
import { taskOf } from '../tasks/taskOf';

/** More points than a picture shows. */
const pointsKept = 400;

/**
 * The curves of one label against all others.
 *
 * @param probabilities `[rows * classes]`
 */
export function labelCurves(
  { task, targets }: Truth,
  probabilities: Float32Array,
  classCount: number,
  label: number,
): LabelCurves {
  const rows = probabilities.length / classCount;
  const scores = Float32Array.from({ length: rows }, (_, row) => elementAt(probabilities, row * classCount + label));
  const { has } = taskOf(task);
  const positive = Uint8Array.from({ length: rows }, (_, row) => (has(targets, row, label, classCount) ? 1 : 0));
  const counts = cumulated(scores, positive);
  const positives = positive.reduce((sum, own) => sum + own, 0);
  return {
    positives,
    rows,
    roc: rocCurve(counts, positives, rows - positives),
    precisionRecall: precisionRecallCurve(counts, positives),
  };
}

/** For each different score, the highest first: the positives and negatives that have at least it. */
function cumulated(scores: Float32Array, positive: Uint8Array) {
  const order = Uint32Array.from(scores.keys()).sort((a, b) => elementAt(scores, b) - elementAt(scores, a));
  const counts: { hits: number; others: number }[] = [];
  let [hits, others] = [0, 0];
  order.forEach((row, index) => {
    if (positive[row]) hits++;
    else others++;
    const next = order[index + 1];
    if (next === undefined || scores[next] !== scores[row]) counts.push({ hits, others });
  });
  return counts;
}

type Counts = ReturnType<typeof cumulated>;

function rocCurve(counts: Counts, positives: number, negatives: number): Curve {
  const x = [0, ...counts.map(({ others }) => ratio(others, negatives))];
  const y = [0, ...counts.map(({ hits }) => ratio(hits, positives))];
  const area = x.reduce((sum, own, at) => {
    const [left = own, low = 0] = [x[at - 1], y[at - 1]];
    return sum + (own - left) * ((low + elementAt(y, at)) / 2);
  }, 0);
  return thinned({ x, y, summary: area });
}

function precisionRecallCurve(counts: Counts, positives: number): Curve {
  const recall = counts.map(({ hits }) => ratio(hits, positives));
  const precision = counts.map(({ hits, others }) => ratio(hits, hits + others));
  // A sum of steps, not of trapezoids, which would be too hopeful.
  const average = recall.reduce((sum, own, at) => sum + (own - (recall[at - 1] ?? 0)) * elementAt(precision, at), 0);
  return thinned({ x: [0, ...recall], y: [1, ...precision], summary: average });
}

/** A curve with fewer points, its ends kept. */
function thinned({ x, y, summary }: Curve): Curve {
  const step = Math.ceil(x.length / pointsKept);
  const kept = (_: number, at: number) => at % step === 0 || at === x.length - 1;
  return { x: x.filter(kept), y: y.filter(kept), summary };
}
