// How far a model's numbers can be trusted: what chance leaves open, what simpler ways reach, what its probabilities mean.

/** From `low` to `high`: 95 % of what the same measurement on other rows of the same kind would give. */
export interface Interval {
  low: number;
  high: number;
}

export const scoreNames = ['accuracy', 'macroPrecision', 'macroRecall', 'macroF1', 'microF1'] as const;
export type ScoreName = (typeof scoreNames)[number];

/** A number and its interval; `null` where the rows can't tell, as when every answer is right. */
export interface Estimate {
  value: number;
  interval: Interval | null;
}
export type Estimates = Record<ScoreName, Estimate>;

/** Whether the model is better than a simpler way beyond what chance could do. */
export type Verdict = 'better' | 'even' | 'worse';

/** A simpler way, on the same rows. */
export interface Baseline {
  name: 'majority' | 'tfidf';
  estimates: Estimates;
  /** The model's score less the baseline's, both on the same resampled rows. */
  ahead: Estimates;
  verdict: Verdict;
}

/** What was found of the model's probabilities when they were set right by one temperature. */
export interface Calibration {
  /** What the logits were divided by. 1: they are as the training left them. */
  temperature: number;
  /** Validation rows it was fitted on. */
  rows: number;
  /** `tooFewRows`: nothing was fitted. `atBound`: the rows would have it go further than is sound. */
  outcome: 'fitted' | 'atBound' | 'tooFewRows';
  /** On the test rows, before it. */
  before: { expectedCalibrationError: number; loss: number };
}

/** TF-IDF with logistic regression on the same training rows. */
export interface TfidfBaseline {
  /** The inverse strength of its penalty, as in scikit-learn, chosen on the validation rows; after folds the last one's. */
  inversePenalty: number;
  /** Words and pairs of words that it counts. */
  terms: number;
  trainingRows: number;
  /** Training rows there were. */
  allTrainingRows: number;
  /** On the test rows. */
  accuracy: number;
  macroF1: number;
  seconds: number;
}

/** Answers of about the same probability: how probable on average, and how many came true. */
export interface ReliabilityBin {
  from: number;
  to: number;
  rows: number;
  meanProbability: number;
  shareRight: number;
}

export interface Reliability {
  bins: ReliabilityBin[];
  /** The mean distance of probability and truth, by answers (Guo et al. 2017). */
  expectedCalibrationError: number;
  /** What that distance stays below, 19 times in 20, by chance alone if every probability is exactly true. */
  errorByChance: number;
}

/** What is left to the model when it may say that it is not sure: test rows by certainty. */
export interface Certainties {
  /** Descending. */
  certainty: Float32Array;
  /** Of the rows up to and with each: how many are right. */
  right: Uint32Array;
}

/** All that is computed from a model's stored predictions. */
export interface Evaluation {
  estimates: Estimates;
  baselines: Baseline[];
  reliability: Reliability;
  certainties: Certainties;
}

/** A curve in the unit square, and the number that sums it up. */
export interface Curve {
  x: number[];
  y: number[];
  /** Area under the ROC curve; average precision. */
  summary: number;
}

/** How well a label's probability ranks the test rows. */
export interface LabelCurves {
  positives: number;
  rows: number;
  /** False positive rate, true positive rate. */
  roc: Curve;
  /** Recall, precision. */
  precisionRecall: Curve;
}
