// What there is to say of the rows of an import beside their cells.

import type { RowPiece } from '../../data/read/delimited/rowShape';
import { noOddRows, oddReasons, type DataSet, type OddRows, type RowStretch } from '../../domain/dataset';

/** Rows of each reason that are named. */
const shownRows = 5;
/** More would make the record of the data set large; beyond, row numbers do not count blank rows. */
const maxStretches = 10_000;

/** What there is to say of rows beside their cells. */
export class RowNotes {
  readonly odd: OddRows = { ...noOddRows };
  readonly oddRows: NonNullable<DataSet['oddRows']> = {};
  readonly stretches: RowStretch[] = [];

  /** @param rowsBefore rows of the data set before the piece */
  take({ odd, oddAt = {}, jumps }: RowPiece, rowsBefore: number): void {
    for (const reason of oddReasons) {
      this.odd[reason] += odd[reason] ?? 0;
      const known = (this.oddRows[reason] ??= []);
      for (const index of oddAt[reason]?.slice(0, shownRows - known.length) ?? []) known.push(rowsBefore + index);
    }
    for (const { index, number } of jumps) {
      if (this.stretches.length < maxStretches) {
        this.stretches.push({ row: rowsBefore + index, number });
      }
    }
  }
}
