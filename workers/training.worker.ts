// The thread that owns the device: encodes, trains, evaluates, classifies, exports.

import '../src/security/trustedTypes';
import { expose } from 'comlink';
import { createTrainingApi } from '../src/pipeline/trainingApi';

const api = createTrainingApi();
export type TrainingApi = typeof api;
expose(api);
