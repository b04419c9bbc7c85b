// Workbooks whose sheets follow each other in one text: it is read through for their names, and again for the rows of one.

import { uniqueName } from '../../../domain/uniqueName';
import type { SheetRow, Workbook } from './workbook';
import type { XmlHandler } from './xmlEvents';

/** Reads the rows of one sheet, and the names of all. */
export abstract class SheetReader implements XmlHandler {
  /** Of the sheets that have begun. */
  readonly names: string[] = [];
  protected rows: SheetRow[] = [];

  /** @param wanted the index of the sheet; -1 for none */
  constructor(protected readonly wanted: number) {}

  abstract open(name: string, attributes: Record<string, string>): void;
  abstract text(part: string): void;
  abstract close(name: string): void;

  /** The rows of the wanted sheet since the last call. */
  take(): SheetRow[] {
    const { rows } = this;
    this.rows = [];
    return rows;
  }
}

/** How often something is there, as an attribute says: once where it says nothing. */
export const repeats = (said: string | undefined, most: number) =>
  Math.min(most, Math.max(1, Math.trunc(Number(said ?? 1)) || 1));

/**
 * @param read tells a handler what is in the text, from its beginning, and yields after each part
 * @param readerOf makes the reader of the sheet with an index; of -1 for none
 */
export async function streamedSheets(
  read: (handler: XmlHandler) => AsyncGenerator<void>,
  readerOf: (wanted: number) => SheetReader,
): Promise<Workbook> {
  const none = readerOf(-1);
  for await (const _ of read(none));
  const sheets: string[] = [];
  for (const name of none.names) sheets.push(uniqueName(name, new Set(sheets)));
  return {
    sheets,
    async *rows(sheet) {
      const reader = readerOf(sheets.indexOf(sheet));
      for await (const _ of read(reader)) yield reader.take();
    },
  };
}
