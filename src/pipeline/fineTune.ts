// The arrows from token ids to a saved, evaluated model, in order.

import type { ComputeBackend } from '../domain/compute';
import { rowNumberInFile, type DataSet, type PreparedSet } from '../domain/dataset';
import type { StoredPredictions } from '../domain/evaluation';
import { Failure } from '../domain/failures';
import type { ReportProgress } from '../domain/progress';
import type { FineTuneOrder, HistoryPoint, TrainedModel } from '../domain/run';
import { measure } from '../evaluation/metrics';
import { softmaxRows } from '../evaluation/softmax';
import { getDataSet, readCells } from '../storage/dataSets';
import { getPreparedSet, getTokens } from '../storage/derived';
import { saveModel } from '../storage/models';
import { encodeDataSet } from './encodeDataSet';
import type { Engine } from './engine';
import type { JobControl } from './jobControl';
import { countSplits } from './prepareDataSet';
import { tokensId } from './tokenizeDataSet';
import { examplesOf, labelIdsOf, predictSplit, trainHead, type PooledSet } from './trainHead';

/** What the page hears while it waits. */
export interface FineTuneListener {
  onProgress: ReportProgress;
  onCompute: (compute: ComputeBackend) => void;
  onPoint: (point: HistoryPoint) => void;
}

/**
 * Encodes a prepared set, trains a head on it, judges it on the test split and saves the model.
 *
 * @returns the saved model
 * @throws AbortError when stopped before training began; Failures of each stage
 */
export async function fineTune(
  engine: Engine,
  order: FineTuneOrder,
  control: JobControl,
  { onProgress, onCompute, onPoint }: FineTuneListener,
): Promise<TrainedModel> {
  const { recipe } = order;
  const { set, dataSet, truncated } = await readInputs(order);
  const watch = new StopWatch();
  onCompute(await engine.start(order.compute));
  await control.breatheOrStop();
  const ready = await engine.prepare(order.compute, recipe.baseModel, onProgress);
  const { config } = ready.encoder;
  const loadingModel = watch.lap();

  const pooled = await encodeDataSet(ready, set, recipe, control, onProgress);
  const data: PooledSet = { set, pooled, width: config.hiddenSize };
  const encoding = watch.lap();

  const { weights, ...run } = await trainHead(data, config, recipe, control, onProgress, onPoint);
  const training = watch.lap();

  onProgress({ job: 'Evaluating', done: 0, total: 1 });
  const logits = await predictSplit(data, config, weights, 'test');
  const id = crypto.randomUUID();
  const predictions = await describePredictions(id, set, dataSet, logits);
  const probabilities = softmaxRows(logits, set.labels.length);
  const metrics = measure(predictions.trueIds, probabilities, set.labels);
  const evaluating = watch.lap();

  const { importSeconds: importing } = dataSet;
  const tokenizing = order.tokenizingSeconds;
  const model: TrainedModel = {
    ...run,
    id,
    name: dataSet.name.replace(/\.[^.]*$/, '') || dataSet.name,
    createdAt: Date.now(),
    dataSetId: dataSet.id,
    dataSetName: dataSet.name,
    preparedSetId: set.id,
    rowsRead: dataSet.rowCount,
    dropped: set.dropped,
    splitCounts: countSplits(set),
    labels: set.labels,
    recipe,
    compute: ready.compute,
    seconds: { importing, tokenizing, loadingModel, encoding, training, evaluating },
    truncatedTexts: truncated,
    metrics,
  };
  await saveModel(model, weights, predictions);
  return model;
}

async function readInputs({ preparedSetId, recipe }: FineTuneOrder) {
  const set = await getPreparedSet(preparedSetId);
  const dataSet = set && (await getDataSet(set.dataSetId));
  const tokens = set && (await getTokens(tokensId(set, recipe)));
  if (set && dataSet && tokens) return { set, dataSet, truncated: tokens.truncated };
  throw new Failure('Unexpected', 'These rows are no longer here. Choose the data set again.');
}

/** The test rows with their texts, so that the model can be judged without its data set. */
async function describePredictions(
  modelId: string,
  set: PreparedSet,
  dataSet: DataSet,
  logits: Float32Array<ArrayBuffer>,
): Promise<StoredPredictions> {
  const examples = examplesOf(set, 'test');
  const rows = examples.map((example) => set.rows[example] ?? 0);
  const texts: string[] = [];
  for await (const cells of readCells(dataSet.id, set.columns.text, rows)) texts.push(...cells);
  return {
    modelId,
    rowNumbers: rows.map((row) => rowNumberInFile(row, dataSet.dialect)),
    texts,
    trueIds: labelIdsOf(set, examples),
    logits,
  };
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
