// The table of a classified file: its own columns, and what the model says beside them.

import Papa from 'papaparse';
import { uniqueName } from '../domain/uniqueName';

/**
 * A cell that a spreadsheet would take for a formula (OWASP, "CSV Injection"): it begins with one of `= + - @`, in ASCII
 * or full width, a tab or a line end. A plain number, such as -5 or +1.5e3, is none.
 */
export const formula = /^(?![+-]?(\d+([.,]\d+)*|[.,]\d+)(e[+-]?\d+)?%?$)[=+\-@＝＋－＠\t\r\n]/i;

/** What a model says of a row. */
export interface RowPrediction {
  /** Several labels are joined by semicolons. */
  prediction: string;
  /** 0 to 1. */
  confidence: number;
  /** By label. */
  probabilities: ArrayLike<number>;
  /** Whether a person should look at it; `null` where the model has no threshold for that. */
  unsure: boolean | null;
}

/** How a table is written. */
interface TableForm {
  delimiter: ',' | ';';
  /** Whether it has a column of whether a person should look at the row. */
  hasUnsure: boolean;
}

/** The header: the file's columns, then the predictions', named so that no two are the same. */
export function predictionHeader(columns: string[], labels: string[], form: TableForm): string {
  const taken = new Set(columns);
  const added = [
    'prediction',
    'confidence',
    ...(form.hasUnsure ? ['ask a person'] : []),
    ...labels.map((label) => `probability of ${label}`),
  ].map((wanted) => {
    const name = uniqueName(wanted, taken);
    taken.add(name);
    return name;
  });
  return csvOf([[...columns, ...added]], form);
}

/**
 * Rows of the file with their predictions, each line closed (RFC 4180). Cells that a spreadsheet would take for formulas get
 * an apostrophe in front.
 *
 * @param predictions by row; `null` where a row has no text
 */
export function predictionRows(
  rows: string[][],
  predictions: (RowPrediction | null)[],
  labelCount: number,
  form: TableForm,
): string {
  return csvOf(
    rows.map((cells, row) => [...cells, ...cellsOf(predictions[row], labelCount, form)]),
    form,
  );
}

function cellsOf(said: RowPrediction | null | undefined, labelCount: number, { hasUnsure }: TableForm): string[] {
  if (!said) return new Array<string>(2 + (hasUnsure ? 1 : 0) + labelCount).fill('');
  return [
    said.prediction,
    digits(said.confidence),
    ...(hasUnsure ? [said.unsure ? 'yes' : 'no'] : []),
    ...Array.from(said.probabilities, digits),
  ];
}

const digits = (probability: number) => probability.toFixed(6);

function csvOf(rows: string[][], { delimiter }: TableForm): string {
  return `${Papa.unparse(rows, { delimiter, newline: '\r\n', escapeFormulae: formula })}\r\n`;
}
