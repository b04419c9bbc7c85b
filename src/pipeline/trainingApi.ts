// What the training thread can be asked. One job at a time: it owns the one device.

import type { CatalogueModel } from '../domain/catalogue';
import type { ClassifyFileOrder, OpenedForClassifying } from '../domain/classifiedFile';
import type { ComputeBackend, ComputeChoice } from '../domain/compute';
import type { MeasurableModel } from '../domain/modelMeasurement';
import type { ReportProgress } from '../domain/progress';
import type { Recipe } from '../domain/recipe';
import type { FineTuneOrder, HistoryPoint, UnkeptModel } from '../domain/run';
import type { Occlusions } from '../domain/explanation';
import { getPreparedSet } from '../storage/derived';
import { releaseRoom } from '../storage/reservedRoom';
import { findPredictions, saveUnsureBelow } from '../storage/models';
import { classifyFile } from './use/classifyFile';
import { classifyText } from './use/classifyText';
import { compareStoredModels } from './improve/compareModels';
import { DeviceQueue } from '../jobs/deviceQueue';
import { Engine } from './train/engine';
import { estimateDepths, refuseTooManyTexts, type MeasuredDepths } from './train/estimateDepths';
import { explainText } from './improve/explainText';
import { sampleOf } from './export/checkAnswers';
import { exportUnkept } from './export/exportUnkept';
import { exportOffers, offerPageFile } from './export/offers';
import { exportPageFile, type PageFileOrder } from './export/exportPageFile';
import { exportModel, exportReport, type ExportOrder } from './export/exportModel';
import { fineTune } from './train/fineTune';
import { surviveDeviceLoss, type Attempt } from './train/surviveDeviceLoss';
import { measureBaseModels, type FoundSoFar } from './train/measureBaseModels';
import { readTokens } from './train/trainingInputs';
import { rowsGone } from './data/preparedTexts';
import { evaluateModel, labelCurvesOf } from './improve/evaluateModel';
import { Pause } from '../jobs/pause';
import { NearestRows } from './improve/nearestRows';
import { readTexts } from './data/preparedTexts';
import { DataSetTokenizing, Tokenizers } from './data/tokenizeDataSet';

export function createTrainingApi() {
  const engine = new Engine();
  const queue = new DeviceQueue((work) => engine.guard(work));
  const tokenizers = new Tokenizers();
  const nearest = new NearestRows(new DataSetTokenizing(tokenizers));
  return {
    ...fittingCalls(engine, queue, tokenizers),
    ...trainingCalls(engine, queue, nearest),
    ...answeringCalls(engine, queue, tokenizers, nearest),
    ...exportCalls(engine, queue, tokenizers),
    ...storedCalls,
  };
}

/** Before anything is trained: what computes, what fits, and how long it would take. */
function fittingCalls(engine: Engine, queue: DeviceQueue, tokenizers: Tokenizers) {
  return {
    /** Starts the backend, to say what will compute. */
    start: (compute: ComputeChoice) => queue.run(() => engine.start(compute)),

    /** What a base model would take on the device, before it is here. */
    fit: (compute: ComputeChoice, model: CatalogueModel) => queue.run(() => engine.fit(compute, model)),

    /** About how long each depth takes here. Whatever else is asked for meanwhile comes first. */
    estimate(preparedSetId: string, recipe: Recipe, compute: ComputeChoice, signal: AbortSignal) {
      const measured: MeasuredDepths = new Map();
      return queue.measure(async (own) => {
        const { set, texts } = await readTokens(preparedSetId, recipe);
        const ready = await engine.prepare(compute, recipe.baseModel, () => {});
        engine.releaseClassifier();
        const estimates = await estimateDepths(ready, set, texts, recipe, own, measured);
        await engine.rememberTuning();
        return estimates;
      }, signal);
    },

    /** How well small base models do on a sample of the rows. Whatever else is asked for meanwhile comes first. */
    measureBaseModels(
      preparedSetId: string,
      recipe: Recipe,
      models: MeasurableModel[],
      compute: ComputeChoice,
      onProgress: ReportProgress,
      signal: AbortSignal,
    ) {
      const found: FoundSoFar = { measured: new Map(), failed: new Map() };
      const prepare = async ({ id }: MeasurableModel) => {
        const ready = await engine.prepare(compute, id, () => {});
        engine.releaseClassifier();
        return ready;
      };
      return queue.measure(async (own) => {
        const set = await getPreparedSet(preparedSetId);
        if (!set) throw rowsGone();
        const read = (rows: Uint32Array) => readTexts(set, rows);
        return measureBaseModels({ set, recipe, models, read, tokenizers, prepare, onProgress }, own, found);
      }, signal);
    },

    /** Before a set is tokenized. @throws Failure `OutOfMemory` when it can't be trained on here */
    refuseTooManyTexts: (preparedSetId: string, recipe: Recipe, compute: ComputeChoice) =>
      queue.run(async () => {
        const set = await getPreparedSet(preparedSetId);
        const ready = await engine.prepare(compute, recipe.baseModel, () => {});
        engine.releaseClassifier();
        if (set) refuseTooManyTexts(ready, set, recipe);
      }),
  };
}

function trainingCalls(engine: Engine, queue: DeviceQueue, nearest: NearestRows) {
  /** Of the run that was asked for last. */
  let pause: Pause | null = null;
  return {
    /**
     * Encodes, trains, evaluates, saves. An abort after the first epoch keeps the best weights so far; a graphics card that is
     * lost or fails costs what came after the last checkpoint, and `onAgain` hears of it.
     */
    fineTune(
      order: FineTuneOrder,
      onProgress: ReportProgress,
      onCompute: (compute: ComputeBackend) => void,
      onPoint: (point: HistoryPoint) => void,
      onCheckpoint: (isKept: boolean) => void,
      onAgain: (why: string) => void,
      signal: AbortSignal,
    ) {
      const own = new Pause(signal);
      pause = own;
      const attempt = ({ compute, pause: until, notes, whileItLasts }: Attempt) => {
        const listener = {
          onProgress: whileItLasts(onProgress),
          onCompute: whileItLasts((own: ComputeBackend) =>
            onCompute({ ...own, why: (compute === 'wasm' && notes.at(-1)) || own.why }),
          ),
          onPoint: whileItLasts(onPoint),
          onCheckpoint: whileItLasts(onCheckpoint),
        };
        return fineTune(engine, { ...order, compute }, until, listener, notes);
      };
      return queue.runWithoutGuard(() => {
        nearest.release();
        return surviveDeviceLoss(engine, order.compute, own, attempt, onAgain).finally(releaseRoom);
      });
    },
    pause: () => pause?.pause(),
    resume: () => pause?.resume(),
  };
}

/** What a model says of new texts, and why. */
function answeringCalls(engine: Engine, queue: DeviceQueue, tokenizers: Tokenizers, nearest: NearestRows) {
  return {
    /** Classifies one text, given as the token ids of its windows. */
    classify: (
      modelId: string,
      windows: number[][],
      compute: ComputeChoice,
      onProgress: ReportProgress,
      signal: AbortSignal,
    ) => queue.run(() => classifyText(engine, modelId, windows, compute, onProgress), signal),

    /** Classifies each row of a file. */
    classifyFile(
      order: ClassifyFileOrder,
      compute: ComputeChoice,
      onProgress: ReportProgress,
      onOpened: (opened: OpenedForClassifying) => void,
      signal: AbortSignal,
    ) {
      const listener = { onProgress, onOpened };
      return queue.run(() => classifyFile(engine, tokenizers, order, compute, signal, listener), signal);
    },

    /** Which parts of a text mattered. */
    explain: (
      modelId: string,
      occlusions: Occlusions,
      compute: ComputeChoice,
      onProgress: ReportProgress,
      signal: AbortSignal,
    ) => queue.run(() => explainText({ engine, modelId, compute, signal, onProgress }, occlusions), signal),

    /**
     * The training rows nearest to a text, given as the token ids of its windows; `testedIndex` is its own among the tested
     * rows, `null` for a new text.
     */
    nearest(
      modelId: string,
      windows: number[][],
      testedIndex: number | null,
      compute: ComputeChoice,
      onProgress: ReportProgress,
      signal: AbortSignal,
    ) {
      const question = { engine, modelId, compute, signal, onProgress };
      return queue.run(() => nearest.find(question, windows, testedIndex), signal);
    },
  };
}

function exportCalls(engine: Engine, queue: DeviceQueue, tokenizers: Tokenizers) {
  return {
    /** What a model can be taken away as. */
    exportOffers: (modelId: string) => exportOffers(modelId),
    /** Test rows to compare before a model is handed out. */
    exportSample: async (modelId: string) => sampleOf(await findPredictions(modelId)),
    /** The chosen parts of a model as a zip, and how they answered the sample. */
    exportModel(order: Omit<ExportOrder, 'honeVersion'>, onProgress: ReportProgress, signal: AbortSignal) {
      const versioned = { ...order, honeVersion: __HONE_VERSION__ };
      return queue.run(() => exportModel(engine, versioned, signal, onProgress), signal);
    },
    /** What a page of one file would be. */
    offerPageFile: (modelId: string) => offerPageFile(modelId),
    /** The model as a page of one file, and how its weights answered the sample. */
    exportPageFile(order: Omit<PageFileOrder, 'honeVersion'>, onProgress: ReportProgress, signal: AbortSignal) {
      const versioned = { ...order, honeVersion: __HONE_VERSION__ };
      return queue.run(() => exportPageFile(engine, versioned, signal, onProgress), signal);
    },
    /** A finished model that could not be stored, as a zip. */
    exportUnkept(model: UnkeptModel, compute: ComputeChoice, onProgress: ReportProgress, signal: AbortSignal) {
      const choices = { compute, honeVersion: __HONE_VERSION__ };
      return queue.run(() => exportUnkept(engine, tokenizers, model, choices, signal, onProgress), signal);
    },
    /** The run as report.json. */
    exportReport: (modelId: string) => exportReport(modelId, __HONE_VERSION__),
  };
}

/** About stored answers: these need no device. */
const storedCalls = {
  /** What two models say differently of the rows that both were tested on. */
  compareModels: (firstId: string, secondId: string) => compareStoredModels(firstId, secondId),
  /** How far a model's numbers can be trusted. */
  evaluation: (modelId: string) => evaluateModel(modelId),
  /** How well one label's probability ranks the test rows. */
  labelCurves: (modelId: string, label: number) => labelCurvesOf(modelId, label),
  /** Keeps from which certainty on a model answers by itself; `undefined`: always. */
  saveUnsureBelow: (modelId: string, unsureBelow: number | undefined) => saveUnsureBelow(modelId, unsureBelow),
};
