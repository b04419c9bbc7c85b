// Damage that programs leave in texts: what is repaired, and what is left as it is.

import { describe, expect, test } from 'vitest';
import { textCleaner } from '../../../../src/data/clean/cleanText';
import { escapedBreakMarks, hasEscapedBreaks } from '../../../../src/data/clean/escapedBreaks';
import { brokenEntityMarks } from '../../../../src/data/clean/html';
import { isQuoted } from '../../../../src/data/clean/outerQuotes';
import { RowFindings } from '../../../../src/data/examine/rowFindings';
import { noCleaning, type CleaningStep } from '../../../../src/domain/cleaning';

const cleaner = (...steps: CleaningStep[]) => textCleaner({ ...noCleaning, steps });

describe('quotation marks around a text', () => {
  test.each([
    ['"so good"', 'so good'],
    [' "she said ""no"" twice" ', 'she said "no" twice'],
    [String.raw`"she said \"no\""`, 'she said "no"'],
    ['"""three of them"""', 'three of them'],
    ['""two of them""', 'two of them'],
    ["'single'", 'single'],
    ['“printed”', 'printed'],
    ['„gedruckt“', 'gedruckt'],
    ['«imprimé»', 'imprimé'],
  ])('%s', (text, inner) => {
    expect(isQuoted(text)).toBe(true);
    expect(cleaner('outerQuotes')(text)).toBe(inner);
  });

  test.each(['"one" and "two"', '"a start', '""', '"', "'tis all y'all's'", '“one” and “two”', 'it is 5"', '" "'])(
    'not %s',
    (text) => {
      expect(isQuoted(text)).toBe(false);
      expect(cleaner('outerQuotes')(text)).toBe(text);
    },
  );

  test('a few quotations among many texts are no damage', () => {
    const found = (quoted: number) => {
      const findings = new RowFindings();
      for (let row = 0; row < 100; row++) findings.add(row, row < quoted ? '"a quotation"' : 'a text', ['a']);
      return findings.findings().map(({ kind }) => kind);
    };
    expect(found(5)).toEqual([]);
    expect(found(100)).toEqual(['quotedTexts']);
  });
});

describe('backslashes for line breaks', () => {
  test.each([
    [String.raw`Great.\nWe came\n\nback`, 'Great.\nWe came\n\nback'],
    [String.raw`one\r\ntwo`, 'one\ntwo'],
    [String.raw`one\\ntwo`, 'one\ntwo'],
    ['one\\\ntwo\\', 'one\ntwo'],
    [
      String.raw`Wall Street's dwindling\band of ultra-cynics,\are seeing\new green`,
      "Wall Street's dwindling\nband of ultra-cynics,\nare seeing\nnew green",
    ],
  ])('%s', (text, restored) => {
    expect(cleaner('escapedBreaks')(text)).toBe(restored);
    expect(escapedBreakMarks(text).length).toBeGreaterThan(0);
  });

  test.each([
    String.raw`saved under C:\temp\new and \\server\new`,
    String.raw`it is $\nabla f \neq 0$`,
    String.raw`so sad :\ and ¯\_(ツ)_/¯`,
    'no backslash\nat all',
  ])('not %s', (text) => {
    expect(hasEscapedBreaks(text)).toBe(false);
    expect(cleaner('escapedBreaks')(text)).toBe(text);
  });
});

describe('broken entities', () => {
  test.each([
    ['Wall Street #39;s band, the players #39; strike', "Wall Street's band, the players ' strike"],
    ['he said quot;no quot;', 'he said "no "'],
    ['It&#39s 5 &gt 3, AT&amp T', "It's 5 > 3, AT& T"],
    ['&#8217', '’'],
  ])('%s', (text, repaired) => {
    expect(brokenEntityMarks(text).length).toBeGreaterThan(0);
    expect(cleaner('brokenEntities')(text)).toBe(repaired);
  });

  test.each([
    'fixed in #42; see there',
    'C#39;',
    '&#39; and &amp; are whole',
    'https://a.example/?a=1&lt=3&amp=4',
    'R&D; B&B',
  ])('not %s', (text) => {
    expect(brokenEntityMarks(text)).toEqual([]);
    expect(cleaner('brokenEntities')(text)).toBe(text);
  });

  test('encoded several times', () => {
    expect(cleaner('htmlEntities')('fish &amp;amp; chips &amp;#39;n&amp;#39; peas')).toBe("fish & chips 'n' peas");
  });
});
