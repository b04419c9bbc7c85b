// The texts of a prepared set, as they are tokenized and shown.

import { Failure } from '../../domain/failures';
import { textCleaner } from '../../data/clean/cleanText';
import { noCleaning } from '../../domain/cleaning';
import type { PreparedSet } from '../../domain/dataset';
import { readRowTexts } from '../../storage/rows';

/**
 * The texts of some rows of a prepared set, cleaned, in pieces.
 *
 * @param rows ascending row indices in the file, from 0
 */
export async function* readTexts(
  { dataSetId, preparation }: Pick<PreparedSet, 'dataSetId' | 'preparation'>,
  rows: Uint32Array,
): AsyncGenerator<string[]> {
  const clean = textCleaner(preparation.cleaning ?? noCleaning);
  for await (const texts of readRowTexts(dataSetId, preparation.columns, rows)) yield texts.map(clean);
}

/** A prepared set that is not there, or is not what it was. */
export function rowsGone(): Failure {
  return new Failure(
    'Unexpected',
    'These rows, as they were prepared, are gone or damaged. Open the data set again: they are prepared anew, and a run on ' +
      'them can go on.',
  );
}
