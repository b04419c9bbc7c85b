// Text in UTF-8 that was read as Windows-1252 or Latin-1: `fÃ¼r` for `für`. The way back is to write each run of such
// characters as the bytes they were read from and to read these as UTF-8, strictly. ftfy (Robyn Speer) does the same;
// unlike it, only sequences are taken that are hardly ever meant as they stand.

import { windows1252 } from '../read/encodings/windows1252';

const byteOf = new Map<string, number>([
  ...Array.from({ length: 128 }, (_, index): [string, number] => [String.fromCharCode(128 + index), 128 + index]),
  ...Array.from(windows1252, (character, index): [string, number] => [character, 128 + index]),
]);

/** Control characters that no text has: Windows-1252 that was read as Latin-1, such as U+0092 for an apostrophe. */
const controls = /[\u0080-\u009f]/g;
/** Bytes that Python printed: `\\xc3\\xa9` for an é. */
const escaped = /(?:\\x[89a-f][0-9a-f])+/gi;
/** A text that Python printed as bytes: `b'so good'`. */
const printedBytes = /^\s*b(?:'(.*)'|"(.*)")\s*$/s;

/** Runs of characters that such bytes become. */
const run = new RegExp(`[\u0080-\u00ff${windows1252}]{2,}`, 'g');
/** What may follow a capital letter in any text: closing quotes, dashes, signs. */
const closing = new Set('“”‘’„‚…–—™›»');

/** The text repaired, also where it was garbled several times. */
export function repairMojibake(text: string): string {
  let repaired = unprintBytes(text);
  for (let times = 0; times < 3; times++) {
    const next = repairOnce(repaired);
    if (next === repaired) break;
    repaired = next;
  }
  return withoutControls(repaired);
}

/** Whether a text has garbled characters that can be repaired. */
export const hasMojibake = (text: string): boolean =>
  repairOnce(text) !== text || withoutControls(text) !== text || unprintBytes(text) !== text;

/** Where the garbled characters of a text are. */
export function mojibakeMarks(text: string): [number, number][] {
  if (printedBytes.test(text)) return [[0, text.length]];
  const marks = [...text.matchAll(run)]
    .filter((match) => decodeRun(match[0], text.charAt(match.index + match[0].length)) !== match[0])
    .map((match): [number, number] => [match.index, match.index + match[0].length]);
  const marked = new Set(marks.flatMap(([start, end]) => Array.from({ length: end - start }, (_, at) => start + at)));
  const single = [...text.matchAll(controls)]
    .filter(({ 0: control, index }) => withoutControls(control) !== control && !marked.has(index))
    .map(({ index }): [number, number] => [index, index + 1]);
  const printed = [...text.matchAll(escaped)]
    .filter(([own]) => unescape(own) !== own)
    .map((match): [number, number] => [match.index, match.index + match[0].length]);
  return [...marks, ...single, ...printed].sort(([a], [b]) => a - b);
}

/** A text with each control character as what Windows-1252 has in its place (ftfy's fix_c1_controls). */
function withoutControls(text: string): string {
  return text.replaceAll(controls, (control) => windows1252.charAt(control.charCodeAt(0) - 0x80));
}

/** A text without what Python puts around bytes, and its escaped bytes as the characters that they are in UTF-8. */
function unprintBytes(text: string): string {
  const [, single, double] = printedBytes.exec(text) ?? [];
  const inside = single ?? double;
  if (inside === undefined) return text.replaceAll(escaped, unescape);
  return inside.replaceAll(escaped, unescape).replaceAll(/\\(['"\\nrt])/g, (_, own: string) => escapes[own] ?? own);
}

const escapes: Record<string, string> = { n: '\n', r: '\r', t: '\t' };

/** Escaped bytes as characters; as they stand where they are no UTF-8. */
function unescape(characters: string): string {
  const bytes = Uint8Array.from(characters.slice(2).split(/\\x/i), (code) => parseInt(code, 16));
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return characters;
  }
}

function repairOnce(text: string): string {
  return text.replace(run, (characters, at: number) => decodeRun(characters, text.charAt(at + characters.length)));
}

/** A run with each UTF-8 sequence in it decoded; characters that are part of none stay. */
function decodeRun(characters: string, following: string): string {
  let decoded = '';
  let at = 0;
  let afterDecoded = false;
  while (at < characters.length) {
    const length = sequenceLength(byteOf.get(characters.charAt(at)) ?? 0);
    const sequence = characters.slice(at, at + length);
    const next = characters.charAt(at + length) || following;
    const character = sequence.length === length && length > 1 ? decode(sequence) : null;
    if (character !== null && (afterDecoded || isGarbled(sequence, character, next))) {
      decoded += character;
      at += length;
      afterDecoded = true;
    } else {
      decoded += characters.charAt(at);
      at++;
      afterDecoded = false;
    }
  }
  return decoded;
}

function sequenceLength(lead: number): number {
  if (lead >= 0xc2 && lead <= 0xdf) return 2;
  if (lead >= 0xe0 && lead <= 0xef) return 3;
  if (lead >= 0xf0 && lead <= 0xf4) return 4;
  return 1;
}

/** The character that the bytes of a sequence are in UTF-8; `null` where they are none (Unicode, table 3-7). */
function decode(sequence: string): string | null {
  const [lead = 0, ...rest] = Array.from(sequence, (character) => byteOf.get(character) ?? 0);
  if (rest.some((byte) => byte < 0x80 || byte > 0xbf)) return null;
  const point = rest.reduce((sum, byte) => sum * 64 + (byte & 63), lead & (63 >> rest.length));
  const lowest = [0, 0x80, 0x800, 0x10000][rest.length] ?? 0;
  const isSurrogate = point >= 0xd800 && point <= 0xdfff;
  return point < lowest || point > 0x10ffff || isSurrogate ? null : String.fromCodePoint(point);
}

/** Whether a sequence is more likely garbled than meant. `Ä“` at a word's end is a letter and a quotation mark. */
function isGarbled(sequence: string, character: string, next: string): boolean {
  // An emoji, a CJK character, a punctuation mark: three or four such characters in a row are hardly ever meant.
  if (sequence.length > 2) return true;
  // Latin letters and signs, Greek, Cyrillic. Others would make Syriac of `Ü“`.
  if (!/[\u00a0-\u017f\u0370-\u04ff]/u.test(character)) return false;
  return !closing.has(sequence.charAt(1)) || /\p{L}/u.test(next);
}
