// Guesses how a delimited text is written, by trying: the reading under which the rows agree best is taken.

import type { Dialect, FormatChoice, Quoting } from '../../../domain/dataset';
import { looksLikeHeader } from './header';
import { isLabelledLines, LabelledLineParser, standsInFirstWords } from './labelledLines';
import { isQuotedThroughout, withBestQuote, withBestQuoting } from './quotes';
import { controlDelimiters, isInWords, longDelimiters, rareDelimiters } from './rareDelimiters';
import { readSampleAs, type Newline, type Quote, type Reading } from './sampleReading';

/**
 * In the order of preference where several read the sample equally well. Texts have many commas and few of the others:
 * when one of those splits every row alike, it was meant to.
 */
export const delimiters = ['\t', ';', '|', ','] as const;

/** From this agreement on, one of the usual delimiters is taken without a look at others. */
const goodAgreement = 0.9;

/**
 * The dialect of a text.
 *
 * @param sample the text's beginning; unless it is the whole file, its last row may be cut
 * @param choice what is known of it
 */
export function guessDialect(sample: string, sampleIsWholeFile: boolean, choice: FormatChoice = {}): Dialect {
  const best = newlines(sample)
    .map((newline) => bestReading(sample, newline, sampleIsWholeFile, choice))
    .reduce((a, b) => (b.agreement > a.agreement ? b : a));
  const isLabelled = choice.splitsOnce ?? areLabelledLines(best, sample, sampleIsWholeFile, choice);
  if (isLabelled) return splitOnce(best, sample, sampleIsWholeFile, choice);
  const { delimiter, quote, quoting, newline, linesAbove } = best;
  const above = { ...(quoting && { quoting }), ...(linesAbove > 0 && { linesAbove }) };
  // In one column a first text that is short would look like a name.
  const telling = delimiter === '' ? best.rows.slice(0, 1) : best.rows;
  const hasHeader = choice.hasHeader ?? looksLikeHeader(telling);
  return { delimiter, quote, newline, splitsOnce: false, ...above, hasHeader };
}

/** Whether lines are a label, a space and a text, so far as nothing else is chosen and no other reading does as well. */
function areLabelledLines(best: Reading, sample: string, isWholeFile: boolean, choice: FormatChoice): boolean {
  const { delimiter = ' ', quote = null } = choice;
  if (delimiter !== ' ' || quote !== null) return false;
  const isRare = best.delimiter.length === 1 && isInWords(best.delimiter);
  const isOpen = best.agreement < 0.5 || (isRare && standsInFirstWords(best.delimiter, sample));
  return isOpen && isLabelledLines(sample, isWholeFile);
}

/** Lines that are split at their first delimiter only. */
function splitOnce({ newline, ...best }: Reading, sample: string, isWholeFile: boolean, choice: FormatChoice): Dialect {
  const isSpace = choice.delimiter === undefined && isLabelledLines(sample, isWholeFile);
  const delimiter = choice.delimiter ?? (isSpace ? ' ' : best.delimiter);
  const { linesAbove = 0 } = choice;
  const rows = new LabelledLineParser(delimiter, newline).push(sample).slice(linesAbove);
  // A label that is met once only would look like a name.
  const hasHeader = choice.hasHeader ?? looksLikeHeader(delimiter === ' ' ? rows.slice(0, 1) : rows);
  return { delimiter, newline, quote: null, splitsOnce: true, ...(linesAbove > 0 && { linesAbove }), hasHeader };
}

function bestReading(sample: string, newline: Newline, isWholeFile: boolean, choice: FormatChoice): Reading {
  const read = (delimiter: string) => {
    const readAs = (quote: Quote, quoting?: Quoting) =>
      readSampleAs(sample, { delimiter, quote, newline, ...(quoting && { quoting }) }, isWholeFile, choice.linesAbove);
    if (choice.quote === undefined) return withBestQuote(readAs, sample);
    if (choice.quote === null) return readAs(null);
    if (choice.quoting === undefined) return withBestQuoting(choice.quote, readAs, sample);
    return readAs(choice.quote, choice.quoting ?? undefined);
  };
  if (choice.delimiter === '') return undividedLines(sample, newline, isWholeFile, choice);
  if (choice.delimiter !== undefined) return read(choice.delimiter);
  const usual = [...controlDelimiters(sample), ...delimiters].map(read);
  // Quotes that are not in order may hold many rows in one, which agrees with itself.
  const orderly = usual.filter(({ isBroken, agreement }) => !isBroken && agreement >= goodAgreement);
  const best = bestOf(orderly.length > 0 ? orderly : usual);
  if (best.agreement >= goodAgreement) {
    const longer = lengthened(best, sample, read);
    return longer === best && isProse(best, sample) ? bestOf([...longDelimiters(sample).map(read), best]) : longer;
  }
  const other = bestOf([best, ...rareDelimiters(sample).map(read)]);
  if (other.agreement >= goodAgreement) return lengthened(other, sample, read);
  // Without any delimiter, the comma that everyone knows.
  return best.agreement > 0 ? best : (usual.find(({ delimiter }) => delimiter === ',') ?? best);
}

/** Whether the commas are those of sentences, a space behind each: marks in a row that agree as well were meant to separate. */
function isProse({ rows, delimiter, quoting }: Reading, sample: string): boolean {
  if (delimiter !== ',') return false;
  // Those spaces were left out.
  if (quoting === 'spaced') return !/, +"/.test(sample);
  return !quoting && rows.every((row) => row.slice(1).every((cell) => cell.startsWith(' ')));
}

/** Where a column between others is empty in nearly all rows, its delimiters may be one, as in `a||b`; spaces belong to them too. */
function lengthened(best: Reading, sample: string, read: (delimiter: string) => Reading): Reading {
  const { rows, delimiter } = best;
  const isWithin = (row: string[]) =>
    row.slice(1).every((cell) => cell.startsWith(' ')) && row.slice(0, -1).every((cell) => cell.endsWith(' '));
  if (delimiter.length === 1 && !/[\s,]/.test(delimiter) && rows.every(isWithin)) {
    const spaced = read(` ${delimiter} `);
    if (spaced.agreement >= best.agreement) return spaced;
  }
  const nearlyAll = (own: string[][], is: (row: string[]) => boolean) =>
    own.filter(is).length >= goodAgreement * own.length;
  const between = rows[0]?.slice(1, -1).keys() ?? [];
  if (![...between].some((column) => nearlyAll(rows, (row) => (row[column + 1] ?? '').trim() === ''))) return best;
  const longer = longDelimiters(sample)
    .filter((own) => own.includes(delimiter))
    .map(read);
  const isWithout = (row: string[]) => !row.some((cell) => cell.includes(delimiter));
  const isBetter = (own: Reading) =>
    own.agreement > best.agreement || (own.agreement === best.agreement && nearlyAll(own.rows, isWithout));
  return longer.find(isBetter) ?? best;
}

/** A line is one cell. It is in quotes where each with a comma is, so that none falls apart at one. */
function undividedLines(sample: string, newline: Newline, isWholeFile: boolean, choice: FormatChoice): Reading {
  const readAs = (delimiter: string, quote: Quote) =>
    readSampleAs(sample, { delimiter, quote, newline }, isWholeFile, choice.linesAbove);
  if (choice.quote !== undefined) return readAs('', choice.quote);
  const [quoted, plain] = [readAs(',', '"'), readAs('', null)];
  const isOneColumn = !quoted.isBroken && quoted.rows.every(({ length }) => length === 1);
  const needsQuotes = quoted.rows.some(([cell = '']) => /[,\r\n]/.test(cell)) || isQuotedThroughout(plain.rows, '"');
  return isOneColumn && needsQuotes ? readAs('', '"') : plain;
}

/** The one whose rows agree best; the first of equals. */
const bestOf = (readings: Reading[]) => readings.reduce((a, b) => (b.agreement > a.agreement ? b : a));

/** How lines may end, the likeliest first. Cells in quotes may hold other line ends than the rows have. */
function newlines(sample: string): Newline[] {
  const count = (pattern: RegExp) => sample.match(pattern)?.length ?? 0;
  const crlf = count(/\r\n/g);
  const lf = count(/\n/g) - crlf;
  const cr = count(/\r/g) - crlf;
  const main = cr > crlf + lf ? '\r' : crlf > lf ? '\r\n' : '\n';
  return cr > 0 && crlf + lf > 0 ? [main, 'mixed'] : [main];
}
