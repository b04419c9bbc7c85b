// What the training thread can be asked. One job at a time: it owns the one device.

import type { ComputeBackend, ComputeChoice } from '../domain/compute';
import type { Prediction } from '../domain/evaluation';
import type { ReportProgress } from '../domain/progress';
import type { FineTuneOrder, HistoryPoint } from '../domain/run';
import { mistakes, predictionsOf } from '../evaluation/predictions';
import { getModel, getPredictions } from '../storage/models';
import { classifyText } from './classifyText';
import { Engine } from './engine';
import { exportModel, exportReport } from './exportModel';
import { fineTune } from './fineTune';
import { JobControl } from './jobControl';

/** More than anybody reads on a page; report.json has them all. */
const mistakesShown = 1000;

export function createTrainingApi() {
  const engine = new Engine();
  let control = new JobControl();
  let last: Promise<unknown> = Promise.resolve();
  /** Runs work after all that was asked before it: two at once would load the model twice. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const own = last.then(work);
    last = own.catch(() => {});
    return engine.guard(own);
  };
  return {
    /** Starts the backend, to say what will compute before anything is trained. */
    start: (compute: ComputeChoice) => inTurn(() => engine.start(compute)),

    fineTune(
      order: FineTuneOrder,
      onProgress: ReportProgress,
      onCompute: (compute: ComputeBackend) => void,
      onPoint: (point: HistoryPoint) => void,
    ) {
      const own = new JobControl();
      control = own;
      const listener = { onProgress, onCompute, onPoint };
      return inTurn(() => fineTune(engine, order, own, listener));
    },
    pause: () => control.pause(),
    resume: () => control.resume(),
    stop: () => control.stop(),

    classify: (
      modelId: string,
      tokenIds: Int32Array,
      compute: ComputeChoice,
      onProgress: ReportProgress,
    ) => inTurn(() => classifyText(engine, modelId, tokenIds, compute, onProgress)),

    /** Misclassified test rows of a model, most confident first, at most `mistakesShown`. */
    async mistakes(modelId: string): Promise<Prediction[]> {
      const { labels } = await getModel(modelId);
      const predictions = predictionsOf(await getPredictions(modelId), labels);
      return mistakes(predictions).slice(0, mistakesShown);
    },

    exportModel: (modelId: string, honeVersion: string, onProgress: ReportProgress) =>
      exportModel(modelId, honeVersion, onProgress),
    exportReport: (modelId: string, honeVersion: string) => exportReport(modelId, honeVersion),
  };
}
