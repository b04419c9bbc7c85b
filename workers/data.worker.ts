// The thread that reads files, prepares rows and tokenizes.

import '../src/security/trustedTypes';
import { serve } from '../src/bridge/serve';
import { createDataApi } from '../src/pipeline/dataApi';

const api = createDataApi();
export type DataApi = typeof api;
serve(api);
