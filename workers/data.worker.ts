// The thread that reads files, prepares rows and tokenizes.

import '../src/security/trustedTypes';
import { expose } from 'comlink';
import { createDataApi } from '../src/pipeline/dataApi';

const api = createDataApi();
export type DataApi = typeof api;
expose(api);
