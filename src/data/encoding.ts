// Whether bytes are text, and in which encoding: a byte order mark, the pattern of UTF-16, strict UTF-8, else
// windows-1252, which any bytes can be. Guessing beyond that (by letter statistics) names plain ASCII wrongly.

import { Failure } from '../domain/failures';

/** First bytes of files that are often taken for a CSV, and what to do with them. */
const knownFiles: { start: number[]; what: string; instead: string }[] = [
  {
    start: [0x50, 0x4b, 0x03, 0x04],
    what: 'an Excel workbook or another zip file',
    instead: 'Open it, save the sheet as CSV (UTF-8)',
  },
  {
    start: [0xd0, 0xcf, 0x11, 0xe0],
    what: 'an old Excel workbook (.xls)',
    instead: 'Open it and save the sheet as CSV (UTF-8)',
  },
  { start: [0x25, 0x50, 0x44, 0x46], what: 'a PDF', instead: 'Export its table as CSV' },
  { start: [0x1f, 0x8b], what: 'a gzip archive', instead: 'Unpack it' },
  { start: [0x89, 0x50, 0x4e, 0x47], what: 'a picture', instead: 'Choose a table of texts' },
  { start: [0xff, 0xd8, 0xff], what: 'a picture', instead: 'Choose a table of texts' },
  { start: [0x47, 0x49, 0x46, 0x38], what: 'a picture', instead: 'Choose a table of texts' },
  { start: [0x50, 0x41, 0x52, 0x31], what: 'a Parquet file', instead: 'Export it as CSV' },
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
  const known = knownFiles.find(({ start }) =>
    start.every((byte, index) => sample[index] === byte),
  );
  if (!known) return;
  throw new Failure(
    'NotText',
    `This is ${known.what}, not a CSV file. ${known.instead} and drop that here.`,
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
  const control = sample.reduce(
    (sum, byte) => sum + (byte < 32 && byte !== 9 && byte !== 10 && byte !== 13 ? 1 : 0),
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
    for await (const bytes of file.stream()) decoder.decode(bytes, { stream: true });
    decoder.decode();
    return true;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}
