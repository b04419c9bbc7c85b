import { describe, expect, test } from 'vitest';
import { detectEncoding } from '../../../src/data/encoding';

const latin1 = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));
const utf8 = (text: string) => new TextEncoder().encode(text);
const utf16le = (text: string) =>
  Uint8Array.from([...text].flatMap((character) => [character.charCodeAt(0), 0]));

describe('the encoding', () => {
  test.each([
    ['utf-8', utf8('text,label\n')],
    ['utf-8', utf8('\uFEFFtext,label\n')],
    ['utf-8', utf8('schön 😀,a\n').subarray(0, 8)],
    ['windows-1252', latin1('sch\xf6n,a\n')],
    ['utf-16le', utf16le('text,label\n')],
    ['utf-16be', utf16le('text,label\n').toReversed()],
    ['utf-16le', latin1('\xff\xfet\0')],
    ['utf-16be', latin1('\xfe\xff\0t')],
  ])('%s', (encoding, bytes) => {
    expect(detectEncoding(bytes)).toBe(encoding);
  });

  test('text with a NUL or other white space is text', () => {
    expect(detectEncoding(latin1('a,b,c\n\0,2,3\n'))).toBe('utf-8');
    expect(detectEncoding(latin1('" \t\v\f start \t\v\f end \t\v\f",b\n1,2\n'))).toBe('utf-8');
  });
});

describe('names what is no text', () => {
  test.each([
    ['old Excel', '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1'],
    ['PDF', '%PDF-1.7\n'],
    ['RTF', '{\\rtf1\\ansi'],
    ['picture', '\x89PNG\r\n'],
    ['picture', '\xff\xd8\xff\xe0'],
    ['Parquet', 'PAR1\x15'],
    ['SQLite', 'SQLite format 3\0'],
    ['not text', String.fromCharCode(...Array.from({ length: 256 }, (_, i) => (i * 97) % 256))],
  ])('%s', (what, beginning) => {
    const detect = () => detectEncoding(latin1(beginning));
    expect(detect).toThrowError(what);
    expect(detect).toThrowError(expect.objectContaining({ code: 'NotText' }));
  });
});
