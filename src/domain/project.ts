// A project: rows with what was decided about them, and the models that were trained on them.

import type { DataSet } from './dataset';
import type { TrainedModel } from './run';

export interface Project {
  /** Of its data set; of a model without one here, the model's. */
  id: string;
  name: string;
  /** `null`: the model came from a download, or from another program. */
  rows: DataSet | null;
  /** The newest first. */
  models: TrainedModel[];
  /** Milliseconds since 1970. */
  usedAt: number;
}

/** All that is kept, as projects, the one used last first. */
export function projectsOf(dataSets: readonly DataSet[], models: readonly TrainedModel[]): Project[] {
  const newestFirst = [...models].sort((a, b) => b.createdAt - a.createdAt);
  const withRows = dataSets.map((rows) => {
    const own = newestFirst.filter((model) => model.origin === 'trained' && model.dataSetId === rows.id);
    return { id: rows.id, name: rows.name, rows, models: own, usedAt: own[0]?.createdAt ?? rows.createdAt };
  });
  const taken = new Set(withRows.flatMap((project) => project.models));
  const alone = newestFirst
    .filter((model) => !taken.has(model))
    .map((model) => ({ id: model.id, name: model.name, rows: null, models: [model], usedAt: model.createdAt }));
  return [...withRows, ...alone].sort((a, b) => b.usedAt - a.usedAt);
}
