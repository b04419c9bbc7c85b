// The arrows from token ids to a saved, evaluated model, in order.

import { fromCatalogue, type BaseModelId } from '../../domain/baseModel';
import type { ComputeBackend } from '../../domain/compute';
import { rowNumberInFile, sourceOf, type DataSet, type PreparedSet } from '../../domain/dataset';
import type { StoredPredictions } from '../../domain/metrics';
import type { Calibration } from '../../domain/evaluation';
import { Failure, isAbort } from '../../domain/failures';
import type { ReportProgress } from '../../domain/progress';
import type { Recipe } from '../../domain/recipe';
import type { FineTuneOrder, HistoryPoint, ModelTrainedHere, TrainedModel } from '../../domain/run';
import { defaultSplit, splitColumn, type SplitRecord } from '../../domain/splitChoice';
import { compareFolds } from '../../evaluation/folds';
import { reliability } from '../../evaluation/reliability';
import { getBaseModel } from '../../storage/baseModels';
import { getDataSet } from '../../storage/dataSets';
import { getPreparedSet, getTokens } from '../../storage/derived';
import { deleteInterruptedRun } from '../../storage/interruptedRuns';
import { saveModel } from '../../storage/models';
import { taskOf } from '../../tasks/taskOf';
import { singleRows } from '../../data/split/rowGroups';
import { answerByTfidf, type TfidfAnswers, type TfidfOrder } from './answerByTfidf';
import { calibrateRun, type CalibratedRun } from './calibrateRun';
import { crossValidate } from './crossValidate';
import type { Engine } from './engine';
import type { Pause } from '../../jobs/pause';
import { countSplits } from '../data/prepareDataSet';
import { readTexts } from '../data/preparedTexts';
import { runTraining } from './runTraining';
import { tokensId } from '../data/tokenizeDataSet';
import { examplesOf, targetsOf, truthOf } from './trainingExamples';

/** What the page hears while it waits. */
export interface FineTuneListener {
  onProgress: ReportProgress;
  onCompute: (compute: ComputeBackend) => void;
  onPoint: (point: HistoryPoint) => void;
}

/**
 * Trains a classifier on a prepared set, evaluates it on the test split and saves the model.
 *
 * @returns the saved model
 * @throws AbortError when stopped before training began; Failures of each stage
 */
export async function fineTune(
  engine: Engine,
  order: FineTuneOrder,
  pause: Pause,
  { onProgress, onCompute, onPoint }: FineTuneListener,
): Promise<TrainedModel> {
  const { recipe } = order;
  const { set, dataSet, texts } = await readInputs(order);
  const watch = new StopWatch();
  onCompute(await engine.start(order.compute));
  await pause.breatheOrStop();
  const ready = await engine.prepare(order.compute, recipe.baseModel, onProgress);
  // A run may need all of the memory.
  engine.releaseClassifier();
  const loadingModel = watch.lap();

  const runOrder = {
    ...{ ready, set, texts, recipe, pause, onProgress, onPoint },
    ...{ goOn: order.goOn, resumable: true },
  };
  const finished = set.folds
    ? await crossValidate(runOrder, set.folds)
    : calibrateRun(await runTraining(runOrder), set);
  const { run, pooling, validationLogits, testLogits, seconds } = finished;

  await engine.rememberTuning();

  onProgress({ job: 'Evaluating', done: 0, total: 1 });
  const { weights, ...kept } = run;
  const id = crypto.randomUUID();
  const tested = await describePredictions(id, set, dataSet, testLogits);
  const compared = await compareWithTfidf({
    ...{ set, recipe, tested, pause, onProgress, notes: run.notes },
  });
  const predictions = { ...tested, ...(compared && { tfidf: compared.answers }) };
  const task = taskOf(set.task);
  const validation = targetsOf(set, examplesOf(set, 'validation'));
  const thresholds = task.bestThresholds(validation, validationLogits, set.labels.length);
  const decision = { labels: set.labels, ...(thresholds && { thresholds }) };
  const metrics = task.metrics(predictions.targets, testLogits, decision);
  const crossValidation =
    set.folds && compareFolds(predictions, testLogits, set.folds.tests, decision);
  const evaluating = watch.lap() - seconds.encoding - seconds.training;

  const { importSeconds: importing } = dataSet;
  const tokenizing = order.tokenizingSeconds;
  const model: ModelTrainedHere = {
    origin: 'trained',
    ...kept,
    id,
    name: dataSet.name.replace(/\.[^.]*$/, '') || dataSet.name,
    createdAt: Date.now(),
    dataSetId: dataSet.id,
    dataSetName: dataSet.name,
    textColumn: dataSet.columns[set.preparation.columns.text] ?? '',
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
    base: await baseOf(recipe.baseModel),
    compute: ready.compute,
    seconds: { importing, tokenizing, loadingModel, ...seconds, evaluating },
    truncatedTexts: texts.truncated,
    metrics,
    ...(crossValidation && { crossValidation }),
    calibration: calibrationOf(finished, predictions, set),
    ...(compared && { tfidf: compared.facts }),
  };
  await saveModel(model, weights, predictions);
  await deleteInterruptedRun(set.id);
  return model;
}

/** What a model says of its base model. */
async function baseOf(id: BaseModelId): Promise<TrainedModel['base']> {
  const installed = await getBaseModel(id);
  if (installed) return { name: installed.name, hub: installed.hub, license: installed.license };
  const entry = fromCatalogue(id);
  return { name: id, hub: entry?.hub ?? null, license: entry?.license ?? 'other' };
}

/** What word counts would answer. A run is not lost for want of them: when it fails, a note says why. */
async function compareWithTfidf({
  tested,
  recipe,
  notes,
  ...order
}: Pick<TfidfOrder, 'set' | 'pause' | 'onProgress'> & {
  tested: StoredPredictions;
  recipe: Recipe;
  notes: string[];
}): Promise<TfidfAnswers | null> {
  const read = (rows: Uint32Array) => readTexts(order.set, rows);
  const own = { ...order, read, testTexts: tested.texts, truth: tested, seed: recipe.seed };
  try {
    return await answerByTfidf(own);
  } catch (error) {
    if (!isAbort(error)) notes.push(`Word counts could not be compared with: ${String(error)}.`);
    return null;
  }
}

/** What the temperature is, and what it was good for. */
function calibrationOf(
  { calibration, testLogitsBefore }: CalibratedRun,
  truth: StoredPredictions,
  set: PreparedSet,
): Calibration {
  const { labels } = set;
  const task = taskOf(set.task);
  const probabilities = task.probabilities(testLogitsBefore, labels.length);
  const { expectedCalibrationError } = reliability(truth, probabilities, labels.length);
  const { loss } = task.metrics(truth.targets, testLogitsBefore, { labels });
  return { ...calibration, before: { expectedCalibrationError, loss } };
}

async function readInputs({ preparedSetId, recipe }: FineTuneOrder) {
  const { set, texts } = await readTokens(preparedSetId, recipe);
  const dataSet = await getDataSet(set.dataSetId);
  if (dataSet) return { set, dataSet, texts };
  throw rowsGone();
}

/** A prepared set and its token ids. @throws Failure when they were deleted meanwhile */
export async function readTokens(preparedSetId: string, recipe: Recipe) {
  const set = await getPreparedSet(preparedSetId);
  const texts = set && (await getTokens(tokensId(set, recipe)));
  if (set && texts) return { set, texts };
  throw rowsGone();
}

function rowsGone(): Failure {
  return new Failure('Unexpected', 'These rows are no longer here. Choose the data set again.');
}

function splitRecord({ preparation, splitFacts }: PreparedSet, { columns }: DataSet): SplitRecord {
  const choice = preparation.split ?? defaultSplit;
  const column = splitColumn(choice);
  return { choice, column: column === null ? null : (columns[column] ?? ''), facts: splitFacts };
}

/**
 * The tested rows with their texts, so that the model can be evaluated without its data set: those of the test split, with
 * folds all.
 */
async function describePredictions(
  modelId: string,
  set: PreparedSet,
  dataSet: DataSet,
  logits: Float32Array<ArrayBuffer>,
): Promise<StoredPredictions> {
  const examples = set.folds ? singleRows(set.rows.length) : examplesOf(set, 'test');
  const rows = examples.map((example) => set.rows[example] ?? 0);
  const texts: string[] = [];
  for await (const piece of readTexts(set, rows)) texts.push(...piece);
  const numberOf = (row: number) => rowNumberInFile(row, dataSet);
  return {
    modelId,
    rowNumbers: rows.map(numberOf),
    texts,
    ...truthOf(set, examples),
    logits,
    splitRows: {
      rowNumbers: set.rows.map(numberOf),
      splits: set.splits,
      folds: set.folds?.tests ?? null,
      ...(dataSet.sources.length > 1 && { files: filesOfRows(set.rows, dataSet) }),
    },
  };
}

function filesOfRows(rows: Uint32Array, dataSet: DataSet) {
  const of = Uint16Array.from(rows, (row) => sourceOf(row, dataSet));
  return { names: dataSet.sources.map(({ name }) => name), of };
}

/** Wall-clock seconds from lap to lap. */
class StopWatch {
  private last = performance.now();

  lap(): number {
    const now = performance.now();
    const seconds = (now - this.last) / 1000;
    this.last = now;
    return seconds;
  }
}
