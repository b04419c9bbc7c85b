// Each detector with what it must find and what it must leave alone.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isNearlyEmpty, isPlaceholder, lostCharacterMarks } from '../../../../src/data/clean/emptiness';
import { decodeEntities, htmlMarks, removeTags } from '../../../../src/data/clean/html';
import { loadLanguageDetector } from '../../../../src/data/examine/language';
import { hasMojibake, mojibakeMarks, repairMojibake } from '../../../../src/data/examine/mojibake';
import { findPersonalData, urlMarks, userNameMarks } from '../../../../src/data/examine/personalData';

const found = (text: string) => findPersonalData(text).map(({ kind, start, end }) => [kind, text.slice(start, end)]);

describe('personal data', () => {
  test.each([
    ['write to ann.b+x@mail.example.co.uk.', 'email', 'ann.b+x@mail.example.co.uk'],
    ['<jörg@beispiel.de>', 'email', 'jörg@beispiel.de'],
    ['call +49 30 1234567 now', 'phone', '+49 30 1234567'],
    ['Tel. 030/12345678', 'phone', '030/12345678'],
    ['win! call 08452810075.', 'phone', '08452810075'],
    ['(555) 234-5678 or', 'phone', '(555) 234-5678'],
    ['555-234-5678', 'phone', '555-234-5678'],
    // The example numbers of ISO 13616's registry.
    ['an DE89 3704 0044 0532 0130 00 BITTE', 'iban', 'DE89 3704 0044 0532 0130 00'],
    ['GB82WEST12345698765432', 'iban', 'GB82WEST12345698765432'],
    ['NO9386011117947', 'iban', 'NO9386011117947'],
    // Issuers' test numbers.
    ['card 4111 1111 1111 1111', 'card', '4111 1111 1111 1111'],
    ['378282246310005', 'card', '378282246310005'],
    ['5555-5555-5555-4444,', 'card', '5555-5555-5555-4444'],
    ['from 192.168.0.17:', 'ip', '192.168.0.17'],
    ['SSN 078-05-1120', 'ssn', '078-05-1120'],
  ])('%s', (text, kind, own) => expect(found(text)).toEqual([[kind, own]]));

  test.each([
    'at 12:30 @home, 5 @ 3.99',
    'mail@localhost',
    'DE89 3704 0044 0532 0130 01',
    '4111 1111 1111 1112',
    'order 1234567890123456',
    'version 1.2.3.4 and 10.4.2',
    '300.1.1.1',
    'on 01.02.2024 10:30',
    '01/02/2024 12',
    '2024-05-12',
    'it cost 1,234,567.89',
    'text FA to 87121',
    '000-12-3456',
    '1234-56-7890',
    'ISBN 978-3-16-148410-0',
    '0.123456789',
  ])('nothing in: %s', (text) => expect(found(text)).toEqual([]));

  test('addresses and user names', () => {
    const cut = (text: string, marks: [number, number][]) => marks.map(([a, b]) => text.slice(a, b));
    const urls = 'See https://a.example/b?c=d. (www.example.org/x), bit.ly/3abc; e.g. this.that, a.b@c.com';
    expect(cut(urls, urlMarks(urls))).toEqual(['https://a.example/b?c=d', 'www.example.org/x', 'bit.ly/3abc']);
    const names = '@ann_b: hi @bob. mail x@y.de, 5 @ 3, @@ @';
    expect(cut(names, userNameMarks(names))).toEqual(['@ann_b', '@bob']);
  });
});

describe('HTML', () => {
  test.each([
    ['<p class="a">Very <b>good</b></p>', ' Very good '],
    ['one<br/>two', 'one two'],
    ['a <3 b and x < y > z', 'a <3 b and x < y > z'],
    ['<name> said', '<name> said'],
    ['<script>alert(1)</script>hi', ' hi'],
    ['<!-- note -->hi', ' hi'],
  ])('without tags: %s', (text, wanted) => expect(removeTags(text)).toBe(wanted));

  test.each([
    ['&lt;#&gt; &amp;amp; &#39;&#x41;', "<#> & 'A"],
    ['AT&T; R&D; a&b=c&copy=1', 'AT&T; R&D; a&b=c&copy=1'],
    ['&nbsp;', '\u00a0'],
  ])('entities: %s', (text, wanted) => expect(decodeEntities(text)).toBe(wanted));

  test('what it marks', () => {
    expect(htmlMarks('<i>x</i> &amp; y')).toEqual([
      [0, 3],
      [4, 8],
      [9, 14],
    ]);
    expect(htmlMarks('I <3 R&D; and x<y')).toEqual([]);
  });
});

describe('texts that say nothing', () => {
  test.each(['n/a', ' N/A ', 'None.', '[deleted]', '#REF!', 'k.A.', 'Lorem ipsum dolor sit amet'])(
    'a placeholder: %s',
    (text) => expect(isPlaceholder(text)).toBe(true),
  );
  test.each(['no', 'none of it worked', 'great', 'test the battery first', ''])('no placeholder: %s', (text) =>
    expect(isPlaceholder(text)).toBe(false),
  );
  test.each(['-', '!!', 'ok', '5', '...'])('nearly empty: %s', (text) => expect(isNearlyEmpty(text)).toBe(true));
  test.each(['', ' ', 'bad', '好吃', '👍', 'no way'])('not nearly empty: %s', (text) =>
    expect(isNearlyEmpty(text)).toBe(false),
  );
  test('lost characters', () => {
    expect(lostCharacterMarks('f\ufffd\ufffdr')).toEqual([[1, 3]]);
    expect(lostCharacterMarks('what?yes')).toEqual([]);
  });
});

describe('garbled characters', () => {
  // Made by Python 3.12: text.encode('utf-8').decode('cp1252'), or 'latin-1' where cp1252 leaves a byte undefined.
  test.each([
    ['fÃ¼r Ã¤ltere MÃ¼ÃŸiggÃ¤nger', 'für ältere Müßiggänger'],
    ['CafÃ© â‚¬5 â€œquotedâ€\u009d', 'Café €5 “quoted”'],
    ['itâ€™s â€“ well â€¦', 'it’s – well …'],
    ['ðŸ˜€ ok', '😀 ok'],
    ['Ã\u00a0 bientÃ´t', 'à bientôt'],
    ['ÐŸÑ€Ð¸Ð²ÐµÑ‚', 'Привет'],
    ['Å¡koda Å¾ena', 'škoda žena'],
    ['ä½\u00a0å¥½', '你好'],
    // Twice.
    ['fÃƒÂ¼r', 'für'],
    // Windows-1252 that was read as Latin-1: ftfy 6.3.1, fix_c1_controls.
    ['can\u0092t', 'can’t'],
    ['\u0093so\u0094 \u0085', '“so” …'],
    // As Python prints bytes.
    ["b'so good'", 'so good'],
    ['b"it\'s a caf\\xc3\\xa9"', "it's a café"],
    ["b'it\\'s\\nhere'", "it's\nhere"],
    ['un caf\\xc3\\xa9, \\xf0\\x9f\\x98\\x80', 'un café, 😀'],
  ])('%s', (garbled, wanted) => {
    expect(repairMojibake(garbled)).toBe(wanted);
    expect(hasMojibake(garbled)).toBe(true);
    expect(mojibakeMarks(garbled).length).toBeGreaterThan(0);
  });

  test.each([
    'für ältere Müßiggänger',
    'Spaß“, sagte er',
    'NÃO, MAÇÃ”',
    'JÄ“ und Ü“',
    'CAFÉ™ – “quoted”',
    'äöüÄÖÜß',
    'naïve façade, Ångström',
    'Привет 你好 😀',
    '£5 · 20 °C ± 3 «x»',
    'Æ’s',
    'C:\\xdata',
    'the byte \\xff',
    "b's is a letter",
    'plan b',
  ])('left alone: %s', (text) => {
    expect(repairMojibake(text)).toBe(text);
    expect(mojibakeMarks(text)).toEqual([]);
  });

  test('any text garbled in this way comes back', () => {
    const bytesAsLatin1 = (text: string) =>
      Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join('');
    const letter = fc.constantFrom(...'aäöüßéèñçøåžšćłőΩПривет€“”’…中文😀', ' ');
    fc.assert(
      fc.property(fc.array(letter, { maxLength: 20 }), (letters) => {
        // Letters on both sides: at a word's end some garbled pairs are also meant pairs.
        const text = letters.map((own) => `a${own}b`).join(' ');
        expect(repairMojibake(bytesAsLatin1(text))).toBe(text);
      }),
    );
  });
});

test('languages of known sentences, and none of what is too short', async () => {
  const detect = await loadLanguageDetector();
  const sentences: [string | null, string][] = [
    ['en', 'All human beings are born free and equal in dignity and rights.'],
    ['de', 'Alle Menschen sind frei und gleich an Würde und Rechten geboren.'],
    ['fr', 'Tous les êtres humains naissent libres et égaux en dignité et en droits.'],
    ['es', 'Todos los seres humanos nacen libres e iguales en dignidad y derechos.'],
    ['it', 'Tutti gli esseri umani nascono liberi ed eguali in dignità e diritti.'],
    ['pl', 'Wszyscy ludzie rodzą się wolni i równi pod względem swej godności.'],
    ['ru', 'Все люди рождаются свободными и равными в своем достоинстве и правах.'],
    ['ja', 'すべての人間は生まれながらにして自由である。'],
    ['ja', '最悪でした。配送も遅い'],
    [null, 'ok, thanks'],
    [null, '最悪'],
    [null, '@ann_b @bob_with_a_long_name https://example.com/a/long/path 12345678901234567890'],
  ];
  expect(sentences.map(([, text]) => detect(text))).toEqual(sentences.map(([code]) => code));
});

test.each([
  ['a', '@'],
  ['a.', '@x'],
  ['1 ', ''],
  ['(0', ''],
  ['+1-', 'x'],
  ['A1 ', ''],
  ['DE89', ' '],
  ['a-', '.com/'],
  ['www.', ''],
  ['@a.', ''],
  ['<p ', ''],
  ['<script>', ''],
  ['&a', ';'],
  ['Ã', '¼'],
  ['[', '.'],
])('no text takes long: many %o', { timeout: 30_000 }, (part, end) => {
  // What grows with the square of the length does not end within the test’s time.
  const text = part.repeat(400_000 / part.length) + end;
  findPersonalData(text);
  urlMarks(text);
  userNameMarks(text);
  htmlMarks(text);
  removeTags(text);
  repairMojibake(text);
});
