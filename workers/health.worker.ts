// The thread that looks through a data set for what stands out. It can be ended at any moment: it changes nothing.

import '../src/security/trustedTypes';
import { serve } from '../src/bridge/serve';
import { createHealthApi } from '../src/pipeline/healthApi';

const api = createHealthApi();
export type HealthApi = typeof api;
serve(api);
