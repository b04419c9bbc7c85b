import { noCleaning, type TextCleaning } from './cleaning';
import type { ComputeBackend, ComputeChoice } from './compute';
import type { ContrastiveChoice } from './contrastive';
import type { DroppedRows, PreparedSummary, SplitCounts } from './dataset';
import type { Pooling } from './pooling';
import type { Preparation } from './preparation';
import type { CrossValidation, Metrics, StoredPredictions } from './metrics';
import type { Calibration, TfidfBaseline } from './evaluation';
import type { Depth, Recipe } from './recipe';
import type { TextSeparator } from './rowText';
import type { SplitRecord } from './splitChoice';
import type { ClassifierLabels } from './task';
import type { TensorValues } from './tensorValues';

/** A training that was begun and neither finished nor discarded: what it works on, and how far its state is kept. */
export interface Run {
  id: string;
  dataSetId: string;
  dataSetName: string;
  /** The rows as they were cleaned and split when it began; later changes are not its own. */
  preparedSetId: string;
  recipe: Recipe;
  startedAt: number;
  /** Epochs up to the state that is kept, 1.5 where that is of the middle of the second; 0: none is kept yet. */
  epochsDone: number;
  /** Of a cross-validation: how many folds are tested and kept. The epochs are those of the training on all rows then. */
  folds?: { done: number; count: number };
}

/** How much of a run is kept, in epochs and folds; 0: nothing. */
export function keptParts({ epochsDone, folds }: Run): number {
  return epochsDone + (folds?.done ?? 0);
}

/** Which run to begin, or to continue from what is kept of it. */
export interface FineTuneOrder {
  run: Run;
  compute: ComputeChoice;
  /** Seconds the tokenizing took, for the report. */
  tokenizingSeconds: number;
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

/** What is known of every model of My models, wherever it was trained. Its weights rest beside it. */
interface KnownModel extends ClassifierLabels {
  id: string;
  name: string;
  createdAt: number;
  /** Its base model, and how it reads texts. */
  recipe: Pick<Recipe, 'baseModel' | 'maxTokens' | 'truncation'>;
  /** What the head reads of the encoder (src/encoder/pooling.ts). */
  pooling: Pooling;
  /** What the base model is called, and under which licence: it may be gone one day. */
  base: { name: string; hub: string | null; license: string };
  /** What the user should know of how it went: what did not fit the device, or why it ended. */
  notes: string[];
}

/** A finished run of Hone's: how the model was made, and how good it is. */
export interface FinishedModel extends KnownModel {
  /** ISO 639-1 code of the language of most texts, where the base model has read English only. Absent: none. */
  unreadLanguage?: string;
  dataSetName: string;
  /** What the column of its texts is called, or the first of them. */
  textColumn: string;
  /** What all columns of its texts are called, in their order; absent: there is one. */
  textColumns?: string[];
  /** How its rows were prepared; new texts are cleaned the same way. */
  preparation: Preparation;
  /** Data rows in the file, the header not counted. */
  rowsRead: number;
  dropped: DroppedRows;
  splitCounts: SplitCounts;
  split: SplitRecord;
  recipe: Recipe;
  compute: ComputeBackend;
  seconds: StageSeconds;
  /** Texts cut at `recipe.maxTokens`. */
  truncatedTexts: number;
  history: HistoryPoint[];
  /** The epoch whose weights were kept, from 1. */
  bestEpoch: number;
  /** Whether the user stopped the run before its end. */
  stoppedEarly: boolean;
  /** On the test rows; after cross-validation on all rows, each evaluated by a model that had not seen it. */
  metrics: Metrics;
  crossValidation?: CrossValidation;
  /** Of contrastive training: what it was compared with, and which was kept. */
  contrastive?: ContrastiveChoice;
  /** Its logits are already divided by the temperature. */
  calibration: Calibration;
  /** What a simpler way reached on the same rows; absent where it was stopped. */
  tfidf?: TfidfBaseline;
}

/** Trained on this computer, where its test rows and their predictions lie. */
export interface ModelTrainedHere extends FinishedModel {
  origin: 'trained';
  dataSetId: string;
  preparedSetId: string;
}

/** A finished model that could not be stored: all there is of it. */
export interface UnkeptModel {
  model: ModelTrainedHere;
  weights: TensorValues;
  predictions: StoredPredictions;
  /** The run that ends when it is kept. */
  endedRun: string | null;
  /** Why it could not be stored, in a sentence. */
  why: string;
}

/** What a run came to. */
export interface FineTuned {
  model: ModelTrainedHere;
  /** `null` where the model is stored. */
  unkept: UnkeptModel | null;
}

/** It came back from a download of Hone's; its rows stayed where it was trained. */
export interface RestoredModel extends FinishedModel {
  origin: 'restored';
}

/** Trained by another program, and never evaluated here. */
export interface AddedClassifier extends KnownModel {
  origin: 'added';
}

/** One whose numbers are known. */
export type EvaluatedModel = ModelTrainedHere | RestoredModel;
export type TrainedModel = EvaluatedModel | AddedClassifier;

export function isEvaluated(model: TrainedModel): model is EvaluatedModel {
  return model.origin !== 'added';
}

/** How new texts are cleaned before a model reads them. */
export function cleaningOf(model: TrainedModel): TextCleaning {
  return (isEvaluated(model) && model.preparation.cleaning) || noCleaning;
}

/** A text of several columns, as a person makes one. */
export interface JoinedTexts {
  /** What the columns are called, in the order of their cells. */
  columns: string[];
  separator: TextSeparator;
}

/** Of which columns a model's texts were made, where those are several; otherwise `null`. */
export function joinedTextsOf(model: TrainedModel): JoinedTexts | null {
  if (!isEvaluated(model) || !model.textColumns) return null;
  const { joined } = model.preparation.columns;
  return joined ? { columns: model.textColumns, separator: joined.separator } : null;
}

/** What the product of a model's adapters is scaled by. */
export function adapterScale(model: TrainedModel): number {
  return isEvaluated(model) ? model.recipe.loraAlpha / model.recipe.loraRank : 1;
}

/** What a model says of one text. */
export interface Classification {
  labels: string[];
  /** One per label. */
  logits: number[];
  probabilities: number[];
  /** How sure the model is of the whole answer, 0 to 1 (src/tasks); to compare with `unsureBelow`. */
  certainty: number;
  /** The labels that reach their thresholds, where a text may have several. */
  chosen?: string[];
}
