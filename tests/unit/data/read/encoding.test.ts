import { describe, expect, test } from 'vitest';
import { detectEncoding } from '../../../../src/data/read/encodings/encoding';
import cases from '../../../fixtures/encodings.json';
import { dataFile, readRows } from '../../../support/tables';

const latin1 = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));
const utf8 = (text: string) => new TextEncoder().encode(text);
const utf16le = (text: string) => Uint8Array.from([...text].flatMap((character) => [character.charCodeAt(0), 0]));

const encodingOf = async (bytes: Uint8Array<ArrayBuffer>) => (await detectEncoding(bytes)).encoding;

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
  ])('%s', async (encoding, bytes) => {
    expect(await encodingOf(bytes)).toBe(encoding);
  });

  test('text with a NUL or other white space is text', async () => {
    expect(await encodingOf(latin1('a,b,c\n\0,2,3\n'))).toBe('utf-8');
    expect(await encodingOf(latin1('" \t\v\f start \t\v\f end \t\v\f",b\n1,2\n'))).toBe('utf-8');
  });
});

describe('names what is no text', () => {
  test.each([
    ['PDF', '%PDF-1.7\n'],
    ['RTF', '{\\rtf1\\ansi'],
    ['picture', '\x89PNG\r\n'],
    ['picture', '\xff\xd8\xff\xe0'],
    ['encrypted Parquet', 'PARE\x15'],
    ['Feather file of version 1', 'FEA1\0'],
    ['SQLite', 'SQLite format 3\0'],
    ['not text', String.fromCharCode(...Array.from({ length: 256 }, (_, i) => (i * 97) % 256))],
  ])('%s', async (what, beginning) => {
    const detected = detectEncoding(latin1(beginning));
    await expect(detected).rejects.toThrowError(what);
    await expect(detected).rejects.toThrowError(expect.objectContaining({ code: 'NotText' }));
  });
});

describe('texts as Python’s codecs write them', () => {
  test.each(cases)('$language in $python', async ({ encoding, rows, bytes }) => {
    const file = new Blob([Buffer.from(bytes, 'base64')]);
    const table = await readRows(file);
    expect(table.format).toMatchObject({ encoding });
    expect(table.rows.map(([text]) => text)).toEqual(rows);
  });
});

test.each([
  ['one umlaut', 'sch\xf6n,a\n'],
  ['German', 'F\xfcr Stra\xdfe und \xd6l\n'],
  ['French', 'd\xe9j\xe0 vu, \xe7a va, tr\xe8s bien\n'],
  ['Spanish', '\xbfQu\xe9 tal? El ni\xf1o\n'],
  ['typographic marks', 'it\x92s \x93good\x94 \x96 really\x85\n'],
  ['a price', '\xa3 5 and \x80 7\n'],
])('short text in windows-1252: %s', async (_, text) => {
  expect(await encodingOf(latin1(text))).toBe('windows-1252');
});

test('UTF-8 with a few damaged bytes stays UTF-8', async () => {
  const lines = 'schöne Grüße,a\nüber Öl,b\n'.repeat(20);
  const table = await readRows(new Blob(['text,label\n', lines, Uint8Array.of(0xff, 0x2c, 0x61)]));
  expect(table.format).toMatchObject({ encoding: 'utf-8' });
  expect(table.rows).toHaveLength(41);
  expect(table.odd.undecodable).toBe(1);
});

test.each(['utf-16le', 'utf-16be'])('%s without a mark, in Japanese', async (encoding) => {
  const text = `text,label\n${'とても良い映画でした。,良い\n悪い。,悪い\n'.repeat(5)}`;
  const units = Uint16Array.from(text, (_, index) => text.charCodeAt(index));
  const little = new Uint8Array(units.buffer);
  const bytes = encoding === 'utf-16le' ? little : little.map((_, i) => little[i ^ 1] ?? 0);
  const { format, rows } = await readRows(new Blob([bytes]));
  expect(format).toMatchObject({ encoding });
  expect(rows[0]).toEqual(['とても良い映画でした。', '良い']);
});

test('UTF-8 with one damaged character in six stays UTF-8', async () => {
  const { format, rows, odd } = await readRows(dataFile('cases/h05-utf8-one-in-six-damaged/damaged.csv'));
  expect(format).toMatchObject({ encoding: 'utf-8' });
  expect(rows).toHaveLength(300);
  expect(odd.undecodable).toBe(16);
});

test('Turkish in its own page', async () => {
  const { format, rows } = await readRows(dataFile('cases/23-encodings-of-one-byte/turkish_windows1254.csv'));
  expect(format).toMatchObject({ encoding: 'windows-1254' });
  expect(rows.slice(0, 2).map(([text]) => text)).toEqual([
    'Su ısıtıcısı çok iyi ve her gün kullanıyorum hızlı geldi 1',
    'Mavi şemsiye çok kötü ve iki günde bozuldu hızlı geldi 2',
  ]);
});

test('Vietnamese has its tones on its letters', async () => {
  // Python 3.12: 'Ấm đun nước rất tốt' in cp1258, its tones after their letters.
  const bytes = latin1('text,label\n\xc2\xecm \xf0un n\xfd\xf5\xecc r\xe2\xect t\xf4\xect,a\n'.repeat(2));
  const { format, rows } = await readRows(new Blob([bytes]));
  expect(format).toMatchObject({ encoding: 'windows-1258' });
  expect(rows[0]).toEqual(['Ấm đun nước rất tốt', 'a']);
});

test('marks of byte order at the beginning are no text, also where there are two', async () => {
  const { columns } = await readRows(new Blob(['\uFEFF\uFEFFtext,label\nschön,a\n']));
  expect(columns).toEqual(['text', 'label']);
});

test('where two encodings fit, there is doubt, with a line as each has it', async () => {
  const { encoding, doubt } = await detectEncoding(latin1('text,label\n\xa5 one \xa5 two,a\n'));
  expect(encoding).toBe('windows-1252');
  expect(doubt).toMatchObject({ here: '¥ one ¥ two,a', there: expect.not.stringContaining('¥') });
  expect((await detectEncoding(latin1('text,label\nF\xfcr Stra\xdfe und \xd6l,a\n'))).doubt).toBeNull();
});
