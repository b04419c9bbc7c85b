// What a data set is still used for.

import { listModels } from './models';
import { listRuns } from './runs';

/** Whether a model came of a data set, or a run on it can be continued. */
export async function isUsed(dataSetId: string): Promise<boolean> {
  const [models, runs] = await Promise.all([listModels(), listRuns()]);
  return (
    models.some((model) => model.origin === 'trained' && model.dataSetId === dataSetId) ||
    runs.some((run) => run.dataSetId === dataSetId)
  );
}
