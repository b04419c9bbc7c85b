// What the training thread can be asked. One job at a time: it owns the one device.

import type { ModelSizes } from '../domain/baseModel';
import type { ComputeBackend, ComputeChoice } from '../domain/compute';
import type { Prediction } from '../domain/evaluation';
import type { ReportProgress } from '../domain/progress';
import type { Recipe } from '../domain/recipe';
import type { FineTuneOrder, HistoryPoint, InterruptedRunSummary } from '../domain/run';
import { mistakes, predictionsOf } from '../evaluation/predictions';
import { deleteInterruptedRun, getInterruptedRun } from '../storage/interruptedRuns';
import { getModel, getPredictions, saveUnsureBelow } from '../storage/models';
import { classifyText } from './classifyText';
import { Engine } from './engine';
import { estimateDepths } from './estimateDepths';
import { exportModel, exportReport } from './exportModel';
import { fineTune, readTokens } from './fineTune';
import { judgeModel, labelCurvesOf } from './judgeModel';
import { JobControl } from './jobControl';

/** More than anybody reads on a page; report.json has them all. */
const mistakesShown = 1000;

export function createTrainingApi() {
  const engine = new Engine();
  let control = new JobControl();
  let estimating = new JobControl();
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

    /** What a base model would take on the device, before it is here. */
    fit: (compute: ComputeChoice, parameters: number, sizes: ModelSizes) =>
      inTurn(() => engine.fit(compute, parameters, sizes)),

    fineTune(
      order: FineTuneOrder,
      onProgress: ReportProgress,
      onCompute: (compute: ComputeBackend) => void,
      onPoint: (point: HistoryPoint) => void,
    ) {
      const own = new JobControl();
      control = own;
      estimating.stop();
      const listener = { onProgress, onCompute, onPoint };
      return inTurn(() => fineTune(engine, order, own, listener));
    },
    /** About how long each depth takes here. Stops when a run is asked for or the page asks again. */
    estimate(preparedSetId: string, recipe: Recipe, compute: ComputeChoice) {
      estimating.stop();
      const own = new JobControl();
      estimating = own;
      return inTurn(async () => {
        const { set, texts } = await readTokens(preparedSetId, recipe);
        const ready = await engine.prepare(compute, recipe.baseModel, () => {});
        engine.releaseClassifier();
        const estimates = await estimateDepths(ready, set, texts, recipe, own);
        await engine.rememberTuning();
        return estimates;
      });
    },

    /** The run of a prepared set that was interrupted, if there is one. */
    async interruptedRun(preparedSetId: string): Promise<InterruptedRunSummary | null> {
      const stored = await getInterruptedRun(preparedSetId);
      return stored ? { recipe: stored.recipe, epoch: stored.epoch } : null;
    },
    discardInterruptedRun: (preparedSetId: string) => deleteInterruptedRun(preparedSetId),

    pause: () => control.pause(),
    resume: () => control.resume(),
    stop: () => control.stop(),

    classify: (
      modelId: string,
      windows: number[][],
      compute: ComputeChoice,
      onProgress: ReportProgress,
    ) => inTurn(() => classifyText(engine, modelId, windows, compute, onProgress)),

    /** Misclassified test rows of a model, most confident first, at most `mistakesShown`. */
    async mistakes(modelId: string): Promise<Prediction[]> {
      const model = await getModel(modelId);
      const predictions = predictionsOf(await getPredictions(modelId), model);
      return mistakes(predictions, model.labels).slice(0, mistakesShown);
    },

    /** How far a model's numbers can be trusted. */
    judgement: (modelId: string) => judgeModel(modelId),
    labelCurves: (modelId: string, label: number) => labelCurvesOf(modelId, label),
    /** From which certainty on a model answers by itself; `undefined`: always. */
    saveUnsureBelow: (modelId: string, unsureBelow: number | undefined) =>
      saveUnsureBelow(modelId, unsureBelow),

    exportModel: (modelId: string, honeVersion: string, onProgress: ReportProgress) =>
      exportModel(modelId, honeVersion, onProgress),
    exportReport: (modelId: string, honeVersion: string) => exportReport(modelId, honeVersion),
  };
}
