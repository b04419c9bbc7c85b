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
}
