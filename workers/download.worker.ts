// The thread that downloads base models. It alone may reach the hub (src/security/headers.ts), and it knows no texts.

import '../src/security/trustedTypes';
import { serve } from '../src/bridge/serve';
import type { ReportProgress } from '../src/domain/progress';
import { downloadModel } from '../src/pipeline/models/downloadModel';

const api = {
  /** One at a time, over all tabs. */
  download: (id: string, source: string, onProgress: ReportProgress) =>
    navigator.locks.request('hone-models', () => downloadModel(id, source, onProgress)),
};
export type DownloadApi = typeof api;
serve(api);
