// Files that are often taken for a table, and what to do with them.

import { Failure } from '../../domain/failures';

interface KnownFile {
  /** How such files begin, as Latin-1. */
  start: string;
  what: string;
  instead: string;
}

/** Files that are often taken for a CSV, and what to do with them. The first that fits is named. */
const knownFiles: KnownFile[] = [
  { start: '%PDF', what: 'a PDF', instead: 'Export its table as CSV' },
  { start: '{\\rtf', what: 'an RTF document', instead: 'Save its table as CSV' },
  { start: 'BZh', what: 'a bzip2 file', instead: 'Unpack it' },
  { start: '\xfd7zXZ', what: 'an xz file', instead: 'Unpack it' },
  { start: 'Rar!', what: 'a RAR archive', instead: 'Unpack it' },
  { start: '7z\xbc\xaf', what: 'a 7-Zip archive', instead: 'Unpack it' },
  { start: '(\xb5/\xfd', what: 'a Zstandard archive', instead: 'Unpack it' },
  { start: '\x5d\0\0', what: 'an LZMA file', instead: 'Unpack it' },
  { start: '\x04"M\x18', what: 'an LZ4 file', instead: 'Unpack it' },
  { start: '\x1f\x9d', what: 'a file packed by compress', instead: 'Unpack it' },
  { start: 'PK\x07\x08', what: 'a part of a zip archive of several', instead: 'Put the parts together, unpack them' },
  { start: '\x89PNG', what: 'a picture', instead: 'Choose a table of texts' },
  { start: '\xff\xd8\xff', what: 'a picture', instead: 'Choose a table of texts' },
  { start: 'GIF8', what: 'a picture', instead: 'Choose a table of texts' },
  { start: 'PARE', what: 'an encrypted Parquet file', instead: 'Write it without encryption' },
  {
    start: 'FEA1',
    what: 'a Feather file of version 1',
    instead: 'Write it anew in Python, pandas.read_feather(…).to_feather(…),',
  },
  { start: 'SQLite format 3\0', what: 'an SQLite database', instead: 'Export a table as CSV' },
];

/** @throws Failure `NotText` for a file of a kind that Hone knows and does not read */
export function refuseKnownFiles(sample: Uint8Array): void {
  // One character a byte.
  const beginning = String.fromCharCode(...sample.subarray(0, 16));
  const known = knownFiles.find(({ start }) => beginning.startsWith(start));
  if (!known) return;
  throw new Failure(
    'NotText',
    `This looks like ${known.what}, not like a table of texts. ${known.instead} and drop that here.`,
  );
}
