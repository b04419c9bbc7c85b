// How a file is written, as it is guessed from its text.

import { describe, expect, test } from 'vitest';
import { guessDialect } from '../../../../src/data/read/delimited/dialect';

const guess = (sample: string, isWholeFile = true) => guessDialect(sample, isWholeFile);
const repeat = (line: string, times: number) => Array.from({ length: times }, () => line).join('');

describe('the delimiter', () => {
  test.each([
    ['comma', ',', 'text,label\n"one, two",a\nthree,b\n'],
    ['tab', '\t', 'one, two\ta\nthree\tb\nfour, five, six\ta\n'],
    ['semicolon, though every line has one comma too', ';', 'gut, ja;1\nschlecht, nein;2\n'],
    ['pipe', '|', 'text|label\none|a\ntwo|b\n'],
  ])('%s', (_, delimiter, sample) => {
    expect(guess(sample).delimiter).toBe(delimiter);
  });
});

describe('the line end', () => {
  test.each([
    ['LF', '\n', 'text,label\none,a\n"x\ry",b\n"x\r\ny",b\n'],
    ['CRLF', '\r\n', 'text,label\r\none,a\r\n"two\nlines",b\r\n'],
    ['CR', '\r', 'text,label\r"one\ntwo",a\rthree,b\rfour,a\r'],
  ])('%s, though cells hold others', (_, newline, sample) => {
    expect(guess(sample)).toMatchObject({ newline, quote: '"' });
  });
});

describe('quotes', () => {
  test.each<[string, '"' | "'" | null, string]>([
    ['are quotes where cells hold delimiters', '"', 'text,label\n"one, ""two""",a\nthree,b\n'],
    ['are quotes where cells hold lines', '"', 'text,label\n"one\ntwo, three",a\nfour,b\n'],
    [
      'are quotes where all cells have them, though one is not in order',
      '"',
      `"text","label"\n${repeat('"some words","a"\n', 20)}"a "bad" one","b"\n`,
    ],
    [
      'are quotes where those inside are doubled, though one is not in order',
      '"',
      `text,label\n${repeat('plain,a\n', 5)}"say ""hi""",b\n${repeat('"so ""so""",b\n', 20)}"a "bad" one",b\n`,
    ],
    [
      'are text where one is never closed',
      null,
      `text,label\n${repeat('fine,a\n', 50)}"never closed,a\n${repeat('fine too,b\n', 50)}`,
    ],
    ['are text where sentences only begin with them', null, '"Hi" he said\ta\n"No" she said\tb\n'],
    ['may be single', "'", "text,label\n'a, b',x\n'c, d',y\n'e, f',x\n"],
    ['are not single in ’tis', '"', "text,label\n'tis good,x\n'twas bad,y\nfine,x\n"],
  ])('%s', (_, quote, sample) => {
    expect(guess(sample).quote).toBe(quote);
  });

  test('a sample that is cut anywhere within a row gives the same', () => {
    const file = repeat('"some words","a"\r\n"other ""words""","b"\r\n', 8);
    for (let end = 40; end <= file.length; end++) {
      expect(guess(file.slice(0, end), false)).toMatchObject({
        delimiter: ',',
        newline: '\r\n',
        quote: '"',
        hasHeader: false,
      });
    }
  });

  test('a row that the sample cuts behind its quote is no sign against quotes', () => {
    const file = repeat('a,plain\r\nb,plain\r\nc,plain\r\nd,"quoted"\r\n', 4);
    for (let end = 80; end <= file.length; end++) {
      expect(guess(file.slice(0, end), false).quote).toBe('"');
    }
  });
});

describe('a header', () => {
  test.each<[string, boolean, string]>([
    ['by its names', true, 'text,label\nfoo bar,pos'],
    ['by names that are put together', true, 'tweet_id,airline_sentiment,tweet_text\n1,neg,late\n'],
    ...['spam', 'topic'].map((label): [string, boolean, string] => [
      `whose word for the labels, ${label}, is also one of them`,
      true,
      `message,${label}\n${repeat(`some words of a longer text,other\nother words that are longer,${label}\n`, 10)}`,
    ]),
    ['alone in its file', true, 'text,label'],
    [
      'with names that say nothing, and unnamed columns',
      true,
      `v1,v2,,,\n${repeat('ham,some longer text in here,,,\nspam,win a prize and call now,,,\n', 10)}`,
    ],
    ['not where its label recurs', false, 'good stuff,pos\nbad stuff,neg\nfine stuff,pos\nno,neg\n'],
    ['not where it has a number over numbers', false, 'good,1\nbad,0\n'],
    [
      'not where the first label is missing',
      false,
      `nice words here,\n${Array.from({ length: 16 }, (_, i) => `some words ${i},${i % 2 ? 'pos' : 'neg'}\n`).join('')}`,
    ],
    ['not in two rows of data', false, 'good stuff,pos\nbad stuff,neg\n'],
  ])('%s', (_, hasHeader, sample) => {
    expect(guess(sample).hasHeader).toBe(hasHeader);
  });
});
