// What the data thread can be asked: everything that needs no device.

import { textCleaner } from '../data/clean/cleanText';
import type { InputFile } from '../domain/inputFiles';
import type { NamedFile } from '../data/read/archives/zipEntries';
import type { BaseModelId } from '../domain/baseModel';
import type { TextCleaning } from '../domain/cleaning';
import type { FormatChoice, SourcePreview } from '../domain/dataset';
import type { Preparation } from '../domain/preparation';
import type { ReportProgress } from '../domain/progress';
import type { Recipe } from '../domain/recipe';
import type { UnkeptModel } from '../domain/run';
import type { RowQuery } from '../domain/rowQuery';
import type { TestedQuery } from '../domain/testedRows';
import { deleteDataSet, removeOrphans } from '../storage/dataSets';
import { deleteBaseModel } from '../storage/baseModels';
import { deleteModel, renameModel, saveModel } from '../storage/models';
import { clearRecomputable } from '../storage/storageUse';
import { addModelFromDisk } from './models/addModel';
import { RowBrowser } from './data/browseRows';
import { NearDuplicateGroups } from './data/groupNearDuplicates';
import { importFiles, openDataSet } from './data/importFiles';
import { prepareDataSet } from './data/prepareDataSet';
import { readPredictions, writeWorkbook } from './use/readPredictions';
import { TestedRowBrowser } from './improve/browseTestedRows';
import { occlude } from '../tokenization/occlusions';
import type { TextLimit } from '../tokenization/tokenizer';
import { DataSetTokenizing, Tokenizers } from './data/tokenizeDataSet';

export function createDataApi() {
  const tokenizers = new Tokenizers();
  return { ...rowCalls(), ...preparingCalls(tokenizers), ...libraryCalls(tokenizers), readPredictions, writeWorkbook };
}

function rowCalls() {
  const rows = new RowBrowser();
  const testedRows = new TestedRowBrowser();
  return {
    /**
     * Reads files as one data set into the store. One import at a time, over all tabs: rows without a data set are then
     * nobody's, and make room. Ended with its worker, it leaves no data set.
     */
    importFiles: (
      files: InputFile[],
      choices: ReadonlyMap<string, FormatChoice>,
      onProgress: ReportProgress,
      onPreview: (previews: SourcePreview[]) => void,
    ) =>
      navigator.locks.request('hone-import', async () => {
        await removeOrphans();
        return importFiles(files, choices, { onProgress, onPreview });
      }),
    /** Opens a stored data set again. */
    openDataSet: (id: string) => openDataSet(id),
    /** Finds and sorts rows; gives how many there are. */
    findRows: (dataSetId: string, query: RowQuery, onProgress: ReportProgress, signal: AbortSignal) =>
      rows.find(dataSetId, query, onProgress, signal),
    /** Some of the rows that a query finds, in its order. */
    readRows: (dataSetId: string, query: RowQuery, from: number, count: number) =>
      rows.read(dataSetId, query, from, count),
    /** Some of the tested rows that a query finds, and how many it finds. */
    readTested: (modelId: string, query: TestedQuery, from: number, count: number) =>
      testedRows.read(modelId, query, from, count),
  };
}

function preparingCalls(tokenizers: Tokenizers) {
  const tokenizing = new DataSetTokenizing(tokenizers);
  const nearDuplicates = new NearDuplicateGroups();
  return {
    /** Cleans and splits a data set. */
    prepare: (
      dataSetId: string,
      preparation: Preparation,
      seed: number,
      onProgress: ReportProgress,
      signal: AbortSignal,
    ) => prepareDataSet(dataSetId, preparation, seed, { nearDuplicates, onProgress, signal }),
    /** Tokenizes a prepared set; says how many texts are long, and the seconds it took. */
    tokenize: (preparedSetId: string, recipe: Recipe, onProgress: ReportProgress) =>
      tokenizing.of(preparedSetId, recipe, onProgress),
    /** The windows of one text, cleaned as the model's own were, as the model reads it. */
    async tokenizeText(baseModel: BaseModelId, text: string, limit: TextLimit, cleaning: TextCleaning) {
      return (await tokenizers.get(baseModel)).windows(textCleaner(cleaning)(text), limit).windows;
    },
    /** A text with its words left out in turn, as the model reads it. */
    async occlude(baseModel: BaseModelId, text: string, limit: TextLimit, cleaning: TextCleaning) {
      return occlude(textCleaner(cleaning)(text), await tokenizers.get(baseModel), limit);
    },
  };
}

/** What is kept, and goes. */
function libraryCalls(tokenizers: Tokenizers) {
  return {
    deleteDataSet: (id: string) => deleteDataSet(id),
    /** Stores a finished model that could not be stored before. */
    keepModel: ({ model, weights, predictions, endedRun }: UnkeptModel) =>
      saveModel(model, weights, predictions, endedRun),
    clearRecomputable: () => clearRecomputable(),
    deleteModel: (id: string) => deleteModel(id),
    renameModel: (id: string, name: string) => renameModel(id, name),
    /**
     * Adds a base model from files. One at a time, over all tabs, as downloads are: what belongs to no model is nobody's
     * then.
     */
    addModel: (files: NamedFile[], onProgress: ReportProgress) =>
      navigator.locks.request('hone-models', () => addModelFromDisk(files, onProgress)),
    async deleteBaseModel(id: BaseModelId) {
      tokenizers.forget(id);
      await deleteBaseModel(id);
    },
  };
}
