// The thread that looks through a data set for what stands out. It can be ended at any moment: it changes nothing.

import '../src/security/trustedTypes';
import { expose } from 'comlink';
import { createHealthApi } from '../src/pipeline/healthApi';

const api = createHealthApi();
export type HealthApi = typeof api;
expose(api);
