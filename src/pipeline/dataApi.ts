// What the data thread can be asked: everything that needs no device.

import { textCleaner } from '../data/cleanText';
import type { TextCleaning } from '../domain/cleaning';
import type { FormatChoice, Preparation, SourcePreview } from '../domain/dataset';
import type { ReportProgress } from '../domain/progress';
import type { BaseModelId, Recipe } from '../domain/recipe';
import type { RowQuery } from '../domain/rowQuery';
import { deleteDataSet, removeOrphans } from '../storage/dataSets';
import { deleteModel } from '../storage/models';
import { RowBrowser } from './browseRows';
import { NearDuplicateGroups } from './groupNearDuplicates';
import { importFiles, openDataSet } from './importFiles';
import { prepareDataSet } from './prepareDataSet';
import { tokenizeDataSet, Tokenizers } from './tokenizeDataSet';

export function createDataApi() {
  const tokenizers = new Tokenizers();
  const nearDuplicates = new NearDuplicateGroups();
  const rows = new RowBrowser();
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
    findRows: (dataSetId: string, query: RowQuery, onProgress: ReportProgress) =>
      rows.find(dataSetId, query, onProgress),
    stopFinding: () => rows.stop(),
    readRows: (dataSetId: string, query: RowQuery, from: number, count: number) =>
      rows.read(dataSetId, query, from, count),
    prepare: (
      dataSetId: string,
      preparation: Preparation,
      seed: number,
      onProgress: ReportProgress,
    ) => prepareDataSet(dataSetId, preparation, seed, nearDuplicates, onProgress),
    tokenize: (preparedSetId: string, recipe: Recipe, onProgress: ReportProgress) =>
      tokenizeDataSet(tokenizers, preparedSetId, recipe, onProgress),
    /** Token ids of one text, cleaned as the model's own were. */
    async tokenizeText(
      baseModel: BaseModelId,
      text: string,
      maxTokens: number,
      cleaning: TextCleaning,
    ) {
      return (await tokenizers.get(baseModel)).encode(textCleaner(cleaning)(text), maxTokens);
    },
    deleteDataSet: (id: string) => deleteDataSet(id),
    deleteModel: (id: string) => deleteModel(id),
  };
}
