// The table of a classified file: its own columns, and what the model says beside them.

import Papa from 'papaparse';
import type { PredictionTable } from '../domain/classifiedFile';
import { elementAt } from '../domain/element';
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

/** The names of the file's columns, then those of the predictions', so that no two are the same. */
export function predictionColumns(columns: string[], labels: string[], { hasUnsure }: TableForm): string[] {
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
  return [...columns, ...added];
}

/**
 * A line of the table, closed (RFC 4180). Cells that a spreadsheet would take for formulas get an apostrophe in front.
 */
export function csvLine(cells: string[], { delimiter }: TableForm): string {
  return `${Papa.unparse([cells], { delimiter, newline: '\r\n', escapeFormulae: formula })}\r\n`;
}

/** What stands beside a row; empty cells where it has no text. */
export function predictionCells(
  said: RowPrediction | null | undefined,
  labelCount: number,
  { hasUnsure }: TableForm,
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

/**
 * Rows of a written table, all columns, without the apostrophes that `csvLine` put in front.
 *
 * @param from index of the first row
 * @param to index behind the last one
 */
export async function readLines(
  { csv, delimiter, starts }: Pick<PredictionTable, 'csv' | 'delimiter' | 'starts'>,
  from: number,
  to: number,
): Promise<string[][]> {
  const text = await csv.slice(elementAt(starts, from), elementAt(starts, to)).text();
  const { data } = Papa.parse<string[]>(text, { delimiter, newline: '\r\n', skipEmptyLines: true });
  return data.map((cells) => cells.map(withoutApostrophe));
}

const withoutApostrophe = (cell: string) =>
  cell.startsWith("'") && formula.test(cell.slice(1)) ? cell.slice(1) : cell;
