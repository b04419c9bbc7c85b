// The database: what each store holds and under which key. A change of shape is a new step in migrations.ts.

import type { DBSchema } from 'idb';
import type { InstalledModel, RemoteFile } from '../domain/baseModel';
import type { DataSet, PreparedSet } from '../domain/dataset';
import type { Preparation } from '../domain/preparation';
import type { StoredPredictions } from '../domain/metrics';
import type { HistoryPoint, Run, TrainedModel } from '../domain/run';
import type { TensorValues } from '../domain/tensorValues';
import type { TokenizedTexts } from '../domain/tokens';
import type { PackedRows } from './packedRows';

/** What can be deleted and taken back. */
export type TrashKind = 'dataSets' | 'models' | 'runs';

/**
 * What token ids depend on: the texts (`PreparedSet.textsId`), the version of the code that cut them, the base model's
 * files, and where long texts are cut. Equal texts have the same, whatever their labels and whichever data set they are of.
 */
export type TokensKey = [textsId: string, code: number, model: string, maxTokens: number, truncation: string];

/** What activations depend on: the token ids, the version of the code, the kind of device, and which layers they come of. */
export type ActivationsKey = [...tokens: TokensKey, code: number, device: string, layers: string];

/** Says that a file of cached activations is whole. */
export interface StoredActivations {
  rows: number;
  width: number;
}

/** Length and hash of something large that is stored: by them it is known to be undamaged, and counted without reading it. */
export interface Checksum {
  bytes: number;
  /** xxHash3, 64 bits, hexadecimal. */
  hash: string;
}

/** A record that carries the checksum of all else in it. */
export type Sealed<T> = T & { checksum: Checksum };

/** What a run has reached between two steps, and the state to continue from. */
export interface StoredCheckpoint {
  step: number;
  stepsPerEpoch: number;
  lossSum: number;
  unreadLoss: number;
  stopping: { best: number; epochsSinceBest: number };
  choice: { bestMacroF1: number; lowestLoss: number };
  weights: TensorValues;
  moments: Float32Array<ArrayBuffer>[];
  history: HistoryPoint[];
  bestEpoch: number;
  bestWeights: TensorValues;
}

/** What a cross-validation knows of a fold that it has tested. */
export interface TestedFold {
  /** `[test rows * classes]` */
  testLogits: Float32Array<ArrayBuffer>;
  /** `[test rows * classes]`, as the training left them. */
  testLogitsBefore: Float32Array<ArrayBuffer>;
  seconds: { encoding: number; training: number };
}

/** A download that was begun: what is fetched, so that it can go on after a reload. */
export interface StoredDownload {
  /** The model's id. */
  id: string;
  /** Where its files come from. */
  source: string;
  files: RemoteFile[];
}

export interface HoneSchema extends DBSchema {
  /** Written last when a file is imported: a data set that is here has all its rows. */
  dataSets: { key: string; value: DataSet };
  /** Key: data set, number of the block. */
  rowBlocks: { key: [string, number]; value: Sealed<PackedRows> };
  /** Key: data set. What the user decided about it. */
  preparations: { key: string; value: Preparation };
  preparedSets: { key: string; value: Sealed<PreparedSet>; indexes: { dataSet: string; texts: string } };
  /** Key: data set. The id of the set that was prepared last. */
  lastPrepared: { key: string; value: string };
  tokens: { key: TokensKey; value: TokenizedTexts };
  activations: { key: ActivationsKey; value: StoredActivations };
  /** Key: the store, and the key there. Written with what they are of, in one transaction. */
  checksums: { key: [string, ...(string | number)[]]; value: Checksum };
  /** Key: the graphics card's name. Which variant of each matrix product is fastest there. */
  tuning: { key: string; value: Record<string, string> };
  /** Runs that are neither finished nor discarded. */
  runs: { key: string; value: Run; indexes: { dataSet: string; preparedSet: string } };
  /** Key: what kind of thing was deleted, and its id. */
  trash: { key: [TrashKind, string]; value: true };
  /** Key: run, step. Large: a run is listed without it. */
  checkpoints: { key: [string, number]; value: StoredCheckpoint };
  /** Key: run, fold. Of cross-validations that are under way. */
  folds: { key: [string, number]; value: Sealed<TestedFold> };
  /** Written last when a model is added: one that is here has all its files. */
  baseModels: { key: string; value: InstalledModel };
  downloads: { key: string; value: StoredDownload };
  /** Written last when a run ends: a model that is here has its weights, and its predictions where it was tested here. */
  models: { key: string; value: TrainedModel; indexes: { preparedSet: string } };
  weights: { key: string; value: TensorValues };
  predictions: { key: string; value: Sealed<StoredPredictions> };
}
