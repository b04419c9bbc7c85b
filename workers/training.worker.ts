// The thread that owns the device: encodes, trains, evaluates, classifies, exports.

import '../src/security/trustedTypes';
import { serve } from '../src/bridge/serve';
import { createTrainingApi } from '../src/pipeline/trainingApi';

const api = createTrainingApi();
export type TrainingApi = typeof api;
serve(api);
