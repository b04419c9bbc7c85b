// report.json: the whole run, for whoever wants to check or repeat it.

import { splitNames } from '../domain/dataset';
import type { Prediction } from '../domain/evaluation';
import type { TrainedModel } from '../domain/run';

/** The content of report.json. Its keys are a contract: add, never rename. */
export function report(model: TrainedModel, predictions: Prediction[], honeVersion: string) {
  const { labels, metrics, dropped, splitCounts } = model;
  return {
    appVersion: honeVersion,
    createdAt: new Date(model.createdAt).toISOString(),
    data: {
      fileName: model.dataSetName,
      rowsRead: model.rowsRead,
      rowsDropped: dropped,
      preparation: model.preparation,
      rowsKept: splitNames.reduce((sum, name) => sum + splitCounts[name].rows, 0),
      splits: Object.fromEntries(
        splitNames.map((name) => [
          name,
          {
            rows: splitCounts[name].rows,
            rowsPerClass: perLabel(labels, splitCounts[name].rowsPerClass),
          },
        ]),
      ),
    },
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
    metrics: {
      testRows: metrics.rows,
      accuracy: metrics.accuracy,
      macroPrecision: metrics.macroPrecision,
      macroRecall: metrics.macroRecall,
      macroF1: metrics.macroF1,
      loss: metrics.loss,
      classes: metrics.classes,
    },
    confusionMatrix: { labels, rows: metrics.confusionMatrix },
    predictions,
  };
}

/** Counts by label, as pairs: a label may be `__proto__`. */
function perLabel(labels: string[], counts: number[]): { label: string; rows: number }[] {
  return labels.map((label, id) => ({ label, rows: counts[id] ?? 0 }));
}
