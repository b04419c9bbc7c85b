// A file to classify: a table, or one text a line.

import type { OpenedFiles } from '../../data/read/openFiles';
import type { Table } from '../../data/read/table';
import { readFiles } from '../data/readFiles';

/** Of a table without column names, at least so many rows have all its columns; of fewer, the commas are those of prose. */
const tableShare = 0.8;

/**
 * Opens a file of any format that can be imported, and hands its tables to `read`. In a file without columns a line is a
 * text, whatever stands in it.
 *
 * @throws Failure of the data stage when it is no table
 */
export function readTexts<Result>(file: File, read: (opened: OpenedFiles) => Promise<Result>): Promise<Result> {
  const open = async (opened: OpenedFiles) => {
    const lines = opened.tables.filter(isTextALine);
    if (lines.length === 0) return read(opened);
    const choices = new Map(lines.map(({ name }) => [name, { delimiter: '' }]));
    return readFiles([file], choices, () => {}, read, ['OneColumn']);
  };
  return readFiles([file], new Map(), () => {}, open, ['OneColumn']);
}

function isTextALine({ format, problem, header, first, columns }: Table): boolean {
  if (format.kind !== 'delimited') return false;
  if (problem?.code === 'OneColumn' || header?.length === 1) return true;
  const whole = first.filter(({ length }) => length === columns.length).length;
  return header === null && whole < tableShare * first.length;
}
