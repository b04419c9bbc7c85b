// The page's door to the health thread: one of its own, so that neither imports nor training wait for it, and a look
// that nobody needs any more is ended at once.

import { proxy } from 'comlink';
import type { HealthApi } from '../../workers/health.worker';
import type { TextCleaning } from '../domain/cleaning';
import type { ColumnChoice, Preparation } from '../domain/dataset';
import type { Finding } from '../domain/health';
import type { ReportProgress } from '../domain/progress';
import type { BaseModelId } from '../domain/baseModel';
import { WorkerDoor } from './workerDoor';

const start = () =>
  new Worker(new URL('../../workers/health.worker.ts', import.meta.url), { type: 'module' });
const examining = new WorkerDoor<HealthApi>(start);
/** Small questions do not wait for a long look, and survive its end. */
const asking = new WorkerDoor<HealthApi>(start);
/** The tested rows of a model are looked at beside the rows of a data set. */
const slicing = new WorkerDoor<HealthApi>(start);

export type Examined = Pick<Preparation, 'columns' | 'labelling'>;

/** Looks through all rows of a data set. Aborting ends it at once. */
export const examine = (
  dataSetId: string,
  examined: Examined,
  baseModel: BaseModelId,
  onProgress: ReportProgress,
  signal: AbortSignal,
) =>
  examining.call((api) => api.examine(dataSetId, examined, baseModel, proxy(onProgress)), signal);

/** The rows of a finding, or of a part of them. */
export const findingRows = (dataSetId: string, examined: Examined, finding: Finding) =>
  asking.call((api) => api.findingRows(dataSetId, examined, finding));

/** The labels of the file with their counts. */
export const countFileLabels = (dataSetId: string, examined: Examined) =>
  asking.call((api) => api.countFileLabels(dataSetId, examined));

/** Texts as each of some cleanings would leave them. */
export const clean = (texts: string[], cleanings: TextCleaning[]) =>
  asking.call((api) => api.clean(texts, cleanings));

/** How the labels seem to stand, where that is not one a cell. */
export const guessSource = (dataSetId: string, columns: ColumnChoice) =>
  asking.call((api) => api.guessSource(dataSetId, columns));

/** How well a model does on parts of its tested rows. Aborting ends it at once. */
export async function slice(modelId: string, onProgress: ReportProgress, signal: AbortSignal) {
  try {
    return await slicing.call((api) => api.slice(modelId, proxy(onProgress)), signal);
  } finally {
    // Nobody asks again: the thread's memory is worth more.
    slicing.terminate();
  }
}
