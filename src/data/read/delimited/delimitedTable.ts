// Delimited text as a table: guessed on its beginning, then read as a stream.

import type { Dialect, Format, FormatChoice } from '../../../domain/dataset';
import { Failure } from '../../../domain/failures';
import { tableLimits } from '../../../domain/limits';
import type { ByteSource } from '../bytes/byteSource';
import { decodeText } from '../encodings/decodeText';
import { guessDialect } from './dialect';
import { columnNames } from './header';
import { LabelledLineParser } from './labelledLines';
import { RowParser } from './rowParser';
import { hasSurplus, isBlank, isRepeated, RowShaper, underLines, type RowPiece } from './rowShape';
import { usualWidth } from './sampleReading';
import type { Sample, Table } from '../table';
import { tooManyColumns } from '../withinLimits';

type Delimited = Extract<Format, { kind: 'delimited' }>;

/** Opens delimited text by its beginning. */
export function openDelimited(source: ByteSource, sample: Sample, choice: FormatChoice): Table {
  const { text, encoding, encodingIsCertain, isWhole } = sample;
  const dialect = guessDialect(text, isWhole, choice);
  const format: Delimited = { kind: 'delimited', encoding, ...dialect };
  const rows = sampleRows(text, dialect, isWhole);
  const header = dialect.hasHeader ? (rows.shift() ?? null) : null;
  const first = rows.filter((row) => !isRepeated(row, header));
  const width = Math.max(usualWidth(first)[0], header?.length ?? 0);
  return {
    name: source.name,
    format,
    // Of too many columns some are shown: another delimiter may mend it.
    columns: columnNames(header, Math.min(width, tableLimits.columns)),
    header,
    first,
    problem: problemOf(first, header, width, dialect),
    rows: () => readDelimited(source, format, width, header, encodingIsCertain),
  };
}

/** Cells of the rows that are made at once: short rows are filled up, so that a wide table has many of few characters. */
const cellsPerPiece = 4_000_000;

/** The rows of a source in a known format, `width` cells each; the header and blank rows are left out. */
export async function* readDelimited(
  source: ByteSource,
  format: Delimited,
  width: number,
  header: string[] | null,
  encodingIsCertain: boolean,
): AsyncGenerator<RowPiece> {
  const parser = parserFor(format);
  const shaper = new RowShaper(width, { ...format, header }, format);
  const shaped = (rows: string[][], mayBeDamaged: boolean) => {
    const own = shaper.shape(rows, read, mayBeDamaged);
    const cells = parser instanceof RowParser ? parser.unescapedCells - unescaped : 0;
    unescaped += cells;
    return cells > 0 ? { ...own, odd: { ...own.odd, unescaped: cells } } : own;
  };
  let unescaped = 0;
  let isDamaged = false;
  let read = 0;
  // A row has a character and a line end at least.
  const longest = Math.ceil((2 * cellsPerPiece) / Math.max(1, width));
  for await (const piece of decodeText(source, format.encoding, encodingIsCertain, longest)) {
    const rows = parser.push(piece.text);
    read = piece.bytesRead;
    // The row that a piece cuts is in the next piece's rows.
    yield shaped(rows, isDamaged || piece.isDamaged);
    isDamaged = piece.isDamaged;
  }
  yield shaped(parser.end(), true);
}

function parserFor(dialect: Dialect): Pick<RowParser, 'push' | 'end'> {
  return dialect.splitsOnce ? new LabelledLineParser(dialect.delimiter, dialect.newline) : new RowParser(dialect);
}

/** The rows of the sample that are whole, without what stands above the table. Where quotes break it, those before. */
function sampleRows(sample: string, dialect: Dialect, isWholeFile: boolean): string[][] {
  const parser = parserFor(dialect);
  const rows = parser.push(sample);
  const whole = isWholeFile || rows.length === 0 ? [...rows, ...parser.end()] : rows;
  return whole.slice(dialect.linesAbove).filter((row) => !isBlank(row));
}

/** Why the rows of the sample are no table. */
function problemOf(rows: string[][], header: string[] | null, width: number, dialect: Dialect): Failure | null {
  if (rows.length === 0) {
    return new Failure(
      'NoRows',
      header
        ? `This file has column names (${header.join(', ')}) and no rows under them. Choose one with a text in each row.`
        : `This file has no rows${underLines(dialect)}. Choose one with a text in each row.`,
    );
  }
  if (width < 2) {
    return new Failure(
      'OneColumn',
      'Only one column was found: commas, tabs, semicolons, pipes and other marks that stand in every line were tried. ' +
        'Hone needs two, one with the texts and one with their labels.',
    );
  }
  if (width > tableLimits.columns) return tooManyColumns();
  return unlikeRows(rows, header, width, dialect);
}

/** Prose has commas too: where most rows differ in width, it is no table, or one whose texts lack their quotes. */
function unlikeRows(rows: string[][], header: string[] | null, width: number, { delimiter }: Dialect): Failure | null {
  const fits = (row: string[]) => (row.length < width ? header !== null && row.length > 1 : !hasSurplus(row, width));
  const fitting = rows.filter(fits).length;
  if (fitting >= rows.length / 2) return null;
  return new Failure(
    'OneColumn',
    `The rows of this file do not have the same columns: split at each ${delimiterName(delimiter)}, only ${fitting} of the ` +
      `first ${rows.length} have ${width}. Hone needs two, one with the texts and one with their labels. ` +
      'Texts that have the separator in them must stand in quotation marks.',
  );
}

const delimiterNames = new Map([
  ['\t', 'tab'],
  [';', 'semicolon'],
  ['|', 'pipe'],
  [',', 'comma'],
  [' ', 'space'],
]);

const delimiterName = (delimiter: string) => delimiterNames.get(delimiter) ?? `“${delimiter}”`;
