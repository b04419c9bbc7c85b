// What to do where the labels of a data set are refused, as far as its cells show it.

import { Failure, type FailureCode } from '../../domain/failures';
import type { Preparation } from '../../domain/preparation';
import { shorten } from '../../words/shorten';
import { guessLabelSource } from './labels';

const tooMany: FailureCode[] = ['ClassTooSmall', 'LabelsAreIds', 'TooManyClasses'];
const answers = new Set(['accept', 'reject', 'ignore']);

/**
 * The same refusal, with a better way out where there is one: several labels in a cell, or a column of answers.
 *
 * @param names of the columns
 * @param sample some rows
 */
export function withClassRemedy(
  error: Failure,
  { columns, labelling }: Preparation,
  names: string[],
  sample: string[][],
): Failure {
  if (labelling && labelling.source.kind !== 'one') return error;
  if (!tooMany.includes(error.code) && error.code !== 'OneClass') return error;
  if (error.code === 'OneClass') {
    const index = names.indexOf('answer');
    const found = sample.map((row) => row[index] ?? '').filter((cell) => cell !== '');
    if (index === columns.label || found.length === 0 || !found.every((cell) => answers.has(cell))) return error;
    return new Failure(
      error.code,
      `${error.message} The column “answer” says whether that label was accepted or rejected: it can be the label column.`,
    );
  }
  const source = guessLabelSource(sample, columns);
  if (source?.kind !== 'several') return error;
  const cells = sample.map((row) => (row[columns.label] ?? '').trim());
  const example = cells.toSorted((a, b) => b.length - a.length).find((cell) => cell.length <= 40) ?? cells[0] ?? '';
  return new Failure(
    error.code,
    `The cells of the label column seem to hold several labels each, such as “${shorten(example, 40)}”. ` +
      'Choose “Read several labels a cell” under Labels. As they stand, each different list would be a label of its own.',
  );
}
