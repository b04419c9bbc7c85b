// What there is to say of the rows of an import beside their cells.

import type { RowPiece } from '../../data/read/rowShape';
import { noOddRows, oddReasons, type OddRows, type RowStretch } from '../../domain/dataset';

/** More would make the record of the data set large; beyond, row numbers do not count blank rows. */
const maxStretches = 10_000;

/** What there is to say of rows beside their cells. */
export class RowNotes {
  readonly odd: OddRows = { ...noOddRows };
  readonly stretches: RowStretch[] = [];

  /** @param rowsBefore rows of the data set before the piece */
  take({ odd, jumps }: RowPiece, rowsBefore: number): void {
    for (const reason of oddReasons) this.odd[reason] += odd[reason] ?? 0;
    for (const { index, number } of jumps) {
      if (this.stretches.length < maxStretches) {
        this.stretches.push({ row: rowsBefore + index, number });
      }
    }
  }
}
