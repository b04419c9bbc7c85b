// What chance leaves open of test metrics: the percentile bootstrap over rows (Efron and Tibshirani 1993, chapter 13),
// moved so that its median is what was measured. Where a label has few rows, samples of them score lower or higher than
// the rows themselves, and that is bias, not chance (tests/unit/evaluation/intervalCoverage.test.ts). Pure.

import { seededRandom } from '../domain/random';
import { scoreNames, type Estimate, type Estimates, type Interval, type ScoreName } from '../domain/evaluation';
import { ratio } from '../domain/ratio';
import type { Targets, Truth } from '../domain/task';
import { taskOf } from '../tasks/taskOf';

/**
 * What came of each row, small: a row adds to a few of the counts `[label: found, wrongly given, missed]`. Enough for every
 * score, whether a text has one label or several.
 */
export interface Outcomes {
  labelCount: number;
  /** Labels that no row has. */
  untestedLabels: number;
  /** 1 where all of the row is right. */
  right: Uint8Array;
  /** Where each row's counts start, and the end. */
  starts: Uint32Array;
  /** Indices `label * 3 + kind`. */
  counts: Uint32Array;
}

const kinds = { found: 0, wronglyGiven: 1, missed: 2 };

/** Answers beside the truth. */
export function outcomesOf({ task: type, targets }: Truth, answers: Targets, labelCount: number): Outcomes {
  const task = taskOf(type);
  const rows = answers.length / task.width(labelCount);
  const starts = new Uint32Array(rows + 1);
  const right = new Uint8Array(rows);
  const counts: number[] = [];
  const tested = new Set<number>();
  for (let row = 0; row < rows; row++) {
    right[row] = 1;
    const said = task.labelsOf(answers, row, labelCount);
    for (const id of said) {
      const isFound = task.has(targets, row, id, labelCount);
      counts.push(id * 3 + (isFound ? kinds.found : kinds.wronglyGiven));
      if (!isFound) right[row] = 0;
    }
    for (const id of task.labelsOf(targets, row, labelCount)) {
      tested.add(id);
      if (task.has(answers, row, id, labelCount)) continue;
      counts.push(id * 3 + kinds.missed);
      right[row] = 0;
    }
    starts[row + 1] = counts.length;
  }
  const untestedLabels = labelCount - tested.size;
  return { labelCount, untestedLabels, right, starts, counts: Uint32Array.from(counts) };
}

/** The scores of some answers, and how far each is ahead of the others. */
export interface Resampled {
  estimates: Estimates;
  /** The first answers' scores less these; of the first, zero. */
  ahead: Estimates;
}

/** With more rows the intervals are narrow, and half as many samples tell them as well. */
const manyRows = 20_000;

/**
 * Scores of several answers to the same rows with 95 % intervals, and of how far the first are ahead of each other ones:
 * every sample takes the same rows of all.
 */
export function bootstrap(all: Outcomes[], seed: number): Resampled[] {
  const rows = all[0]?.right.length ?? 0;
  const samples = rows > manyRows ? 1000 : 2000;
  const random = seededRandom(seed);
  const observed = all.map(scoresOfAll);
  const drawn = all.map(() => Array.from({ length: samples }, () => noScores));
  const sample = new Uint32Array(rows);
  for (let index = 0; index < samples; index++) {
    for (let draw = 0; draw < rows; draw++) sample[draw] = Math.floor(random() * rows);
    all.forEach((own, which) => {
      const scores = drawn[which];
      if (scores) scores[index] = scoresOf(own, sample);
    });
  }
  const first = { observed: observed[0] ?? noScores, drawn: drawn[0] ?? [] };
  return all.map((own, which) => {
    const value = observed[which] ?? noScores;
    const scores = drawn[which] ?? [];
    const estimate = (name: ScoreName): Estimate => ({
      value: value[name],
      interval: intervalOf(
        name,
        own.right,
        scores.map((score) => score[name]),
        value[name],
      ),
    });
    const lead = (name: ScoreName): Estimate => {
      const leads = scores.map((score, index) => (first.drawn[index] ?? noScores)[name] - score[name]);
      const measured = first.observed[name] - value[name];
      return { value: measured, interval: percentiles(leads, measured, -1) };
    };
    return { estimates: byName(estimate), ahead: byName(lead) };
  });
}

function byName(make: (name: ScoreName) => Estimate): Estimates {
  const [accuracy, macroPrecision, macroRecall, macroF1, microF1] = scoreNames;
  return {
    accuracy: make(accuracy),
    macroPrecision: make(macroPrecision),
    macroRecall: make(macroRecall),
    macroF1: make(macroF1),
    microF1: make(microF1),
  };
}

type Scores = Record<ScoreName, number>;

const noScores: Scores = {
  accuracy: 0,
  macroPrecision: 0,
  macroRecall: 0,
  macroF1: 0,
  microF1: 0,
};

/** The scores of all rows. */
export function scoresOfAll(outcomes: Outcomes): Record<ScoreName, number> {
  return scoresOf(outcomes, Uint32Array.from(outcomes.right.keys()));
}

/**
 * Defined as in the metrics of src/tasks, but the means leave out a label of the test rows that the sample happens to hold
 * no row of: it was not drawn, which says nothing of the model.
 */
function scoresOf({ labelCount, untestedLabels, right, starts, counts }: Outcomes, sample: Uint32Array): Scores {
  const tally = new Float64Array(labelCount * 3);
  let exact = 0;
  for (const row of sample) {
    exact += right[row] ?? NaN;
    const end = starts[row + 1] ?? NaN;
    for (let at = starts[row] ?? NaN; at < end; at++) {
      const count = counts[at] ?? NaN;
      tally[count] = (tally[count] ?? NaN) + 1;
    }
  }
  const sums = { labels: untestedLabels, precision: 0, recall: 0, f1: 0, found: 0, wronglyGiven: 0, missed: 0 };
  for (let at = 0; at < tally.length; at += 3) {
    const [found = 0, wronglyGiven = 0, missed = 0] = tally.subarray(at, at + 3);
    // One that was not drawn adds nothing below.
    if (found + missed > 0) sums.labels++;
    sums.precision += ratio(found, found + wronglyGiven);
    sums.recall += ratio(found, found + missed);
    sums.f1 += ratio(2 * found, 2 * found + wronglyGiven + missed);
    sums.found += found;
    sums.wronglyGiven += wronglyGiven;
    sums.missed += missed;
  }
  return {
    accuracy: ratio(exact, sample.length),
    macroPrecision: ratio(sums.precision, sums.labels),
    macroRecall: ratio(sums.recall, sums.labels),
    macroF1: ratio(sums.f1, sums.labels),
    microF1: ratio(2 * sums.found, 2 * sums.found + sums.wronglyGiven + sums.missed),
  };
}

/**
 * The percentile interval. Rows that are all right or all wrong resample to themselves: then the accuracy's interval is the
 * exact one (Clopper and Pearson 1934), and the other scores have none.
 */
function intervalOf(name: ScoreName, right: Uint8Array, drawn: number[], measured: number): Interval | null {
  const rows = right.length;
  const hits = right.reduce((sum, own) => sum + own, 0);
  if (rows === 0) return null;
  if (hits > 0 && hits < rows) return percentiles(drawn, measured, 0);
  if (name !== 'accuracy') return null;
  const reach = 0.025 ** (1 / rows);
  return hits === rows ? { low: reach, high: 1 } : { low: 0, high: 1 - reach };
}

/**
 * The 2.5th and 97.5th percentile, between neighbours in proportion as in NumPy, moved by what the median is beside what
 * was measured; from `least` to 1.
 */
function percentiles(values: number[], measured: number, least: number): Interval | null {
  if (values.length === 0) return null;
  const sorted = Float64Array.from(values).sort();
  const quantile = (share: number) => {
    const at = share * (sorted.length - 1);
    const [below = 0, above = below] = sorted.subarray(Math.floor(at), Math.floor(at) + 2);
    return below + (at - Math.floor(at)) * (above - below);
  };
  const shift = measured - quantile(0.5);
  return { low: Math.max(least, quantile(0.025) + shift), high: Math.min(1, quantile(0.975) + shift) };
}
