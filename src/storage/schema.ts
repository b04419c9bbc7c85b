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
import type { TrashKind } from './trash';

/** Says that a file of cached activations is whole. */
export interface StoredActivations {
  id: string;
  dataSetId: string;
  /** Name in the origin private file system. */
  file: string;
  rows: number;
  width: number;
}

/** Token ids of a prepared set's texts. */
export interface StoredTokens extends TokenizedTexts {
  id: string;
  dataSetId: string;
}

/** What a run has reached between two epochs, and the state to continue from. */
export interface StoredCheckpoint {
  epoch: number;
  stopping: { best: number; epochsSinceBest: number };
  choice: { bestMacroF1: number; lowestLoss: number };
  weights: TensorValues;
  moments: Float32Array<ArrayBuffer>[];
  history: HistoryPoint[];
  bestEpoch: number;
  bestWeights: TensorValues;
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
  rowBlocks: { key: [string, number]; value: PackedRows };
  /** Key: data set. How it was last prepared. */
  preparations: { key: string; value: Preparation };
  preparedSets: { key: string; value: PreparedSet; indexes: { dataSet: string } };
  tokens: { key: string; value: StoredTokens; indexes: { dataSet: string } };
  activations: { key: string; value: StoredActivations; indexes: { dataSet: string } };
  /** Key: the graphics card's name. Which variant of each matrix product is fastest there. */
  tuning: { key: string; value: Record<string, string> };
  /** Runs that are neither finished nor discarded. */
  runs: { key: string; value: Run; indexes: { dataSet: string; preparedSet: string } };
  /** Key: what kind of thing, and its id. When it was deleted, in milliseconds since 1970. */
  trash: { key: [TrashKind, string]; value: number };
  /** Key: run. Large: a run is listed without it. */
  checkpoints: { key: string; value: StoredCheckpoint };
  /** Written last when a model is added: one that is here has all its files. */
  baseModels: { key: string; value: InstalledModel };
  downloads: { key: string; value: StoredDownload };
  /** Written last when a run ends: a model that is here has its weights, and its predictions where it was tested here. */
  models: { key: string; value: TrainedModel };
  weights: { key: string; value: TensorValues };
  predictions: { key: string; value: StoredPredictions };
}
