// report.json: the whole run, for whoever wants to check or repeat it.

import { splitNames } from '../domain/splitNames';
import { elementAt } from '../domain/element';
import type { Metrics, MultiLabelMetrics, Prediction, SplitRows } from '../domain/metrics';
import type { Evaluation } from '../domain/evaluation';
import { joinedTextsOf, type EvaluatedModel } from '../domain/run';
import { filesOf, rowNumbersOf, rowNumbersOfFolds } from './splitRows';

/** The content of report.json. Its keys are a contract: add, never rename. */
export function report(
  model: EvaluatedModel,
  predictions: Prediction[],
  splitRows: SplitRows | undefined,
  honeVersion: string,
  evaluation?: Evaluation,
) {
  const { labels, metrics } = model;
  return {
    appVersion: honeVersion,
    createdAt: new Date(model.createdAt).toISOString(),
    data: dataOf(model, splitRows),
    seed: model.recipe.seed,
    baseModel: model.recipe.baseModel,
    recipe: model.recipe,
    backend: model.compute.kind,
    adapter: model.compute.adapter,
    threads: model.compute.threads,
    seconds: model.seconds,
    truncatedTexts: model.truncatedTexts,
    bestEpoch: model.bestEpoch,
    stoppedEarly: model.stoppedEarly,
    history: model.history,
    labels,
    problem: model.task,
    ...(model.thresholds && { thresholds: perLabelValues(labels, model.thresholds) }),
    metrics: metricsOf(metrics),
    ...(model.contrastive && { contrastive: model.contrastive }),
    ...(model.crossValidation && { crossValidation: model.crossValidation }),
    ...(evaluation && evaluated(model, evaluation)),
    ...(model.unsureBelow !== undefined && { unsureBelow: model.unsureBelow }),
    confusionMatrix: {
      labels,
      rows: metrics.task === 'singleLabel' ? metrics.confusionMatrix : [],
    },
    predictions,
  };
}

/** Where the rows came from, what was done to them, and where each went. */
function dataOf(model: EvaluatedModel, splitRows: SplitRows | undefined) {
  const { labels, splitCounts } = model;
  const joined = joinedTextsOf(model);
  const folds = splitRows && rowNumbersOfFolds(splitRows);
  return {
    fileName: model.dataSetName,
    ...(joined && { textColumns: joined.columns, textSeparator: joined.separator }),
    rowsRead: model.rowsRead,
    rowsDropped: model.dropped,
    preparation: model.preparation,
    rowsKept: splitNames.reduce((sum, name) => sum + splitCounts[name].rows, 0),
    splits: Object.fromEntries(
      splitNames.map((name) => [
        name,
        {
          rows: splitCounts[name].rows,
          rowsPerClass: perLabel(labels, splitCounts[name].rowsPerClass),
          ...(splitRows && { rowNumbers: rowNumbersOf(splitRows, name) }),
          ...(splitRows?.files && { files: filesOf(splitRows, name) }),
        },
      ]),
    ),
    split: model.split,
    ...(folds && { folds: folds.map((rowNumbers) => ({ rowNumbers })) }),
  };
}

function metricsOf(metrics: Metrics) {
  const { rows: testRows, accuracy, macroPrecision, macroRecall, macroF1, loss, classes } = metrics;
  return {
    testRows,
    accuracy,
    macroPrecision,
    macroRecall,
    macroF1,
    loss,
    classes,
    ...(metrics.task === 'multiLabel' && { multiLabel: multiLabelMetrics(metrics) }),
  };
}

function multiLabelMetrics(metrics: MultiLabelMetrics) {
  const { microPrecision, microRecall, microF1, hammingLoss, counts } = metrics;
  return { microPrecision, microRecall, microF1, hammingLoss, counts };
}

/** How far the numbers can be trusted: intervals, simpler ways on the same rows, calibration. */
function evaluated({ calibration, tfidf }: EvaluatedModel, evaluation: Evaluation) {
  const { estimates, baselines, reliability } = evaluation;
  return {
    intervals: { level: 0.95, method: 'percentile bootstrap over test rows', ...estimates },
    baselines: baselines.map((baseline) => ({
      ...baseline,
      ...(baseline.name === 'tfidf' && { facts: tfidf }),
    })),
    calibration: { ...calibration, ...reliability },
  };
}

function perLabelValues(labels: string[], values: number[]) {
  return labels.map((label, id) => ({ label, value: elementAt(values, id) }));
}

/** Counts by label, as pairs: a label may be `__proto__`. */
function perLabel(labels: string[], counts: number[]): { label: string; rows: number }[] {
  return labels.map((label, id) => ({ label, rows: elementAt(counts, id) }));
}
