// Labels that turn out wrong while failures are looked into, put right for the next training.

import type { LabelFilter } from '../domain/rowQuery';
import type { Preparation } from '../domain/preparation';
import { withCorrection } from '../domain/fixes';
import { fileLabelOf, plainLabelling, renamer, taskOfLabels } from '../domain/labelling';
import type { TrainedModel } from '../domain/run';
import { dataSet } from './dataSet.svelte';
import { health } from './health.svelte';
import { count } from '../words/numbers';

/** Whether the opened data set is a model's own, and its labels are still read from the same cells: then they can be corrected. */
export function canCorrect(model: TrainedModel): boolean {
  return (
    model.task === 'singleLabel' &&
    model.origin === 'trained' &&
    dataSet.opened?.dataSet.id === model.dataSetId &&
    dataSet.preparation !== null &&
    readFrom(dataSet.preparation) === readFrom(model.preparation)
  );
}

const readFrom = ({ columns, labelling = plainLabelling }: Preparation) =>
  JSON.stringify([columns.label, labelling.source]);

const changes = () => dataSet.preparation?.labelling?.changes ?? [];

/** The labels that a row can be given, by the names that they have now; while rows are prepared, the model's. */
export function rightLabels(model: TrainedModel): string[] {
  return dataSet.prepared?.labels ?? model.labels;
}

/** What a row's label was corrected to, by the name that it has now, `null` if it is left out; `undefined` where it was not. */
export function correctionOf(row: number): string | null | undefined {
  const correction = dataSet.preparation?.corrections?.find((own) => own.row === row);
  return correction && renamer(changes())(correction.label);
}

/** Whether each row of the opened data set has one label, its cell: then it can be given another. */
export function canGiveLabels(): boolean {
  const { labelling = plainLabelling } = dataSet.preparation ?? {};
  return dataSet.preparation !== null && labelling.source.kind === 'one' && taskOfLabels(labelling) === 'singleLabel';
}

/** The labels that a row can be given, by the names that they have now. */
export function givenLabels(): string[] {
  return dataSet.prepared?.labels ?? health.report?.classes.map(({ label }) => label) ?? [];
}

/** What a row counts as; `null`: left out; `''`: it has no label. */
export function labelNow(row: number, cell: string): string | null {
  const corrected = correctionOf(row);
  return corrected === undefined ? renamer(changes())(cell.trim()) : corrected;
}

/** Which rows count as a label. */
export function rowsWithLabel(column: number, name: string): LabelFilter {
  const rename = renamer(changes());
  const renamed = changes().filter(({ to }) => to === name);
  const values = [...(rename(name) === name ? [name] : []), ...renamed.map(({ from }) => from)];
  const corrections = dataSet.preparation?.corrections ?? [];
  const isGiven = (label: string) => rename(label) === name;
  return {
    column,
    values,
    given: corrections.filter(({ label }) => isGiven(label)).map(({ row }) => row),
    taken: corrections.filter(({ label }) => !isGiven(label)).map(({ row }) => row),
  };
}

/** Gives a row a label, as `correct` does; its own one again takes the correction back. */
export async function giveLabel(row: number, rowNumber: number, cell: string, name: string): Promise<void> {
  const { preparation } = dataSet;
  if (!preparation || renamer(changes())(cell.trim()) !== name) return correct(row, name, rowNumber);
  const corrections = (preparation.corrections ?? []).filter((own) => own.row !== row);
  await health.change(`Row ${count(rowNumber)} counts as ${name} again.`, { ...preparation, corrections });
}

/**
 * Corrects a label: the file's row stays as it is, and the change is listed and undone with all others.
 *
 * @param name one of `rightLabels`
 */
export async function correct(row: number, name: string, rowNumber: number): Promise<void> {
  await health.countLabels();
  const { preparation } = dataSet;
  if (!preparation) return;
  const inFile = health.fileLabels?.labels.map(({ label }) => label) ?? [];
  const corrections = withCorrection(preparation.corrections ?? [], {
    row,
    label: fileLabelOf(changes(), name, inFile),
  });
  const words = `Row ${count(rowNumber)} counts as ${name}.`;
  await health.change(words, { ...preparation, corrections });
}
