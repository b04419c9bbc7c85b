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

/** The header: the file's columns, then the predictions', named so that no two are the same. */
export function predictionHeader(columns: string[], labels: string[], hasUnsure: boolean): string {
  const taken = new Set(columns);
  const added = [
    'prediction',
    'confidence',
    ...(hasUnsure ? ['ask a person'] : []),
    ...labels.map((label) => `probability of ${label}`),
  ].map((wanted) => {
    const name = uniqueName(wanted, taken);
    taken.add(name);
    return name;
  });
  return csvOf([[...columns, ...added]]);
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
  hasUnsure: boolean,
): string {
  return csvOf(
    rows.map((cells, row) => [...cells, ...cellsOf(predictions[row], labelCount, hasUnsure)]),
  );
}

function cellsOf(
  said: RowPrediction | null | undefined,
  labelCount: number,
  hasUnsure: boolean,
): string[] {
  if (!said) return new Array<string>(2 + (hasUnsure ? 1 : 0) + labelCount).fill('');
  return [
    said.prediction,
    digits(said.confidence),
    ...(hasUnsure ? [said.unsure ? 'yes' : 'no'] : []),
    ...Array.from(said.probabilities, digits),
  ];
}

const digits = (probability: number) => probability.toFixed(6);

function csvOf(rows: string[][]): string {
  return `${Papa.unparse(rows, { newline: '\r\n', escapeFormulae: formula })}\r\n`;
}
