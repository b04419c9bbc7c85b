// What the data thread can be asked: everything that needs no device.

import type { BaseModelId } from '../domain/baseModel';
import type { Preparation } from '../domain/dataset';
import type { ReportProgress } from '../domain/progress';
import type { Recipe } from '../domain/recipe';
import { deleteDataSet, removeOrphans } from '../storage/dataSets';
import { deleteBaseModel } from '../storage/baseModels';
import { deleteModel } from '../storage/models';
import type { NamedFile } from '../data/zipEntries';
import { addModelFromDisk } from './addModel';
import { importFile, openDataSet } from './importFile';
import { prepareDataSet } from './prepareDataSet';
import type { TextLimit } from '../tokenization/tokenizer';
import { tokenizeDataSet, Tokenizers } from './tokenizeDataSet';

export function createDataApi() {
  const tokenizers = new Tokenizers();
  return {
    /** One import at a time, over all tabs: rows without a data set are then nobody's, and make room. */
    importFile: (file: File, onProgress: ReportProgress) =>
      navigator.locks.request('hone-import', async () => {
        await removeOrphans();
        return importFile(file, onProgress);
      }),
    openDataSet: (id: string) => openDataSet(id),
    prepare: (dataSetId: string, preparation: Preparation, seed: number) =>
      prepareDataSet(dataSetId, preparation, seed),
    tokenize: (preparedSetId: string, recipe: Recipe, onProgress: ReportProgress) =>
      tokenizeDataSet(tokenizers, preparedSetId, recipe, onProgress),
    /** The windows of one text, as the model reads it. */
    async tokenizeText(baseModel: BaseModelId, text: string, limit: TextLimit) {
      return (await tokenizers.get(baseModel)).windows(text, limit).windows;
    },
    deleteDataSet: (id: string) => deleteDataSet(id),
    deleteModel: (id: string) => deleteModel(id),
    /** One at a time, over all tabs, as downloads are: what belongs to no model is nobody's then. */
    addModel: (files: NamedFile[], onProgress: ReportProgress) =>
      navigator.locks.request('hone-models', () => addModelFromDisk(files, onProgress)),
    async deleteBaseModel(id: BaseModelId) {
      tokenizers.forget(id);
      await deleteBaseModel(id);
    },
  };
}
