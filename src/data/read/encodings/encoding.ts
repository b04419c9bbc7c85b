// Whether bytes are text, and in which encoding: a byte order mark, the pattern of UTF-16 and UTF-32, UTF-8, and then the
// older encodings. Those only for bytes that are none of the first: of plain ASCII nothing can be said.

import { Failure } from '../../../domain/failures';
import { refuseKnownFiles } from '../knownFiles';
import { olderEncoding, type EncodingGuess } from './olderEncoding';
import { textDecoder } from './textDecoder';

/** Above this share of control characters a file is no text. */
const maxControlShare = 0.02;

/**
 * The encoding of a text file, as a label for `textDecoder`.
 *
 * @param sample the file's first bytes; may end within a character
 * @throws Failure `NotText` for files of other kinds
 */
export async function detectEncoding(sample: Uint8Array<ArrayBuffer>): Promise<EncodingGuess> {
  refuseKnownFiles(sample);
  const marked = byteOrderMark(sample) ?? utf32Pattern(sample) ?? utf16Pattern(sample) ?? escapedJapanese(sample);
  if (marked) return { encoding: marked, doubt: null };
  refuseBinary(sample);
  return encodingOfText(sample);
}

/** As `detectEncoding`, of bytes from the middle of a text that is neither UTF-16 nor UTF-32. */
export async function encodingOfText(bytes: Uint8Array<ArrayBuffer>): Promise<EncodingGuess> {
  return isUtf8(bytes) ? { encoding: 'utf-8', doubt: null } : olderEncoding(bytes);
}

/** Whether bytes are all ASCII: then they do not tell the encoding. */
export function isAscii(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte < 128);
}

/** Whether bytes are text in an encoding without a fault. */
export function isValidIn(bytes: Uint8Array<ArrayBuffer>, encoding: string, isWhole: boolean): boolean {
  try {
    textDecoder(encoding, true).decode(bytes, { stream: !isWhole });
    return true;
  } catch {
    return false;
  }
}

/** The encoding that a byte order mark names. */
export function byteOrderMark([first, second, third, fourth]: Uint8Array): string | null {
  if (first === 0xef && second === 0xbb && third === 0xbf) return 'utf-8';
  if (first === 0xff && second === 0xfe && third === 0 && fourth === 0) return 'utf-32le';
  if (first === 0 && second === 0 && third === 0xfe && fourth === 0xff) return 'utf-32be';
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
  if (more <= pairs * 0.02 || !isValidIn(sample, encoding, false)) return null;
  return !isUtf8(sample) || hasUpperByte(sample, encoding === 'utf-16le' ? 1 : 0) ? encoding : null;
}

/** Whether one control character is at many of the even, or odd, indices: the upper byte of a script such as Thai. */
function hasUpperByte(sample: Uint8Array, parity: 0 | 1): boolean {
  const counts = new Uint32Array(32);
  sample.forEach((byte, index) => {
    if (index % 2 === parity && byte > 0 && byte < 32) counts[byte] = (counts[byte] ?? 0) + 1;
  });
  return Math.max(...counts) > (sample.length / 2) * 0.3;
}

/** UTF-32 without a mark: of four bytes, the uppermost is always 0, and the next hardly ever more than 1. */
function utf32Pattern(sample: Uint8Array): string | null {
  const whole = sample.length - (sample.length % 4);
  if (whole < 8) return null;
  for (const [encoding, upper, next] of [
    ['utf-32le', 3, 2],
    ['utf-32be', 0, 1],
  ] as const) {
    let isSo = true;
    for (let at = 0; at < whole && isSo; at += 4) isSo = sample[at + upper] === 0 && (sample[at + next] ?? 0) <= 0x10;
    if (isSo && sample.some((byte) => byte !== 0)) return encoding;
  }
  return null;
}

/** ISO-2022-JP is ASCII with sequences that switch to Japanese characters and back. */
function escapedJapanese(sample: Uint8Array<ArrayBuffer>): string | null {
  const hasSwitch = sample.some(
    (byte, at) => byte === 0x1b && sample[at + 1] === 0x24 && (sample[at + 2] === 0x40 || sample[at + 2] === 0x42),
  );
  return hasSwitch && isAscii(sample) && isValidIn(sample, 'iso-2022-jp', false) ? 'iso-2022-jp' : null;
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

/**
 * Whether bytes are UTF-8, but for a character cut at their end and some that are damaged: fewer than are sound. Of texts in
 * 26 other encodings, none had a sound sequence to every second byte that is none.
 */
function isUtf8(sample: Uint8Array<ArrayBuffer>): boolean {
  if (isValidIn(sample, 'utf-8', false)) return true;
  const text = new TextDecoder('utf-8').decode(sample, { stream: true });
  let damaged = 0;
  let other = 0;
  for (const character of text) {
    if (character === '\uFFFD') damaged++;
    else if (character > '\x7f') other++;
  }
  return damaged < other;
}
