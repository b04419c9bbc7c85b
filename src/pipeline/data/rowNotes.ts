// What there is to say of the rows of an import beside their cells.

import type { RowPiece } from '../../data/read/rowShape';
import { noOddRows, type OddRows, type RowStretch } from '../../domain/dataset';

/** More would make the record of the data set large; beyond, row numbers do not count blank rows. */
const maxStretches = 10_000;

/** What there is to say of rows beside their cells. */
export class RowNotes {
  readonly odd: OddRows = { ...noOddRows };
  readonly stretches: RowStretch[] = [];

  /** @param rowsBefore rows of the data set before the piece */
  take({ odd, jumps }: RowPiece, rowsBefore: number): void {
    this.odd.surplus += odd.surplus ?? 0;
    this.odd.swallowed += odd.swallowed ?? 0;
    this.odd.short += odd.short ?? 0;
    this.odd.undecodable += odd.undecodable ?? 0;
    this.odd.nul += odd.nul ?? 0;
    this.odd.broken += odd.broken ?? 0;
    for (const { index, number } of jumps) {
      if (this.stretches.length < maxStretches) {
        this.stretches.push({ row: rowsBefore + index, number });
      }
    }
  }
}
