// a run and its evaluation → a model of My models, which needs its data set no longer.

import type { BaseModelId } from '../../domain/baseModel';
import { loadLanguageDetector } from '../../data/examine/language';
import { fromCatalogue } from '../../domain/catalogue';
import type { ComputeBackend } from '../../domain/compute';
import { rowNumberInFile, sourceOf, type DataSet, type PreparedSet } from '../../domain/dataset';
import { elementAt } from '../../domain/element';
import type { SplitRows, StoredPredictions } from '../../domain/metrics';
import { canRead, mainLanguage } from '../../domain/modelMeasurement';
import type { Recipe } from '../../domain/recipe';
import type { FineTuned, ModelTrainedHere, StageSeconds, TrainedModel } from '../../domain/run';
import { textColumnsOf } from '../../domain/rowText';
import { defaultSplit, splitColumn, type SplitRecord } from '../../domain/splitChoice';
import { getBaseModel } from '../../storage/baseModels';
import { readRowTexts } from '../../storage/rows';
import { saveModel } from '../../storage/models';
import { countSplits } from '../data/prepareDataSet';
import type { CalibratedRun } from './calibrateRun';
import type { EvaluatedRun } from './evaluate';
import type { TrainingInputs } from './trainingInputs';

/** What is said of a run besides what it left. */
export interface RunFacts {
  recipe: Recipe;
  compute: ComputeBackend;
  seconds: StageSeconds;
  /** Id of the run that ends with this model; `null` where it was stopped and can be continued. */
  endedRun: string | null;
}

/**
 * Keeps a model: its record, weights and predictions, and ends its run, all in one transaction. One that could not be stored
 * is given back whole: it must not be lost.
 */
export async function keep(
  { run, pooling, contrastive }: CalibratedRun,
  { predictions, metrics, crossValidation, thresholds, tfidf, ...evaluated }: EvaluatedRun,
  { set, dataSet, texts }: TrainingInputs,
  { recipe, compute, seconds, endedRun }: RunFacts,
): Promise<FineTuned> {
  const { weights, notes, ...kept } = run;
  const id = crypto.randomUUID();
  const unreadLanguage = await languageUnread(recipe.baseModel, set, dataSet);
  const model: ModelTrainedHere = {
    ...kept,
    origin: 'trained',
    id,
    createdAt: Date.now(),
    name: dataSet.name.replace(/\.[^.]*$/, '') || dataSet.name,
    dataSetId: dataSet.id,
    dataSetName: dataSet.name,
    ...textsOf(set, dataSet),
    preparedSetId: set.id,
    preparation: set.preparation,
    rowsRead: dataSet.rowCount,
    dropped: set.dropped,
    splitCounts: countSplits(set),
    split: splitRecord(set, dataSet),
    labels: set.labels,
    task: set.task,
    ...(thresholds && { thresholds }),
    recipe,
    pooling,
    compute,
    seconds,
    metrics,
    base: await baseOf(recipe.baseModel),
    truncatedTexts: texts.truncated,
    notes: [...notes, ...evaluated.notes],
    ...(crossValidation && { crossValidation }),
    ...(contrastive && { contrastive }),
    calibration: evaluated.calibration,
    ...(tfidf && { tfidf: tfidf.facts }),
    ...(unreadLanguage !== null && { unreadLanguage }),
  };
  const stored: StoredPredictions = {
    ...predictions,
    modelId: id,
    ...(tfidf && { tfidf: tfidf.answers }),
    splitRows: splitRowsOf(set, dataSet),
  };
  try {
    await saveModel(model, weights, stored, endedRun);
    return { model, unkept: null };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { model, unkept: { model, weights, predictions: stored, endedRun, why } };
  }
}

/** What the columns of the texts are called. */
function textsOf({ preparation: { columns } }: PreparedSet, dataSet: DataSet) {
  const [textColumn = '', ...others] = textColumnsOf(columns).map((column) => elementAt(dataSet.columns, column));
  return { textColumn, ...(others.length > 0 && { textColumns: [textColumn, ...others] }) };
}

/** Texts that tell in which language most are. */
const textsToTell = 200;

/** The language of most texts, where the base model can't read it. */
async function languageUnread(id: BaseModelId, set: PreparedSet, dataSet: DataSet): Promise<string | null> {
  const languages = (await getBaseModel(id))?.languages ?? fromCatalogue(id)?.languages ?? '';
  if (languages !== 'English') return null;
  const detect = await loadLanguageDetector();
  const step = Math.ceil(set.rows.length / textsToTell);
  const rows = set.rows.filter((_, index) => index % step === 0);
  const found: (string | null)[] = [];
  for await (const texts of readRowTexts(dataSet.id, set.preparation.columns, rows)) found.push(...texts.map(detect));
  const language = mainLanguage(found);
  return canRead({ languages }, language) ? null : language;
}

/** What a model says of its base model. */
async function baseOf(id: BaseModelId): Promise<TrainedModel['base']> {
  const installed = await getBaseModel(id);
  if (installed) return { name: installed.name, hub: installed.hub, license: installed.license };
  const entry = fromCatalogue(id);
  return { name: id, hub: entry?.hub ?? null, license: entry?.license ?? 'other' };
}

function splitRecord({ preparation, splitFacts }: PreparedSet, { columns }: DataSet): SplitRecord {
  const choice = preparation.split ?? defaultSplit;
  const column = splitColumn(choice);
  return { choice, column: column === null ? null : elementAt(columns, column), facts: splitFacts };
}

/** Which row went where, for whoever repeats the split. */
function splitRowsOf(set: PreparedSet, dataSet: DataSet): SplitRows {
  return {
    rowNumbers: set.rows.map((row) => rowNumberInFile(row, dataSet)),
    splits: set.splits,
    folds: set.folds?.tests ?? null,
    ...(dataSet.sources.length > 1 && { files: filesOfRows(set.rows, dataSet) }),
  };
}

function filesOfRows(rows: Uint32Array, dataSet: DataSet) {
  const of = Uint16Array.from(rows, (row) => sourceOf(row, dataSet));
  return { names: dataSet.sources.map(({ name }) => name), of };
}
