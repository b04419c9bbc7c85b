// The CSV of a classified file as it grows, and what is counted on the way.

import type { ClassifiedFile } from '../../domain/classifiedFile';
import { elementAt } from '../../domain/element';
import type { TrainedModel } from '../../domain/run';
import { csvLine, predictionCells, predictionColumns } from '../../export/predictionTable';
import type { Answer } from './textClassifier';

/** Without it, Excel reads a CSV as the old encoding of its country. */
const mark = '\uFEFF';
const markBytes = 3;

export class PredictionCsv {
  private readonly parts: Blob[] = [];
  private readonly encoder = new TextEncoder();
  private readonly form: { delimiter: ',' | ';'; hasUnsure: boolean };
  /** Of the lines that were written. */
  private bytes = 0;
  private isAscii = true;
  private withoutText = 0;
  private unsure = 0;
  private readonly counts: number[];
  /** Where each row begins. */
  private readonly starts: number[] = [];
  private readonly confidences: number[] = [];

  constructor(
    private readonly model: TrainedModel,
    private readonly columns: string[],
    delimiter: ',' | ';',
  ) {
    this.form = { delimiter, hasUnsure: model.unsureBelow !== undefined };
    this.counts = model.labels.map(() => 0);
    this.write([predictionColumns(columns, model.labels, this.form)]);
  }

  get rowCount(): number {
    return this.starts.length;
  }

  /** @param said of each row; `null` where it has no text */
  add(rows: string[][], said: (Answer | null)[]): void {
    const lines = rows.map((cells, row) => {
      const answer = said[row] ?? null;
      this.count(answer);
      const own = this.columns.map((_, column) => cells[column] ?? '');
      return [...own, ...predictionCells(answer, this.model.labels.length, this.form)];
    });
    this.starts.push(...this.write(lines));
  }

  finish(seconds: number): Omit<ClassifiedFile, 'read'> {
    const before = this.isAscii ? 0 : markBytes;
    return {
      table: {
        csv: new Blob([...(this.isAscii ? [] : [mark]), ...this.parts], { type: 'text/csv' }),
        ...this.form,
        columns: predictionColumns(this.columns, this.model.labels, this.form),
        ownColumns: this.columns.length,
        starts: Float64Array.from([...this.starts, this.bytes], (start) => start + before),
        bySureness: this.bySureness(),
      },
      rows: this.rowCount,
      withoutText: this.withoutText,
      counts: this.counts,
      unsure: this.form.hasUnsure ? this.unsure : null,
      seconds,
    };
  }

  private count(said: Answer | null): void {
    this.confidences.push(said?.confidence ?? NaN);
    if (!said) {
      this.withoutText++;
      return;
    }
    for (const id of said.labelIds) this.counts[id] = elementAt(this.counts, id) + 1;
    if (said.unsure) this.unsure++;
  }

  private bySureness(): Uint32Array<ArrayBuffer> {
    const confidences = Float64Array.from(this.confidences);
    const rows = Uint32Array.from(confidences.keys()).filter((row) => !Number.isNaN(confidences[row] ?? NaN));
    return rows.sort((a, b) => (confidences[a] ?? NaN) - (confidences[b] ?? NaN) || a - b);
  }

  /** Gives where each line begins. */
  private write(lines: string[][]): number[] {
    const starts: number[] = [];
    const written = lines.map((cells) => {
      const line = this.encoder.encode(csvLine(cells, this.form));
      starts.push(this.bytes);
      this.bytes += line.length;
      this.isAscii &&= line.every((byte) => byte < 0x80);
      return line;
    });
    this.parts.push(new Blob(written));
    return starts;
  }
}
