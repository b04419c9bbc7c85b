// What is read does not depend on how the file's stream or its text happened to be cut.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fileSource } from '../../../../src/data/read/bytes/byteSource';
import { readDelimited } from '../../../../src/data/read/delimited/delimitedTable';
import { RowParser } from '../../../../src/data/read/delimited/rowParser';
import type { Format } from '../../../../src/domain/dataset';

type Dialect = Extract<Format, { kind: 'delimited' }>;
const common = { kind: 'delimited', splitsOnce: false } as const;

/** A file whose stream comes in pieces of given sizes, taken in turn. */
class CutFile extends Blob {
  constructor(
    private readonly content: Uint8Array<ArrayBuffer>,
    private readonly sizes: number[],
  ) {
    super([content]);
  }

  override stream(): ReadableStream<Uint8Array<ArrayBuffer>> {
    const { content, sizes } = this;
    let start = 0;
    let piece = 0;
    return new ReadableStream({
      pull(controller) {
        if (start >= content.length) return controller.close();
        const size = sizes[piece++ % sizes.length] ?? 1;
        controller.enqueue(content.slice(start, start + size));
        start += size;
      },
    });
  }
}

async function rowsOf(file: Blob, dialect: Dialect): Promise<string[][]> {
  const rows: string[][] = [];
  const pieces = readDelimited(fileSource('cut', file), dialect, 3, null, true);
  for await (const piece of pieces) for (const row of piece.rows) rows.push(row);
  return rows;
}

const encoders: Record<string, (text: string) => Uint8Array<ArrayBuffer>> = {
  'utf-8': (text) => new TextEncoder().encode(`\uFEFF${text}`),
  'utf-16le': (text) => new Uint8Array(Uint16Array.from(units(`\uFEFF${text}`)).buffer),
  'windows-1252': (text) => Uint8Array.from(units(text)),
};

const units = (text: string) => Array.from({ length: text.length }, (_, i) => text.charCodeAt(i));

const texts = [
  {
    newline: '\r\n',
    text: 'a,"b ""c""\r\n\r\nd, e"\r\n\r\n  \r\nü,"" \r\n"x" ,"y"\r\n,\r\nlast,"row"',
  },
  { newline: '\n', text: '"é","ö\nß"\n"""",a\n"no "order" here",b\n"a\r\nb",c\nplain "q" in,d\n' },
  { newline: '\r', text: 'ä,1\r"two\nlines",2\r"x ""y""",3\r' },
] as const;

describe.each(Object.keys(encoders))('a stream of %s', (encoding) => {
  test.each(texts)('with $newline in pieces of 1 to 64 bytes', async ({ newline, text }) => {
    const dialect: Dialect = {
      ...common,
      encoding,
      delimiter: ',',
      newline,
      quote: '"',
      hasHeader: false,
    };
    const bytes = encoders[encoding]?.(text) ?? new Uint8Array();
    const whole = await rowsOf(new Blob([bytes]), dialect);
    expect(whole.length).toBeGreaterThan(2);
    for (let size = 1; size <= 64; size++) {
      expect(await rowsOf(new CutFile(bytes, [size]), dialect)).toEqual(whole);
    }
  });
});

const anyDialect = fc.record({
  kind: fc.constant('delimited' as const),
  splitsOnce: fc.constant(false),
  encoding: fc.constantFrom('utf-8', 'utf-16le'),
  delimiter: fc.constantFrom(',', '\t', ';', '|'),
  newline: fc.constantFrom('\n' as const, '\r\n' as const, '\r' as const),
  quote: fc.constantFrom('"' as const, "'" as const),
  hasHeader: fc.constant(false),
});
const anySizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 8 });

test('what was written is read', async () => {
  const unit = fc.constantFrom('a', ' ', '"', "'", ',', '\t', ';', '|', '\n', '\r\n', 'é', '😀');
  const cell = fc.string({ unit, maxLength: 12 });
  const table = fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(table, anyDialect, anySizes, async (rows, dialect, sizes) => {
      const quote = dialect.quote;
      const write = (value: string) =>
        /^[a-zé]*$/.test(value) ? value : quote + value.replaceAll(quote, quote + quote) + quote;
      const text = rows.map((row) => row.map(write).join(dialect.delimiter) + dialect.newline).join('');
      const bytes = encoders[dialect.encoding]?.(text) ?? new Uint8Array();
      expect(await rowsOf(new CutFile(bytes, sizes), dialect)).toEqual(rows);
    }),
    { numRuns: 300 },
  );
});

test('any text, in order or not, is read alike however it is cut', () => {
  const unit = fc.constantFrom('a', ' ', '"', '""', ',', '\t', '\n', '\r\n', '\r', '",', '"\n');
  const anyQuote = fc.constantFrom('"' as const, null);
  fc.assert(
    fc.property(fc.string({ unit, maxLength: 60 }), anyDialect, anyQuote, anySizes, (text, ...more) => {
      const [dialect, quote, sizes] = more;
      const parse = (pieces: string[]) => {
        const parser = new RowParser({ ...dialect, quote });
        try {
          return [...pieces.flatMap((piece) => parser.push(piece)), ...parser.end()];
        } catch (error) {
          return String(error);
        }
      };
      const pieces: string[] = [];
      for (let start = 0, piece = 0; start < text.length; piece++) {
        const size = sizes[piece % sizes.length] ?? 1;
        pieces.push(text.slice(start, start + size));
        start += size;
      }
      expect(parse(pieces)).toEqual(parse([text]));
    }),
    { numRuns: 3000 },
  );
});
