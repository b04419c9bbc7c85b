// What the data thread can be asked: everything that needs no device.

import type { FormatChoice, Preparation, SourcePreview } from '../domain/dataset';
import type { ReportProgress } from '../domain/progress';
import type { BaseModelId, Recipe } from '../domain/recipe';
import { deleteDataSet, removeOrphans } from '../storage/dataSets';
import { deleteModel } from '../storage/models';
import { importFiles, openDataSet } from './importFiles';
import { prepareDataSet } from './prepareDataSet';
import { tokenizeDataSet, Tokenizers } from './tokenizeDataSet';

export function createDataApi() {
  const tokenizers = new Tokenizers();
  return {
    /** One import at a time, over all tabs: rows without a data set are then nobody's, and make room. */
    importFiles: (
      files: File[],
      choices: Record<string, FormatChoice>,
      onProgress: ReportProgress,
      onPreview: (previews: SourcePreview[]) => void,
    ) =>
      navigator.locks.request('hone-import', async () => {
        await removeOrphans();
        return importFiles(files, choices, { onProgress, onPreview });
      }),
    openDataSet: (id: string) => openDataSet(id),
    prepare: (dataSetId: string, preparation: Preparation, seed: number) =>
      prepareDataSet(dataSetId, preparation, seed),
    tokenize: (preparedSetId: string, recipe: Recipe, onProgress: ReportProgress) =>
      tokenizeDataSet(tokenizers, preparedSetId, recipe, onProgress),
    async tokenizeText(baseModel: BaseModelId, text: string, maxTokens: number) {
      return (await tokenizers.get(baseModel)).encode(text, maxTokens);
    },
    deleteDataSet: (id: string) => deleteDataSet(id),
    deleteModel: (id: string) => deleteModel(id),
  };
}
