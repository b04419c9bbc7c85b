import type { Targets, Truth } from './task';

/** Precision, recall and F1 of one class; each is 0 where it is undefined, as in scikit-learn. */
export interface ClassMetrics {
  label: string;
  precision: number;
  recall: number;
  f1: number;
  /** Rows that truly have the class. */
  support: number;
}

/** Rows by whether they have a label and whether the model said so. */
export interface LabelCounts {
  truePositive: number;
  falsePositive: number;
  falseNegative: number;
  trueNegative: number;
}

/** How good a model is on rows it never saw. */
interface SharedMetrics {
  rows: number;
  /** Share of rows that are right; where a text may have several labels, right in all of them. */
  accuracy: number;
  macroPrecision: number;
  macroRecall: number;
  macroF1: number;
  /** Mean cross-entropy. */
  loss: number;
  classes: ClassMetrics[];
}

export interface SingleLabelMetrics extends SharedMetrics {
  task: 'singleLabel';
  /** Rows by true class (outer) and predicted class (inner). */
  confusionMatrix: number[][];
}

export interface MultiLabelMetrics extends SharedMetrics {
  task: 'multiLabel';
  /** Over all decisions of all labels together. */
  microPrecision: number;
  microRecall: number;
  microF1: number;
  /** Share of decisions that are wrong. */
  hammingLoss: number;
  /** By label. */
  counts: LabelCounts[];
}

export type Metrics = SingleLabelMetrics | MultiLabelMetrics;

/** A mean over folds, and the sample standard deviation beside it. */
export interface Spread {
  mean: number;
  deviation: number;
}

/** How good the models of cross-validation were, each on the fold it never saw. */
export interface CrossValidation {
  folds: { rows: number; accuracy: number; macroF1: number }[];
  accuracy: Spread;
  macroF1: Spread;
}

/** What the model said of one row. */
export interface Prediction {
  /** As a spreadsheet counts, from 1. */
  rowNumber: number;
  text: string;
  /** Several are joined by semicolons. */
  trueLabel: string;
  predictedLabel: string;
  /** Present where a text may have several labels: each on its own. */
  trueLabels?: string[];
  predictedLabels?: string[];
  /** One per class, in the order of the labels. */
  logits: number[];
  /** The softmax of the logits; where a text may have several labels, the logistic function of each. */
  probabilities: number[];
}

/** What a model said of some rows, column by column. */
export interface PredictedRows extends Truth {
  rowNumbers: Uint32Array;
  texts: string[];
  /** `[rows * classes]` */
  logits: Float32Array<ArrayBuffer>;
}

/** The test rows of a model. The texts are kept with it, so that it can be evaluated after its data set is deleted. */
export interface StoredPredictions extends PredictedRows {
  modelId: string;
  /** What word counts answered. Absent where they were not asked to the end. */
  tfidf?: Targets;
  splitRows: SplitRows;
}

/** Which row went where, so that anyone can repeat the split: all kept rows, in the file's order. */
export interface SplitRows {
  rowNumbers: Uint32Array;
  /** Index into `splitNames`, or `leftOut`. */
  splits: Uint8Array;
  /** The fold that tested each row; `null` without cross-validation. */
  folds: Uint8Array | null;
  /** Where the rows come from several files: their names, and the index of each row's; row numbers are the file's own. */
  files?: { names: string[]; of: Uint16Array };
}
