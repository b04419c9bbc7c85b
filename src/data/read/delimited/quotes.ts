// Which quotes a delimited text is written with, and how.

import type { Quoting } from '../../../domain/dataset';
import type { Quote, Reading } from './sampleReading';

/** Fewer texts in single quotes may all be quotations. */
const fewestQuoted = 6;

/** Reads the sample with such quotes. */
export type ReadAs = (quote: Quote, quoting?: Quoting) => Reading;

/** Below this agreement, rows that are quoted whole are looked for. */
const poorAgreement = 0.9;

/**
 * Double quotes, unless they are text: where reading them as quotes is suspicious, cells are not written in quotes
 * throughout, and the rows agree at least as well without. Single quotes where those alone make sense of the rows.
 */
export function withBestQuote(read: ReadAs, sample: string): Reading {
  const double = withBestQuoting('"', read, sample);
  const plain = read(null);
  if (hasOpeningQuote(plain.rows, "'")) {
    const single = withBestQuoting("'", read, sample);
    const rivals = hasOpeningQuote(plain.rows, '"') ? [double, plain] : [double];
    const rival = Math.max(...rivals.map(({ agreement }) => agreement));
    const areQuotes = areSingleQuotes(plain.rows) && !isQuotedThroughout(plain.rows, '"');
    const isBetter = single.agreement > rival || (single.agreement === rival && areQuotes);
    if (isBetter && !single.isBroken) return single;
  }
  if (!double.isSuspicious || double.quoting || isQuotedThroughout(plain.rows, '"')) return double;
  return plain.agreement >= double.agreement ? plain : double;
}

/** The reading with such quotes, written as usual unless another way makes more sense of the rows. */
export function withBestQuoting(quote: '"' | "'", read: ReadAs, sample: string): Reading {
  let best = read(quote);
  const consider = (quoting: Quoting, isBetter: (other: Reading) => boolean) => {
    const other = read(quote, quoting);
    if (!other.isBroken && isBetter(other)) best = other;
  };
  const agreesBetter = ({ agreement }: Reading) => agreement > best.agreement;
  if (best.isSuspicious && sample.includes(`\\${quote}`)) {
    consider('backslashes', (other) => agreesBetter(other) || (best.isBroken && other.agreement === best.agreement));
  }
  // Where each stands behind a backslash, and no backslash before anything else, that is how they are written, though no
  // cell is in quotes.
  const pairs = sample.match(/\\[\s\S]/g) ?? [];
  const isBare = (own: string) =>
    best.rows.some((row) => row.some((cell) => cell.replaceAll(/\\[\s\S]/g, '').includes(own)));
  const second = new Set(pairs.map((pair) => pair.charAt(1)));
  const areAllEscaped =
    [...second].every((own) => `\\"'${best.delimiter}\r\n`.includes(own)) &&
    (second.has('\\') || second.has(quote) || second.has("'")) &&
    !isBare(quote) &&
    !(second.has("'") && isBare("'"));
  if (second.has(best.delimiter) && !areAllEscaped) consider('backslashes', agreesBetter);
  if (areAllEscaped) consider('backslashes', ({ agreement }) => agreement >= best.agreement);
  const spaced = best.rows.flat().filter((cell) => cell.startsWith(' ') && cell.trimStart().startsWith(quote));
  if (spaced.length > 0 && !best.quoting) {
    const areClosed = spaced.every((cell) => cell.trim().length > 1 && cell.trimEnd().endsWith(quote));
    consider('spaced', (other) => agreesBetter(other) || (areClosed && other.agreement === best.agreement));
  } else if (!best.quoting && haveSpaces(best)) {
    consider('spaced', ({ agreement }) => agreement >= best.agreement);
  }
  if (best.agreement < poorAgreement && best.rows.some((row) => row.length === 1 && row[0]?.includes(best.delimiter))) {
    consider('wrapped', (other) => agreesBetter(other) && other.agreement >= poorAgreement);
  }
  return best;
}

/** Whether a space stands behind each delimiter, as in `id, text, label`. */
function haveSpaces({ rows, delimiter, agreement }: Reading): boolean {
  if (agreement < 1 || delimiter.length !== 1 || /\s/.test(delimiter)) return false;
  const areBefore = rows.every((row) => row.slice(0, -1).every((cell) => cell.endsWith(' ')));
  return !areBefore && rows.every((row) => row.slice(1).every((cell) => cell.startsWith(' ')));
}

/** Whether a cell begins with a quote; the rows were read with quotes as text. */
function hasOpeningQuote(rows: string[][], quote: '"' | "'"): boolean {
  return rows.some((row) => row.some((cell) => cell.startsWith(quote)));
}

/** Whether nearly all cells that begin with a quote also end with one, and those are many or have doubled ones inside. */
export function isQuotedThroughout(rows: string[][], quote: '"' | "'"): boolean {
  const opened = rows.flat().filter((cell) => cell.startsWith(quote));
  const closed = opened.filter((cell) => cell.length > 1 && cell.trimEnd().endsWith(quote));
  if (closed.length === 0 || closed.length < 0.9 * opened.length) return false;
  return closed.length >= rows.length / 2 || closed.some((cell) => cell.slice(1, -1).includes(quote + quote));
}

/** As `isQuotedThroughout`, for what may be part of a text: a whole column is in them, or they are doubled inside. */
function areSingleQuotes(rows: string[][]): boolean {
  if (!isQuotedThroughout(rows, "'")) return false;
  const isQuoted = (cell: string) => cell.length > 1 && cell.startsWith("'") && cell.trimEnd().endsWith("'");
  const areDoubled = rows.some((row) => row.some((cell) => isQuoted(cell) && cell.slice(1, -1).includes("''")));
  const columns = [...(rows[0] ?? []).keys()];
  const isEnough = rows.length >= fewestQuoted || rows[0]?.every(isQuoted);
  return (
    areDoubled ||
    (isEnough === true && columns.some((column) => rows.slice(1).every((row) => isQuoted(row[column] ?? ''))))
  );
}
