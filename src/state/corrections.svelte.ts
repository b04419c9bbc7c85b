// Labels that turn out wrong while failures are looked into, put right for the next training.

import type { Preparation } from '../domain/dataset';
import { withCorrection, type Correction } from '../domain/fixes';
import { plainLabelling } from '../domain/labelling';
import type { TrainedModel } from '../domain/run';
import { dataSet } from './dataSet.svelte';
import { health } from './health.svelte';

/** Whether the opened data set is a model's own, and its labels are still read the same way: then they can be corrected. */
export function canCorrect({ dataSetId, preparation, problem }: TrainedModel): boolean {
  return (
    problem !== 'multiLabel' &&
    dataSet.opened?.dataSet.id === dataSetId &&
    preparation !== undefined &&
    dataSet.preparation !== null &&
    labelsKey(dataSet.preparation) === labelsKey(preparation)
  );
}

const labelsKey = ({ columns, labelling = plainLabelling }: Preparation) =>
  JSON.stringify([columns.label, labelling]);

/** What a row's label was corrected to; `null` where it was not. */
export function correctionOf(row: number): string | null {
  return dataSet.preparation?.corrections?.find((own) => own.row === row)?.label ?? null;
}

/** Corrects a label: the file's row stays as it is, and the change is listed and undone with all others. */
export async function correct(correction: Correction, rowNumber: number): Promise<void> {
  const { preparation } = dataSet;
  if (!preparation) return;
  const corrections = withCorrection(preparation.corrections ?? [], correction);
  const words = `Row ${rowNumber.toLocaleString('en')} counts as ${correction.label}.`;
  await health.change(words, { ...preparation, corrections });
}
