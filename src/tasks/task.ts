// What differs between one label a text and several, behind one interface.

import type { Balancing } from '../domain/balancing';
import type { Metrics } from '../domain/metrics';
import type { ClassifierLabels, Targets, TaskType } from '../domain/task';

/** What tells which labels probabilities come to. */
export type DecisionRule = Pick<ClassifierLabels, 'labels' | 'thresholds'>;

/** How many of some rows have each class. */
export interface ClassCounts {
  rows: number;
  rowsPerClass: ArrayLike<number>;
}

export interface Task {
  readonly type: TaskType;
  /** Numbers in `Targets` that one row takes. */
  width(classCount: number): number;
  /** Targets of rows yet to be filled in. */
  newTargets(rows: number, classCount: number): Targets;
  /** Class ids of a row, ascending. */
  labelsOf(targets: Targets, row: number, classCount: number): number[];
  has(targets: Targets, row: number, id: number, classCount: number): boolean;

  /** `[rows * classes]`, from logits of that shape. */
  probabilities(logits: Float32Array, classCount: number): Float32Array<ArrayBuffer>;
  /** The answers to rows of these probabilities. */
  decide(probabilities: Float32Array, decision: DecisionRule): Targets;
  /** The thresholds that are best on rows that were not trained on, where the task has any. */
  bestThresholds(targets: Targets, logits: Float32Array, classCount: number): number[] | undefined;
  /** Of each class, `[rows * classes]`: from the logits, as probabilities near 1 have lost the digits that tell. */
  logOdds(logits: Float32Array, classCount: number): Float32Array<ArrayBuffer>;
  /** How sure a model is of the whole answer to each row, `[rows]`; to compare with `unsureBelow`. */
  certainty(probabilities: Float32Array, classCount: number): Float32Array<ArrayBuffer>;
  /** How sure it was of what decides whether each row's answer is right: of its surest mistake, where there is one. */
  confidence(
    probabilities: Float32Array,
    truth: Targets,
    answers: Targets,
    classCount: number,
  ): Float32Array<ArrayBuffer>;
  /** The probability of each thing that a model says, and 1 where it came true. */
  claims(
    probabilities: Float32Array,
    truth: Targets,
    classCount: number,
  ): { probabilities: Float32Array; cameTrue: Uint8Array };

  /** All metrics of logits `[rows * classes]`. */
  metrics(targets: Targets, logits: Float32Array, decision: DecisionRule): Metrics;
  /** Macro F1 of a part of the rows, from its metrics: over the classes that scikit-learn counts. */
  macroF1OfPart(metrics: Metrics): number;
  /** The derivative of the summed loss of scale · logits by the scale; `doubt` is the share of a target that may be wrong. */
  lossSlope(targets: Targets, logits: Float32Array, classCount: number, doubt: number): (scale: number) => number;
  /** The one answer that is right most often where the rows are these. */
  majority(counts: ClassCounts): Targets;

  /** What each class counts in the loss. */
  classWeights(counts: ClassCounts, balancing: Balancing): Float32Array;
  /** What a row counts in the mean of a step's losses. */
  rowWeight(targets: Targets, row: number, classWeights: Float32Array): number;
}
