// Whether bytes are text, and in which encoding: a byte order mark, the pattern of UTF-16, strict UTF-8, else
// windows-1252, which any bytes can be. Guessing beyond that (by letter statistics) names plain ASCII wrongly.

import { Failure } from '../domain/failures';
import { readBytes } from './byteStream';

interface KnownFile {
  /** How such files begin, as Latin-1. */
  start: string;
  /** A string that is further on in them, where the beginning alone does not tell. */
  contains?: string;
  what: string;
  instead: string;
}

const saveSheet = 'Open it, save the sheet as CSV (UTF-8)';

/** Files that are often taken for a CSV, and what to do with them. The first that fits is named. */
const knownFiles: KnownFile[] = [
  {
    start: 'PK\x03\x04',
    contains: 'xl/',
    what: 'an Excel workbook (.xlsx)',
    instead: saveSheet,
  },
  {
    start: 'PK\x03\x04',
    contains: 'opendocument.spreadsheet',
    what: 'an OpenDocument sheet (.ods)',
    instead: saveSheet,
  },
  { start: 'PK\x03\x04', what: 'an Excel workbook or another zip file', instead: saveSheet },
  { start: '\xd0\xcf\x11\xe0', what: 'an old Excel workbook (.xls)', instead: saveSheet },
  { start: '%PDF', what: 'a PDF', instead: 'Export its table as CSV' },
  { start: '{\\rtf', what: 'an RTF document', instead: 'Save its table as CSV' },
  { start: '\x1f\x8b', what: 'a gzip archive', instead: 'Unpack it' },
  { start: '7z\xbc\xaf', what: 'a 7-Zip archive', instead: 'Unpack it' },
  { start: '(\xb5/\xfd', what: 'a Zstandard archive', instead: 'Unpack it' },
  { start: '\x89PNG', what: 'a picture', instead: 'Choose a table of texts' },
  { start: '\xff\xd8\xff', what: 'a picture', instead: 'Choose a table of texts' },
  { start: 'GIF8', what: 'a picture', instead: 'Choose a table of texts' },
  { start: 'PAR1', what: 'a Parquet file', instead: 'Export it as CSV' },
  { start: 'SQLite format 3\0', what: 'an SQLite database', instead: 'Export a table as CSV' },
];

/** Above this share of control characters a file is no text. */
const maxControlShare = 0.02;

/**
 * The encoding of a text file, as a label for `TextDecoder`.
 *
 * @param sample the file's first bytes; may end within a character
 * @throws Failure `NotText` for files of other kinds
 */
export function detectEncoding(sample: Uint8Array): string {
  refuseKnownFiles(sample);
  const marked = byteOrderMark(sample) ?? utf16Pattern(sample);
  if (marked) return marked;
  refuseBinary(sample);
  return isUtf8(sample) ? 'utf-8' : 'windows-1252';
}

function refuseKnownFiles(sample: Uint8Array): void {
  // One character a byte. What tells the kinds of zip apart is near the front.
  const beginning = String.fromCharCode(...sample.subarray(0, 8192));
  const known = knownFiles.find(
    ({ start, contains }) =>
      beginning.startsWith(start) && (!contains || beginning.includes(contains)),
  );
  if (!known) return;
  throw new Failure(
    'NotText',
    `This looks like ${known.what}, not like a CSV file. ${known.instead} and drop that here.`,
  );
}

function byteOrderMark(sample: Uint8Array): string | null {
  const [first, second, third] = sample;
  if (first === 0xef && second === 0xbb && third === 0xbf) return 'utf-8';
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  return null;
}

/** UTF-16 without a mark: in text with many Latin letters, every second byte is mostly 0. */
function utf16Pattern(sample: Uint8Array): string | null {
  let even = 0;
  let odd = 0;
  sample.forEach((byte, index) => {
    if (byte !== 0) return;
    if (index % 2 === 0) even++;
    else odd++;
  });
  const pairs = Math.max(1, sample.length / 2);
  if (odd / pairs > 0.3 && even / pairs < 0.05) return 'utf-16le';
  if (even / pairs > 0.3 && odd / pairs < 0.05) return 'utf-16be';
  return null;
}

function refuseBinary(sample: Uint8Array): void {
  // 9 to 13 are white space.
  const control = sample.reduce(
    (sum, byte) => sum + (byte < 32 && (byte < 9 || byte > 13) ? 1 : 0),
    0,
  );
  // One stray control character is no proof, however short the file.
  if (control <= 1 || control / sample.length <= maxControlShare) return;
  throw new Failure(
    'NotText',
    'This file is not text: it holds bytes that no CSV has. Export your table as CSV (UTF-8) and drop that here.',
  );
}

/** Whether bytes are UTF-8, a character cut at their end allowed. */
function isUtf8(sample: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(sample, { stream: true });
    return true;
  } catch {
    return false;
  }
}

/** Whether a whole file is valid in an encoding. Reads it once, as a stream. */
export async function isValidIn(file: Blob, encoding: string): Promise<boolean> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  try {
    for await (const bytes of readBytes(file.stream())) decoder.decode(bytes, { stream: true });
    decoder.decode();
    return true;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}
