// Whether a word is anywhere in bytes, however it is written there.

import { isUtf8 } from 'node:buffer';
import { gunzipSync, unzipSync } from 'fflate';

/** Ways in which a word of ASCII may stand in a file. Of Base64, what does not depend on the neighbours. */
function waysToWrite(word: string): [way: string, bytes: Buffer][] {
  const utf16 = Buffer.from(word, 'utf16le');
  const base64 = [0, 1, 2].map((before): [string, Buffer] => {
    const whole = Buffer.concat([Buffer.alloc(before), Buffer.from(word)]).toString('base64');
    const start = Math.ceil((before * 4) / 3);
    return [`Base64 from byte ${before}`, Buffer.from(whole.slice(start, whole.length - 4))];
  });
  return [
    ['UTF-8', Buffer.from(word)],
    ['UTF-16 LE', utf16],
    ['UTF-16 BE', Buffer.from(utf16).swap16()],
    ['hexadecimal', Buffer.from(Buffer.from(word).toString('hex'))],
    ['reversed', Buffer.from([...word].reverse().join(''))],
    ...base64,
  ];
}

/** Where a word is in a file, and in what is packed in it: `path: way`. */
export function tracesOf(word: string, path: string, content: Uint8Array): string[] {
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
  if (bytes.subarray(0, 4).equals(Buffer.from('PK\x03\x04'))) {
    return Object.entries(unzipSync(content)).flatMap(([name, own]) => [
      ...tracesOf(word, `${path}/${name}`, own),
      ...(name.includes(word) ? [`${path}/${name}: its name`] : []),
    ]);
  }
  if (bytes.length > 2 && bytes[0] === 0x1f && bytes[1] === 0x8b) return tracesOf(word, path, gunzipSync(content));
  const found = waysToWrite(word).filter(([, own]) => bytes.includes(own));
  const inOtherCase = isUtf8(bytes) && bytes.toString('utf8').toLowerCase().includes(word.toLowerCase());
  return [...found.map(([way]) => `${path}: ${way}`), ...(inOtherCase && found.length === 0 ? [`${path}: case`] : [])];
}
