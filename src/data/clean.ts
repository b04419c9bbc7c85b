// Rows to examples: leaves out what can't be learned from and counts it, and names the classes.

import type { ClassCount, DroppedRows } from '../domain/dataset';
import { Failure } from '../domain/failures';
import { countClasses } from './profile';

/** What is left of a table. */
export interface CleanedRows {
  labels: string[];
  dropped: DroppedRows;
  /** Indices of the kept rows. */
  rows: Uint32Array;
  labelIds: Uint16Array;
}

const maxClasses = 1000;
/** One to learn from, one to test on. */
const minClassRows = 2;
/** From this many rows on, a label column that mostly never repeats is taken for an id. */
const rowsToTellIds = 20;

/** Takes rows one after another. */
export class RowCleaner {
  private readonly dropped: DroppedRows = {
    emptyText: 0,
    emptyLabel: 0,
    duplicate: 0,
    conflictingLabel: 0,
  };
  /** Class of each text seen, in the order of first sight. */
  private readonly classOfText = new Map<string, number>();
  private readonly classes = new Map<string, number>();
  private readonly rows: number[] = [];
  private readonly rowClasses: number[] = [];

  /** Keeps a row or counts why not. Texts and labels are compared without the space around them. */
  add(rowIndex: number, text: string, label: string): void {
    const trimmed = text.trim();
    const name = label.trim();
    if (trimmed === '') return void this.dropped.emptyText++;
    if (name === '') return void this.dropped.emptyLabel++;
    const known = this.classes.get(name);
    const own = known ?? this.classes.size;
    const seen = this.classOfText.get(trimmed);
    if (seen !== undefined) {
      if (seen === own) this.dropped.duplicate++;
      else this.dropped.conflictingLabel++;
      return;
    }
    if (known === undefined) this.classes.set(name, own);
    this.classOfText.set(trimmed, own);
    this.rows.push(rowIndex);
    this.rowClasses.push(own);
  }

  /**
   * The kept rows.
   *
   * @throws Failure `NoRows`, `OneClass`, `LabelsAreIds`, `TooManyClasses`, `ClassTooSmall`
   */
  finish(): CleanedRows {
    const names = [...this.classes.keys()];
    // Before anything is sorted or counted: a column of ids has as many names as rows.
    refuseClasses(names, this.rows.length);
    const labels = sortLabels(names);
    const idOfLabel = new Map(labels.map((label, id) => [label, id]));
    const idOfClass = names.map((name) => idOfLabel.get(name) ?? 0);
    const labelIds = Uint16Array.from(this.rowClasses, (own) => idOfClass[own] ?? 0);
    refuseSmallClasses(countClasses(labels, labelIds));
    return { labels, dropped: this.dropped, rows: Uint32Array.from(this.rows), labelIds };
  }
}

/** Sorted: by value where all are numbers, else by code units. The same order on every machine. */
function sortLabels(names: string[]): string[] {
  const numeric = names.every((name) => Number.isFinite(Number(name)));
  const byCodeUnits = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
  return names.toSorted((a, b) => (numeric && Number(a) - Number(b)) || byCodeUnits(a, b));
}

function refuseClasses(labels: string[], rows: number): void {
  if (rows === 0) {
    throw new Failure(
      'NoRows',
      'No row has both a text and a label. Choose other columns, or another file.',
    );
  }
  if (labels.length === 1) {
    throw new Failure(
      'OneClass',
      `There is only one label: “${shorten(labels[0])}”. A classifier needs at least two to tell apart. ` +
        'Choose another label column, or add rows of another kind.',
    );
  }
  if (labels.length === rows || (rows >= rowsToTellIds && labels.length > rows / 2)) {
    throw new Failure(
      'LabelsAreIds',
      `The label column has ${labels.length} different values in ${rows} rows, so it looks like an id and not like a label. ` +
        'Choose another label column.',
    );
  }
  if (labels.length > maxClasses) {
    throw new Failure(
      'TooManyClasses',
      `The label column has ${labels.length} different values; Hone can tell apart at most ${maxClasses}. Choose another label column.`,
    );
  }
}

function refuseSmallClasses(counts: ClassCount[]): void {
  const small = counts.filter(({ count }) => count < minClassRows);
  if (small.length === 0) return;
  const others = small.length - 1;
  throw new Failure(
    'ClassTooSmall',
    `Only one text has the label “${shorten(small[0]?.label)}”` +
      (others > 0 ? `, and so it is with ${others} more of the ${counts.length} labels` : '') +
      `. Each label needs at least ${minClassRows} different texts, one to learn from and one to test on. ` +
      'Add texts, remove these rows, or choose another label column.',
  );
}

function shorten(label: string | undefined): string {
  const text = label ?? '';
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
