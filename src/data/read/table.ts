// What every format gives: a table whose first rows are known, and whose rows can be read.

import type { EncodingDoubt, Format } from '../../domain/dataset';
import type { Failure } from '../../domain/failures';
import type { RowPiece } from './delimited/rowShape';

/** The beginning of a text file. */
export interface Sample {
  text: string;
  encoding: string;
  /** Whether the encoding is known by more than a beginning in ASCII. */
  encodingIsCertain: boolean;
  /** Where another encoding is as likely. */
  doubt: EncodingDoubt | null;
  /** Whether the sample is all of the file. */
  isWhole: boolean;
}

export interface Table {
  name: string;
  format: Format;
  /** Whether its rows tell what the name of their file says: then no column of file names is needed. */
  namesItsRows?: boolean;
  /** Formats whose rows name their own cells (JSON) may add some at the end while the rows are read. */
  columns: string[];
  /** The first row where it names the columns, as it is written. */
  header: string[] | null;
  /** The first rows, a few hundred at most. */
  first: string[][];
  /** Why the rows can't be imported, by their beginning. */
  problem: Failure | null;
  /** Where another encoding is as likely. */
  doubt?: EncodingDoubt | null;
  /**
   * The rows, header left out. Rows are as wide as `columns` at that time.
   *
   * @throws Failure where the file is broken further on; OtherEncoding
   */
  rows(): AsyncGenerator<RowPiece>;
}
