// Files, read as tables from beginning to end.

import { OtherEncoding } from '../../data/read/encodings/decodeText';
import { openFiles, type OpenedFiles } from '../../data/read/openFiles';
import type { EncodingGuess } from '../../data/read/encodings/olderEncoding';
import type { RowPiece } from '../../data/read/delimited/rowShape';
import type { Table } from '../../data/read/table';
import type { EncodingDoubt, FormatChoice } from '../../domain/dataset';
import type { FailureCode } from '../../domain/failures';
import type { InputFile } from '../../domain/inputFiles';

/**
 * Opens files and hands their tables to `read`; once more from the beginning where a table turns out, further on, to be in
 * another encoding than its beginning says.
 *
 * @param choices what the user says of the format of each table, by its name
 * @param onOpened hears how the files are understood before any problem of a table is thrown
 * @param tolerated problems of a table that are none to the reader
 * @throws Failure of the data stage when they are no tables
 */
export async function readFiles<Result>(
  files: InputFile[],
  choices: ReadonlyMap<string, FormatChoice>,
  onOpened: (opened: OpenedFiles) => void,
  read: (opened: OpenedFiles) => Promise<Result>,
  tolerated: readonly FailureCode[] = [],
): Promise<Result> {
  const known = new Map(choices);
  const doubts = new Map<string, EncodingDoubt | null>();
  for (;;) {
    const opened = await openFiles(files, known);
    for (const table of opened.tables) table.doubt ??= doubts.get(table.name) ?? null;
    onOpened(opened);
    for (const { problem } of opened.tables) {
      if (problem && !tolerated.includes(problem.code)) throw problem;
    }
    try {
      return await read(opened);
    } catch (error) {
      if (!(error instanceof TableInOtherEncoding)) throw error;
      known.set(error.table, { ...known.get(error.table), encoding: error.guess.encoding });
      doubts.set(error.table, error.guess.doubt);
    }
  }
}

class TableInOtherEncoding extends Error {
  constructor(
    readonly table: string,
    readonly guess: EncodingGuess,
  ) {
    super(`“${table}” is in ${guess.encoding}.`);
  }
}

/** The rows of a table that `readFiles` opened. */
export async function* rowsOf(table: Table): AsyncGenerator<RowPiece> {
  try {
    yield* table.rows();
  } catch (error) {
    throw error instanceof OtherEncoding ? new TableInOtherEncoding(table.name, error.guess) : error;
  }
}
