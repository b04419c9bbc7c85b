// The page's door to the training thread.

import { proxy } from 'comlink';
import type { CatalogueModel } from '../domain/baseModel';
import type { ClassifyFileOrder, OpenedForClassifying } from '../domain/classifiedFile';
import type { ComputeBackend, ComputeChoice } from '../domain/compute';
import type { ExportChoice, TokenizedSample } from '../domain/exportParts';
import { Failure } from '../domain/failures';
import type { ReportProgress } from '../domain/progress';
import type { Occlusions } from '../domain/explanation';
import type { Recipe } from '../domain/recipe';
import type { FineTuneOrder, HistoryPoint } from '../domain/run';
import type { TrainingApi } from '../../workers/training.worker';
import { WorkerDoor } from './workerDoor';

type FittedModel = Pick<CatalogueModel, 'parameters' | 'sizes'>;

const door = new WorkerDoor<TrainingApi>(
  () =>
    new Worker(new URL('../../workers/training.worker.ts', import.meta.url), { type: 'module' }),
);

/** A device that was lost or did not start does not come back in its thread: the next call gets a fresh one. */
async function onDevice<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    const code = error instanceof Failure ? error.code : null;
    if (code === 'DeviceLost' || code === 'NoComputeBackend') door.terminate();
    throw error;
  }
}

/** Starts the backend and says what it is. */
export const startCompute = (compute: ComputeChoice) =>
  onDevice(door.call((api) => api.start(compute)));

/** What a base model would take on the device, before it is here. */
export const fit = (compute: ComputeChoice, { parameters, sizes }: FittedModel) =>
  onDevice(door.call((api) => api.fit(compute, parameters, sizes)));

/** Encodes, trains, evaluates, saves. */
export const fineTune = (
  order: FineTuneOrder,
  onProgress: ReportProgress,
  onCompute: (compute: ComputeBackend) => void,
  onPoint: (point: HistoryPoint) => void,
) =>
  onDevice(
    door.call((api) => api.fineTune(order, proxy(onProgress), proxy(onCompute), proxy(onPoint))),
  );

/** About how long each depth takes on this device; rejects with AbortError when a run comes between. */
export const estimate = (preparedSetId: string, recipe: Recipe, compute: ComputeChoice) =>
  onDevice(door.call((api) => api.estimate(preparedSetId, recipe, compute)));

/** Before a set is tokenized. @throws Failure `OutOfMemory` when it can't be trained on here */
export const refuseTooManyTexts = (preparedSetId: string, recipe: Recipe, compute: ComputeChoice) =>
  onDevice(door.call((api) => api.refuseTooManyTexts(preparedSetId, recipe, compute)));

/** The set's interrupted run, if there is one. */
export const interruptedRun = (preparedSetId: string) =>
  door.call((api) => api.interruptedRun(preparedSetId));
export const discardInterruptedRun = (preparedSetId: string) =>
  door.call((api) => api.discardInterruptedRun(preparedSetId));

export const pause = () => door.call((api) => api.pause());
export const resume = () => door.call((api) => api.resume());
export const stop = () => door.call((api) => api.stop());

/** Classifies one text, given as the token ids of its windows. */
export const classify = (
  modelId: string,
  windows: number[][],
  compute: ComputeChoice,
  onProgress: ReportProgress,
) => onDevice(door.call((api) => api.classify(modelId, windows, compute, proxy(onProgress))));

/** Classifies each row of a file; rejects with AbortError after `stopClassifying`. */
export const classifyFile = (
  order: ClassifyFileOrder,
  compute: ComputeChoice,
  onProgress: ReportProgress,
  onOpened: (opened: OpenedForClassifying) => void,
) =>
  onDevice(
    door.call((api) => api.classifyFile(order, compute, proxy(onProgress), proxy(onOpened))),
  );

export const stopClassifying = () => door.call((api) => api.stopClassifying());

/** What two models say differently of the rows that both were tested on. */
export const compareModels = (firstId: string, secondId: string) =>
  door.call((api) => api.compareModels(firstId, secondId));

/** Which parts of a text mattered. `key` names the question, to stop it. */
export const explain = (
  key: string,
  modelId: string,
  occlusions: Occlusions,
  compute: ComputeChoice,
  onProgress: ReportProgress,
) =>
  onDevice(door.call((api) => api.explain(key, modelId, occlusions, compute, proxy(onProgress))));

/** The training rows nearest to a text; `testedIndex` is its own among the tested rows, `null` for a new text. */
export const nearest = (
  key: string,
  modelId: string,
  windows: number[][],
  testedIndex: number | null,
  compute: ComputeChoice,
  onProgress: ReportProgress,
) =>
  onDevice(
    door.call((api) => api.nearest(key, modelId, windows, testedIndex, compute, proxy(onProgress))),
  );
export const stopQuestion = (key: string) => door.call((api) => api.stopQuestion(key));

/** What a model can be taken away as. */
export const exportOffers = (modelId: string) => door.call((api) => api.exportOffers(modelId));

/** Test rows to compare before a model is handed out. */
export const exportSample = (modelId: string) => door.call((api) => api.exportSample(modelId));

/** The chosen parts of a model as a zip, and how they answered the sample. */
export const exportModel = (
  order: { modelId: string; choice: ExportChoice; sample: TokenizedSample; compute: ComputeChoice },
  onProgress: ReportProgress,
) =>
  onDevice(
    door.call((api) =>
      api.exportModel({ ...order, honeVersion: __HONE_VERSION__ }, proxy(onProgress)),
    ),
  );
export const stopExport = () => door.call((api) => api.stopExport());

/** How far a model's numbers can be trusted, from its test rows. */
export const evaluation = (modelId: string) => door.call((api) => api.evaluation(modelId));
/** How well one label's probability ranks the test rows. */
export const labelCurves = (modelId: string, label: number) =>
  door.call((api) => api.labelCurves(modelId, label));
/** Keeps from which certainty on a model answers by itself; `undefined`: always. */
export const saveUnsureBelow = (modelId: string, unsureBelow: number | undefined) =>
  door.call((api) => api.saveUnsureBelow(modelId, unsureBelow));

/** The run as report.json. */
export const exportReport = (modelId: string) =>
  door.call((api) => api.exportReport(modelId, __HONE_VERSION__));
