import type { ComputeBackend, ComputeChoice } from './compute';
import type { DroppedRows, PreparedSummary, Preparation, SplitCounts } from './dataset';
import type { CrossValidation, Metrics } from './metrics';
import type { Calibration, TfidfBaseline } from './evaluation';
import type { Depth, Recipe } from './recipe';
import type { SplitRecord } from './splitChoice';
import type { ClassifierLabels } from './task';

/** What to train, on which rows, and with what. */
export interface FineTuneOrder {
  preparedSetId: string;
  recipe: Recipe;
  compute: ComputeChoice;
  /** Seconds the tokenizing took, for the report. */
  tokenizingSeconds: number;
  /** Whether to go on with the set's interrupted run rather than start anew. */
  goOn: boolean;
}

/** With more rows nothing is measured before the training: all of them would be tokenized for it, unasked. */
export const mostRowsMeasured = 2_000_000;

/** Whether it is measured how long each depth takes on a set's rows. */
export function isMeasured({ splitCounts: { train, validation, test } }: PreparedSummary): boolean {
  return train.rows + validation.rows + test.rows <= mostRowsMeasured;
}

/** About how long training to a depth takes, from a measurement on this device. */
export interface DepthEstimate {
  depth: Depth;
  /** `null` where it does not fit the device. */
  seconds: number | null;
  /** What was made smaller to fit the device, or why it does not, in sentences. */
  notes: string[];
}

/** A run that was interrupted and can go on. */
export interface InterruptedRunSummary {
  recipe: Recipe;
  /** The last epoch that is done. */
  epoch: number;
}

/** One point of the training curves: the end of an epoch. */
export interface HistoryPoint {
  step: number;
  epoch: number;
  /** Mean over the steps of the epoch. */
  trainLoss: number;
  learningRate: number;
  validationLoss: number;
  validationMacroF1: number;
}

/** Wall-clock seconds of each stage. */
export interface StageSeconds {
  importing: number;
  tokenizing: number;
  loadingModel: number;
  encoding: number;
  training: number;
  evaluating: number;
}

/** A finished run: the model's identity, how it was made, and how good it is. Its weights rest beside it. */
export interface TrainedModel extends ClassifierLabels {
  id: string;
  name: string;
  createdAt: number;
  dataSetId: string;
  dataSetName: string;
  /** What the column of its texts is called. Absent in models from before it was kept. */
  textColumn?: string;
  preparedSetId: string;
  /** How its rows were prepared; new texts are cleaned the same way. Absent in models from before it was kept. */
  preparation?: Preparation;
  /** Data rows in the file, the header not counted. */
  rowsRead: number;
  dropped: DroppedRows;
  splitCounts: SplitCounts;
  /** Absent in models of versions that knew one split only. */
  split?: SplitRecord;
  recipe: Recipe;
  /** What the head reads of the encoder (src/encoder/pooling.ts). Absent in models of earlier versions: first and mean. */
  pooling?: 'first' | 'firstAndMean';
  /** What the base model is called, and under which licence; absent: as the catalogue says. */
  base?: { name: string; hub: string | null; license: string };
  compute: ComputeBackend;
  seconds: StageSeconds;
  /** Texts cut at `recipe.maxTokens`. */
  truncatedTexts: number;
  history: HistoryPoint[];
  /** The epoch whose weights were kept, from 1. */
  bestEpoch: number;
  /** Whether the user stopped the run before its end. */
  stoppedEarly: boolean;
  /** What the user should know of how it went: what did not fit the device, or why it ended. */
  notes?: string[];
  /** On the test rows; after cross-validation on all rows, each evaluated by a model that had not seen it. */
  metrics: Metrics;
  crossValidation?: CrossValidation;
  /** Its logits are already divided by the temperature. Absent in models of earlier versions. */
  calibration?: Calibration;
  /** What a simpler way reached on the same rows; absent in models of earlier versions, and where it was stopped. */
  tfidf?: TfidfBaseline;
  /**
   * Absent: trained here. `restored`: it came back from a download of Hone's; its rows stayed where it was trained.
   * `foreign`: trained by another program and never evaluated here, so all numbers but those of its labels are without meaning.
   */
  source?: 'restored' | 'foreign';
}

/** What a model says of one text. */
export interface Classification {
  labels: string[];
  /** One per label. */
  logits: number[];
  probabilities: number[];
  /** How sure the model is of the whole answer, 0 to 1 (src/evaluation/certainty.ts); to compare with `unsureBelow`. */
  certainty: number;
  /** The labels that reach their thresholds, where a text may have several. */
  chosen?: string[];
}
