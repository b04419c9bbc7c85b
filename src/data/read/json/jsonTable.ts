// JSON as a table: guessed on its beginning, then read as a stream.

import type { Format } from '../../../domain/dataset';
import { Failure } from '../../../domain/failures';
import { count } from '../../../words/numbers';
import type { ByteSource } from '../bytes/byteSource';
import { cutText, decodeText } from '../encodings/decodeText';
import { guessLayout, type JsonLayout } from './jsonLayout';
import { readerOf } from './jsonReader';
import { JsonRows } from './jsonRows';
import { NotJson } from './jsonValue';
import type { RowPiece } from '../delimited/rowShape';
import type { Sample, Table } from '../table';

type Json = Extract<Format, { kind: 'json' | 'jsonLines' }>;

/** Rows shown and guessed from. */
const firstRows = 500;
/** Text that is parsed at once: short rows are filled up, so that a wide table has many cells of few characters. */
const charactersPerPiece = 16_384;

/** Whether a text is JSON, by its beginning. */
export function guessJson({ text, isWhole }: Sample): Json['kind'] | null {
  const layout = guessLayout(text, isWhole);
  return layout && (layout.kind === 'lines' ? 'jsonLines' : 'json');
}

/** Opens JSON by its beginning. */
export function openJson(source: ByteSource, sample: Sample, kind: Json['kind']): Table {
  const { encoding, encodingIsCertain, isWhole } = sample;
  const layout = layoutAs(kind, sample);
  const { first, columns, problem } = readBeginning(sample, layout);
  return {
    name: source.name,
    format: { kind, encoding },
    columns,
    header: null,
    first,
    problem: problem ?? problemOf(first, columns, layout, isWhole),
    async *rows(): AsyncGenerator<RowPiece> {
      // The columns of the beginning keep their indices.
      const rows = new JsonRows(columns);
      const reader = readerOf(layout, rows);
      let bytesRead = 0;
      try {
        for await (const piece of decodeText(source, encoding, encodingIsCertain, charactersPerPiece)) {
          bytesRead = piece.bytesRead;
          reader.push(piece.text);
          yield rows.piece(bytesRead);
        }
        for (const _ of reader.end()) yield rows.piece(bytesRead);
      } catch (error) {
        throw error instanceof NotJson ? brokenJson(error, rows.count, reader.line) : error;
      }
      if (layout.kind === 'lines' && rows.broken > rows.count) throw brokenLines(rows.count);
      yield rows.piece(bytesRead);
    },
  };
}

/** The layout under a kind that the user may have chosen. */
function layoutAs(kind: Json['kind'], { text, isWhole }: Sample): JsonLayout {
  if (kind === 'jsonLines') return { kind: 'lines' };
  const guess = guessLayout(text, isWhole);
  return guess && guess.kind !== 'lines' ? guess : { kind: 'values' };
}

function readBeginning({ text, isWhole }: Sample, layout: JsonLayout): Pick<Table, 'first' | 'columns' | 'problem'> {
  const rows = new JsonRows();
  const reader = readerOf(layout, rows);
  const first: string[][] = [];
  let problem: Failure | null = null;
  const take = () => {
    for (const row of rows.take()) if (first.length < firstRows) first.push(row);
  };
  try {
    for (const part of cutText(text, charactersPerPiece)) {
      reader.push(part);
      take();
    }
    if (isWhole) for (const _ of reader.end()) take();
  } catch (error) {
    if (error instanceof NotJson) problem = brokenJson(error, rows.count, reader.line);
    // What else is wrong is said when the rows are read.
    else if (!(error instanceof Failure) || rows.count === 0) throw error;
  }
  take();
  const { columns } = rows;
  for (const row of first) while (row.length < columns.length) row.push('');
  return { first, columns, problem };
}

function problemOf(first: string[][], columns: string[], layout: JsonLayout, isWhole: boolean): Failure | null {
  // Columns that are longer than the beginning are not yet rows.
  if (layout.kind === 'columns' && !isWhole) return null;
  if (layout.kind === 'list') return listOfTexts(first.length, isWhole);
  if (first.length === 0) {
    return new Failure(
      'NoRows',
      'This JSON file has no rows: Hone reads an object a line, or an array of objects. Choose a file with such.',
    );
  }
  if (columns.length > 1) return null;
  return new Failure(
    'OneColumn',
    `The objects of this file have only one field${columns[0] ? `, “${columns[0]}”` : ''}. Hone needs two, one with the texts and one with their labels.`,
  );
}

function listOfTexts(rows: number, isWhole: boolean): Failure {
  const howMany = isWhole && rows < firstRows ? `a JSON list of ${count(rows)} texts` : 'a JSON list of texts';
  return new Failure(
    'OneColumn',
    `This file is ${howMany} without labels. Hone needs both: an array of objects such as {"text": "…", "label": "…"}.`,
  );
}

function brokenJson({ reason, found }: NotJson, rowsBefore: number, line: number): Failure {
  const where = line > 0 ? ` (line ${count(line)})` : '';
  if (reason === 'cutOff' || found === '') {
    return new Failure(
      'BrokenJson',
      `This JSON file is broken or cut off after row ${rowsBefore}. Mend it there, or save it again, and drop it here.`,
    );
  }
  return new Failure(
    'BrokenJson',
    `This JSON file is broken after row ${rowsBefore}${where}: ${whatIsWrong(found)} Mend it there, or save it again, and drop it here.`,
  );
}

function whatIsWrong(found: string): string {
  if (/^(\/[/*]|#)/.test(found)) return 'there is a comment, as JSON5 and JavaScript allow it, and JSON has none.';
  if (found.startsWith("'")) {
    return 'texts stand in single quotes, as Python prints them and JSON5 allows it. In Python, json.dump() writes JSON.';
  }
  if (/^[\]}]/.test(found)) return 'a bracket is closed where a value should come, perhaps after a comma too many.';
  if (/^(None|True|False)\b/.test(found))
    return `${found.slice(0, 5).trim()} is Python, not JSON; json.dump() writes JSON.`;
  if (/^[A-Za-z_$][\w$]*\s*:/.test(found)) return 'a name has no quotation marks, as JSON5 allows it.';
  const [character] = found;
  return `“${character ?? ''}” stands where it should not.`;
}

function brokenLines(rowsBefore: number): Failure {
  return new Failure(
    'BrokenJson',
    `Most lines of this file are no JSON; it is broken or cut off after row ${rowsBefore}. Mend it there, or save it again, and drop it here.`,
  );
}
