// What the file says of a tested row beside its text and label.

import { askingWorker } from '../bridge/workers';
import type { NamedCell } from '../domain/rowQuery';
import type { TrainedModel } from '../domain/run';
import { alert } from './alert.svelte';

/** Of a row of a model's own data set; none where that is not here. @param row its index in the data set */
export async function otherCells(model: TrainedModel, row: number): Promise<NamedCell[]> {
  if (model.origin !== 'trained') return [];
  const { columns, labelling } = model.preparation;
  try {
    return await askingWorker.otherCells(model.dataSetId, { columns, ...(labelling && { labelling }) }, row);
  } catch (error) {
    alert.show(error);
    return [];
  }
}
