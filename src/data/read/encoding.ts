// Whether bytes are text, and in which encoding: a byte order mark, the pattern of UTF-16, UTF-8, and then the statistics
// of the older encodings. Those only for bytes that are none of the first: of plain ASCII they know nothing.

import { analyse } from 'chardet';
import { Failure } from '../../domain/failures';
import { refuseKnownFiles } from './knownFiles';

/** Above this share of control characters a file is no text. */
const maxControlShare = 0.02;
/** Up to this share of damaged characters a text is still UTF-8. */
const maxDamagedShare = 0.1;
/** The statistics are slow, and need no more. */
const statisticsBytes = 48 * 1024;
/** Fewer bytes outside ASCII than this are too few for statistics. */
const minTellingBytes = 6;

/**
 * The encoding of a text file, as a label for `TextDecoder`.
 *
 * @param sample the file's first bytes; may end within a character
 * @throws Failure `NotText` for files of other kinds
 */
export function detectEncoding(sample: Uint8Array<ArrayBuffer>): string {
  refuseKnownFiles(sample);
  const marked = byteOrderMark(sample) ?? utf16Pattern(sample);
  if (marked) return marked;
  refuseBinary(sample);
  return encodingOfText(sample);
}

/** As `detectEncoding`, of bytes from the middle of a text that is not UTF-16. */
export function encodingOfText(bytes: Uint8Array<ArrayBuffer>): string {
  return isUtf8(bytes) ? 'utf-8' : olderEncoding(bytes);
}

/** Whether bytes are all ASCII: then they do not tell the encoding. */
export function isAscii(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte < 128);
}

/** Whether bytes are text in an encoding without a fault. */
export function isValidIn(bytes: Uint8Array<ArrayBuffer>, encoding: string, isWhole: boolean): boolean {
  try {
    new TextDecoder(encoding, { fatal: true }).decode(bytes, { stream: !isWhole });
    return true;
  } catch {
    return false;
  }
}

/** The encoding that a byte order mark names. */
export function byteOrderMark([first, second, third]: Uint8Array): string | null {
  if (first === 0xef && second === 0xbb && third === 0xbf) return 'utf-8';
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  return null;
}

/**
 * UTF-16 without a mark: the upper byte of Latin letters, spaces and line ends is 0, and these are all at even indices or
 * all at odd ones. Stray NULs in other text lie at both.
 */
function utf16Pattern(sample: Uint8Array<ArrayBuffer>): string | null {
  let even = 0;
  let odd = 0;
  sample.forEach((byte, index) => {
    if (byte !== 0) return;
    if (index % 2 === 0) even++;
    else odd++;
  });
  const pairs = sample.length / 2;
  const [more, fewer, encoding] = odd > even ? [odd, even, 'utf-16le'] : [even, odd, 'utf-16be'];
  if (more < 2 || fewer > more / 20) return null;
  if (more > pairs * 0.3) return encoding;
  // In other scripts only what stands between the words.
  const isOther = more > pairs * 0.02 && isValidIn(sample, encoding, false) && !isUtf8(sample);
  return isOther ? encoding : null;
}

function refuseBinary(sample: Uint8Array): void {
  // A file that was cut off by a fault may end in NULs, and one from DOS in a ^Z.
  let end = sample.length;
  while (end > 0 && (sample[end - 1] === 0 || sample[end - 1] === 0x1a)) end--;
  // 9 to 13 are white space; Hive writes 1, and ASCII has 31, between cells.
  const control = sample
    .subarray(0, end)
    .reduce((sum, byte) => sum + (byte < 31 && (byte < 9 || byte > 13) && byte !== 1 ? 1 : 0), 0);
  // One stray control character is no proof, however short the file.
  if (end > 0 && (control <= 1 || control / end <= maxControlShare)) return;
  throw new Failure(
    'NotText',
    'This file is not text: it holds bytes that no table has. Export your table as CSV (UTF-8) and drop that here.',
  );
}

/** Whether bytes are UTF-8, but for a character cut at their end and a few that are damaged. */
function isUtf8(sample: Uint8Array<ArrayBuffer>): boolean {
  if (isValidIn(sample, 'utf-8', false)) return true;
  const text = new TextDecoder('utf-8').decode(sample, { stream: true });
  let damaged = 0;
  let other = 0;
  for (const character of text) {
    if (character === '\uFFFD') damaged++;
    else if (character > '\x7f') other++;
  }
  return damaged <= maxDamagedShare * other;
}

/** Names that chardet gives, as `TextDecoder` calls them. */
const labels = new Map([
  ['ISO-8859-1', 'windows-1252'],
  ['windows-1252', 'windows-1252'],
  ['Shift_JIS', 'shift_jis'],
  ['EUC-JP', 'euc-jp'],
  ['ISO-2022-JP', 'iso-2022-jp'],
  ['GB18030', 'gb18030'],
  ['Big5', 'big5'],
  ['EUC-KR', 'euc-kr'],
  ['windows-1250', 'windows-1250'],
  ['ISO-8859-2', 'iso-8859-2'],
  ['windows-1251', 'windows-1251'],
  ['KOI8-R', 'koi8-r'],
  ['windows-1253', 'windows-1253'],
  ['windows-1254', 'windows-1254'],
]);

/** The likeliest of the encodings before Unicode; windows-1252 where there is little to go by. */
function olderEncoding(sample: Uint8Array<ArrayBuffer>): string {
  const first = Math.max(
    0,
    sample.findIndex((byte) => byte > 127),
  );
  const telling = sample.subarray(Math.max(0, first - 256), first + statisticsBytes);
  const high = telling.reduce((sum, byte) => sum + (byte > 127 ? 1 : 0), 0);
  if (high < minTellingBytes) return 'windows-1252';
  for (const { name } of analyse(telling)) {
    const label = labels.get(name);
    if (label && isValidIn(sample, label, false)) return label;
  }
  return 'windows-1252';
}
