// The page's door to the data thread.

import { proxy } from 'comlink';
import type { BaseModelId } from '../domain/baseModel';
import type { Preparation } from '../domain/dataset';
import type { ReportProgress } from '../domain/progress';
import type { LongTexts, Recipe } from '../domain/recipe';
import type { DataApi } from '../../workers/data.worker';
import type { ChosenFile } from './chosenFiles';
import { WorkerDoor } from './workerDoor';

const door = new WorkerDoor<DataApi>(
  () => new Worker(new URL('../../workers/data.worker.ts', import.meta.url), { type: 'module' }),
);

/** Reads a file into the store. Aborting leaves no data set, and rows that the next import clears. */
export const importFile = (file: File, onProgress: ReportProgress, signal: AbortSignal) =>
  door.call((api) => api.importFile(file, proxy(onProgress)), signal);

/** Opens a stored data set again. */
export const openDataSet = (id: string) => door.call((api) => api.openDataSet(id));

/** Cleans and splits a data set. */
export const prepare = (dataSetId: string, preparation: Preparation, seed: number) =>
  door.call((api) => api.prepare(dataSetId, preparation, seed));

/** Tokenizes a prepared set; says how many texts are long, and the seconds it took. */
export const tokenize = (
  preparedSetId: string,
  recipe: Recipe,
  onProgress: ReportProgress,
  signal: AbortSignal,
) => door.call((api) => api.tokenize(preparedSetId, recipe, proxy(onProgress)), signal);

/** Token ids of one text, in one or several windows. */
export const tokenizeText = (
  baseModel: BaseModelId,
  text: string,
  limit: { maxTokens: number; longTexts: LongTexts },
) => door.call((api) => api.tokenizeText(baseModel, text, limit));

export const deleteDataSet = (id: string) => door.call((api) => api.deleteDataSet(id));

/** Adds a base model from files. Aborting leaves nothing of it. */
export const addModel = (files: ChosenFile[], onProgress: ReportProgress, signal: AbortSignal) =>
  door.call((api) => api.addModel(files, proxy(onProgress)), signal);

export const deleteBaseModel = (id: BaseModelId) => door.call((api) => api.deleteBaseModel(id));

export const deleteModel = (id: string) => door.call((api) => api.deleteModel(id));
