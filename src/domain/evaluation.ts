/** Precision, recall and F1 of one class; each is 0 where it is undefined, as in scikit-learn. */
export interface ClassMetrics {
  label: string;
  precision: number;
  recall: number;
  f1: number;
  /** Rows that truly have the class. */
  support: number;
}

/** How good a model is on rows it never saw. */
export interface Metrics {
  rows: number;
  accuracy: number;
  macroPrecision: number;
  macroRecall: number;
  macroF1: number;
  /** Mean cross-entropy. */
  loss: number;
  classes: ClassMetrics[];
  /** Rows by true class (outer) and predicted class (inner). */
  confusionMatrix: number[][];
}

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
  trueLabel: string;
  predictedLabel: string;
  /** One per class, in the order of the labels. */
  logits: number[];
  /** The softmax of the logits. */
  probabilities: number[];
}

/**
 * What a model said of the test rows, column by column. The texts are kept with it, so that a model can be
 * judged and reported after its data set is deleted.
 */
export interface StoredPredictions {
  modelId: string;
  rowNumbers: Uint32Array;
  texts: string[];
  /** Class ids, `[rows]`. */
  trueIds: Uint16Array;
  /** `[rows * classes]` */
  logits: Float32Array<ArrayBuffer>;
  /** Absent in models of versions that did not keep it. */
  splitRows?: SplitRows;
}

/** Which row went where, so that anyone can repeat the split: all kept rows, in the file's order. */
export interface SplitRows {
  rowNumbers: Uint32Array;
  /** Index into `splitNames`, or `leftOut`. */
  splits: Uint8Array;
  /** The fold that tested each row; `null` without cross-validation. */
  folds: Uint8Array | null;
}
