// The workers, as the page calls them. What each can be asked stands with its api in `src/pipeline/`.

import type { DataApi } from '../../workers/data.worker';
import type { DownloadApi } from '../../workers/download.worker';
import type { HealthApi } from '../../workers/health.worker';
import type { OfflineApi } from '../../workers/offline.worker';
import type { TrainingApi } from '../../workers/training.worker';
import { remote, type StartedWorker } from './remote';
import { serveThreads } from './threads';

const health = () => new Worker(new URL('../../workers/health.worker.ts', import.meta.url), { type: 'module' });

const data = () => new Worker(new URL('../../workers/data.worker.ts', import.meta.url), { type: 'module' });

/** Prepares rows, and answers small questions about them: what needs no device. */
export const dataWorker = remote<DataApi>(data);

/** Imports. What is long is ended with its worker when it is cancelled: each has one of its own. */
export const importWorker = remote<DataApi>(data, { endsWhenIdle: true });

/** Adds base models from disk. */
export const addingWorker = remote<DataApi>(data, { endsWhenIdle: true });

/** Writes classified files as workbooks. */
export const workbookWorker = remote<DataApi>(data, { endsWhenIdle: true });

/** Tokenizes data sets. */
export const tokenizingWorker = remote<DataApi>(data);

/** Owns the device. One that was lost or did not start does not come back in its thread. */
export const trainingWorker = remote<TrainingApi>(training, { endsAfter: ['DeviceLost', 'NoComputeBackend'] });

/** Answers about single texts while a run has the device: slower, on the processor. */
export const besideTraining = remote<TrainingApi>(training);

/** With threads of its own, which end with it. */
function training(): StartedWorker {
  const worker = new Worker(new URL('../../workers/training.worker.ts', import.meta.url), { type: 'module' });
  const endThreads = serveThreads(worker);
  return {
    postMessage: worker.postMessage.bind(worker),
    addEventListener: worker.addEventListener.bind(worker),
    removeEventListener: worker.removeEventListener.bind(worker),
    terminate() {
      worker.terminate();
      endThreads();
    },
  };
}

/** Looks through a data set: neither imports nor training wait for it, and a look that nobody needs is ended at once. */
export const examiningWorker = remote<HealthApi>(health);

/** Small questions do not wait for a long look, and survive its end. */
export const askingWorker = remote<HealthApi>(health);

/** Looks at the tested rows of a model, beside the rows of a data set. */
export const slicingWorker = remote<HealthApi>(health, { endsWhenIdle: true });

/** Downloads base models. */
export const downloadWorker = remote<DownloadApi>(
  () => new Worker(new URL('../../workers/download.worker.ts', import.meta.url), { type: 'module' }),
  { endsWhenIdle: true },
);

/** Keeps the base models for offline use. */
export const offlineWorker = remote<OfflineApi>(
  () => new Worker(new URL('../../workers/offline.worker.ts', import.meta.url), { type: 'module' }),
  { endsWhenIdle: true },
);
