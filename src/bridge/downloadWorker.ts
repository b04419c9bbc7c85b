// The page's door to the thread that downloads base models.

import { proxy } from 'comlink';
import type { AddedModel, BaseModelId } from '../domain/baseModel';
import type { ReportProgress } from '../domain/progress';
import type { DownloadApi } from '../../workers/download.worker';
import { WorkerDoor } from './workerDoor';

const door = new WorkerDoor<DownloadApi>(
  () =>
    new Worker(new URL('../../workers/download.worker.ts', import.meta.url), { type: 'module' }),
);

/** Downloads a model, then ends the thread. Aborting keeps what arrived. */
export async function downloadModel(
  id: BaseModelId,
  source: string,
  onProgress: ReportProgress,
  signal: AbortSignal,
): Promise<AddedModel> {
  try {
    return await door.call((api) => api.download(id, source, proxy(onProgress)), signal);
  } finally {
    door.terminate();
  }
}
