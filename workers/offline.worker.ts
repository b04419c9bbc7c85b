// The thread that keeps the base models for offline use: hashing and storing 45 MB would hold up any other.

import '../src/security/trustedTypes';
import { serve } from '../src/bridge/serve';
import { keepModels } from '../src/pipeline/models/keepModels';

const api = { keepModels };
export type OfflineApi = typeof api;
serve(api);
