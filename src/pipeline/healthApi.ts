// What the health thread can be asked: to look at rows, never to change any.

import { textCleaner } from '../data/clean/cleanText';
import { loadLanguageDetector } from '../data/examine/language';
import { mainLanguage } from '../domain/modelMeasurement';
import { textLikeColumns } from '../data/read/columns/textLikeColumns';
import { guessLabelSource } from '../data/clean/labels';
import type { TextCleaning } from '../domain/cleaning';
import type { ColumnChoice } from '../domain/columnChoice';
import { rowTextReader } from '../domain/rowText';
import type { Finding } from '../domain/health';
import type { ReportProgress } from '../domain/progress';
import type { BaseModelId } from '../domain/baseModel';
import { getDataSet } from '../storage/dataSets';
import { sampleRows } from '../storage/rows';
import { countFileLabels, examineDataSet, readFindingRows, type Examined } from './data/examineDataSet';
import { readOtherCells } from './data/readOtherCells';
import { sliceTestedRows } from './improve/sliceTestedRows';
import { Tokenizers } from './data/tokenizeDataSet';

/** Rows from which the labels' form is guessed. */
const guessedFrom = 500;

/** Every third text of the sample is enough to tell a language. */
const languageStep = 3;

async function languageOf(sample: string[][], columns: ColumnChoice): Promise<string | null> {
  const detect = await loadLanguageDetector();
  const textOf = rowTextReader(columns);
  const step = sample.length > languageStep * 100 ? languageStep : 1;
  return mainLanguage(sample.filter((_, row) => row % step === 0).map((cells) => detect(textOf(cells))));
}

export function createHealthApi() {
  const tokenizers = new Tokenizers();
  return {
    /** Looks through all rows of a data set. */
    examine: (dataSetId: string, examined: Examined, baseModel: BaseModelId, onProgress: ReportProgress) =>
      examineDataSet(tokenizers, dataSetId, examined, baseModel, onProgress),
    /** The rows of a finding, or of a part of them. */
    findingRows: (dataSetId: string, examined: Examined, finding: Finding) =>
      readFindingRows(dataSetId, examined, finding),
    /** The labels of the file with their counts. */
    countFileLabels: (dataSetId: string, examined: Examined) => countFileLabels(dataSetId, examined),
    /** By some rows: how the labels seem to stand, where that is not one a cell; the language of most texts; columns that hold texts too. */
    guessSource: async (dataSetId: string, columns: ColumnChoice) => {
      const sample = await sampleRows(dataSetId, guessedFrom);
      const names = (await getDataSet(dataSetId))?.columns ?? [];
      return {
        source: guessLabelSource(sample, columns),
        language: await languageOf(sample, columns),
        texts: textLikeColumns(names, sample, columns.label),
      };
    },
    /** What stands in one row beside its text and label. */
    otherCells: (dataSetId: string, read: Examined, row: number) => readOtherCells(dataSetId, read, row),
    /** How well a model does on parts of its tested rows. */
    slice: (modelId: string, onProgress: ReportProgress) => sliceTestedRows(modelId, onProgress),
    /** Texts as each cleaning would leave them. */
    clean: (texts: string[], cleanings: TextCleaning[]): Promise<string[][]> =>
      Promise.resolve(cleanings.map((cleaning) => texts.map(textCleaner(cleaning)))),
  };
}
