// The page's door to the data thread.

import { proxy } from 'comlink';
import type { BaseModelId } from '../domain/baseModel';
import type { TextCleaning } from '../domain/cleaning';
import type { FormatChoice, Preparation, SourcePreview } from '../domain/dataset';
import type { ReportProgress } from '../domain/progress';
import type { Truncation, Recipe } from '../domain/recipe';
import type { RowQuery } from '../domain/rowQuery';
import type { TestedQuery } from '../domain/testedRows';
import type { DataApi } from '../../workers/data.worker';
import type { ChosenFile } from './chosenFiles';
import { WorkerDoor } from './workerDoor';

const door = new WorkerDoor<DataApi>(
  () => new Worker(new URL('../../workers/data.worker.ts', import.meta.url), { type: 'module' }),
);

/** Reads files as one data set into the store. Aborting leaves no data set, and rows that the next import clears. */
export const importFiles = (
  files: File[],
  choices: Record<string, FormatChoice>,
  onProgress: ReportProgress,
  onPreview: (previews: SourcePreview[]) => void,
  signal: AbortSignal,
) =>
  door.call((api) => api.importFiles(files, choices, proxy(onProgress), proxy(onPreview)), signal);

/** Opens a stored data set again. */
export const openDataSet = (id: string) => door.call((api) => api.openDataSet(id));

/** Finds and sorts rows; gives how many there are. A later call, or `stopFinding`, ends this one with an AbortError. */
export const findRows = (dataSetId: string, query: RowQuery, onProgress: ReportProgress) =>
  door.call((api) => api.findRows(dataSetId, query, proxy(onProgress)));

export const stopFinding = () => door.call((api) => api.stopFinding());

/** Some of the rows that a query finds, in its order. */
export const readRows = (dataSetId: string, query: RowQuery, from: number, count: number) =>
  door.call((api) => api.readRows(dataSetId, query, from, count));

/** Some of the tested rows that a query finds, and how many it finds. */
export const readTested = (modelId: string, query: TestedQuery, from: number, count: number) =>
  door.call((api) => api.readTested(modelId, query, from, count));

/** Cleans and splits a data set. A later call, or `stopPreparing`, ends this one with an AbortError. */
export const prepare = (
  dataSetId: string,
  preparation: Preparation,
  seed: number,
  onProgress: ReportProgress,
) => door.call((api) => api.prepare(dataSetId, preparation, seed, proxy(onProgress)));

export const stopPreparing = () => door.call((api) => api.stopPreparing());

/** Tokenizes a prepared set; says how many texts are long, and the seconds it took. */
export const tokenize = (
  preparedSetId: string,
  recipe: Recipe,
  onProgress: ReportProgress,
  signal: AbortSignal,
) => door.call((api) => api.tokenize(preparedSetId, recipe, proxy(onProgress)), signal);

/** Token ids of one text, cleaned first, in one or several windows. */
export const tokenizeText = (
  baseModel: BaseModelId,
  text: string,
  limit: { maxTokens: number; truncation: Truncation },
  cleaning: TextCleaning,
) => door.call((api) => api.tokenizeText(baseModel, text, limit, cleaning));

/** A text with its words left out in turn, cleaned first, as the model reads it. */
export const occlude = (
  baseModel: BaseModelId,
  text: string,
  limit: { maxTokens: number; truncation: Truncation },
  cleaning: TextCleaning,
) => door.call((api) => api.occlude(baseModel, text, limit, cleaning));

export const deleteDataSet = (id: string) => door.call((api) => api.deleteDataSet(id));

/** Adds a base model from files. Aborting leaves nothing of it. */
export const addModel = (files: ChosenFile[], onProgress: ReportProgress, signal: AbortSignal) =>
  door.call((api) => api.addModel(files, proxy(onProgress)), signal);

export const deleteBaseModel = (id: BaseModelId) => door.call((api) => api.deleteBaseModel(id));

export const deleteModel = (id: string) => door.call((api) => api.deleteModel(id));

export const renameModel = (id: string, name: string) =>
  door.call((api) => api.renameModel(id, name));
