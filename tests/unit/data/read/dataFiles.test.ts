// Each file of tests/data, and what must come out. The rows are compared with what Python's csv module reads in a
// dialect that is given there by hand (tools/fixtures/make_csv_rows.py); here the dialect is guessed.

import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Format, OddRows } from '../../../../src/domain/dataset';
import expected from '../../../fixtures/csv-rows.json';
import { readRows, dataFile } from '../../../support/tables';

/** File, encoding, format, columns, rows, rows that are odd and why. */
type Readable = [string, string, string, number, number, string];

// prettier-ignore
const readable: Readable[] = [
  ['clinc150/data_small.json', 'utf-8', 'json', 3, 16200, ''],
  ['csv_torture/csv-spectrum/comma_in_quotes.csv', 'utf-8', 'comma, header', 5, 1, ''],
  ['csv_torture/csv-spectrum/empty.csv', 'utf-8', 'comma, header', 3, 2, ''],
  ['csv_torture/csv-spectrum/empty_crlf.csv', 'utf-8', 'comma, CRLF, header', 3, 2, ''],
  ['csv_torture/csv-spectrum/escaped_quotes.csv', 'utf-8', 'comma, header', 2, 2, ''],
  ['csv_torture/csv-spectrum/json.csv', 'utf-8', 'comma, header', 2, 1, ''],
  ['csv_torture/csv-spectrum/location_coordinates.csv', 'utf-8', 'comma, header', 4, 1, '1 undecodable'],
  ['csv_torture/csv-spectrum/newlines.csv', 'utf-8', 'comma, header', 3, 3, ''],
  ['csv_torture/csv-spectrum/newlines_crlf.csv', 'utf-8', 'comma, CRLF, header', 3, 3, ''],
  ['csv_torture/csv-spectrum/quotes_and_newlines.csv', 'utf-8', 'comma, header', 2, 2, ''],
  ['csv_torture/csv-spectrum/simple.csv', 'utf-8', 'comma, header', 3, 1, ''],
  ['csv_torture/csv-spectrum/simple_crlf.csv', 'utf-8', 'comma, CRLF, header', 3, 1, ''],
  ['csv_torture/csv-spectrum/utf8.csv', 'utf-8', 'comma, header', 3, 2, ''],
  ['csv_torture/csvkit/bad.csv', 'utf-8', 'comma, header', 4, 3, '2 short'],
  ['csv_torture/csvkit/bad_skip_lines.csv', 'utf-8', 'comma, header', 4, 3, '2 short'],
  ['csv_torture/csvkit/blanks.csv', 'utf-8', 'comma', 6, 2, ''],
  ['csv_torture/csvkit/blanks_converted.csv', 'utf-8', 'comma', 6, 2, ''],
  ['csv_torture/csvkit/dummy.csv', 'utf-8', 'comma, header', 3, 1, ''],
  ['csv_torture/csvkit/dummy.tsv', 'utf-8', 'tab, header', 3, 1, ''],
  ['csv_torture/csvkit/dummy2.csv', 'utf-8', 'comma, header', 3, 1, ''],
  ['csv_torture/csvkit/dummy3.csv', 'utf-8', 'comma, header', 3, 2, ''],
  ['csv_torture/csvkit/dummy_col_shuffled.csv', 'utf-8', 'comma, header', 3, 1, ''],
  ['csv_torture/csvkit/dummy_col_shuffled_ragged.csv', 'utf-8', 'comma, header', 4, 1, ''],
  ['csv_torture/csvkit/foo1.csv', 'utf-8', 'comma, header', 3, 2, ''],
  ['csv_torture/csvkit/foo2.csv', 'utf-8', 'comma, header', 3, 2, ''],
  ['csv_torture/csvkit/iris.csv', 'utf-8', 'comma, header', 5, 150, ''],
  ['csv_torture/csvkit/irismeta.csv', 'utf-8', 'comma, header', 3, 3, ''],
  ['csv_torture/csvkit/join_a.csv', 'utf-8', 'comma', 3, 4, ''],
  ['csv_torture/csvkit/join_a_short.csv', 'utf-8', 'comma', 3, 4, '2 short'],
  ['csv_torture/csvkit/join_b.csv', 'utf-8', 'comma', 3, 4, ''],
  ['csv_torture/csvkit/join_no_header_row.csv', 'utf-8', 'comma, header', 3, 3, ''],
  ['csv_torture/csvkit/join_short.csv', 'utf-8', 'comma', 5, 3, ''],
  ['csv_torture/csvkit/ks_1033_data.csv', 'utf-8', 'comma, header', 14, 1575, ''],
  ['csv_torture/csvkit/mac_newlines.csv', 'utf-8', 'comma, CR, header', 3, 2, ''],
  ['csv_torture/csvkit/no_header_row.csv', 'utf-8', 'comma', 3, 1, ''],
  ['csv_torture/csvkit/no_header_row2.csv', 'utf-8', 'comma', 3, 1, ''],
  ['csv_torture/csvkit/no_header_row3.csv', 'utf-8', 'comma', 3, 2, ''],
  ['csv_torture/csvkit/null_byte.csv', 'utf-8', 'comma, header', 3, 1, '1 nul'],
  ['csv_torture/csvkit/optional_quote_characters.csv', 'utf-8', 'comma, header', 3, 1, ''],
  ['csv_torture/csvkit/sheetsxls_converted.csv', 'utf-8', 'comma, header', 9, 5, ''],
  ['csv_torture/csvkit/sheetsxlsx_converted.csv', 'utf-8', 'comma, header', 9, 5, ''],
  ['csv_torture/csvkit/sniff_limit.csv', 'utf-8', 'semicolon, header', 3, 1, ''],
  ['csv_torture/csvkit/sort_ints_nulls.csv', 'utf-8', 'comma, header', 3, 3, ''],
  ['csv_torture/csvkit/test_empty_columns.csv', 'utf-8', 'comma', 5, 4, '1 short'],
  ['csv_torture/csvkit/test_empty_columns_long_row.csv', 'utf-8', 'comma', 4, 2, '1 short'],
  ['csv_torture/csvkit/test_empty_columns_short_row.csv', 'utf-8', 'comma', 3, 2, '1 short'],
  ['csv_torture/csvkit/test_extra_header.csv', 'utf-8', 'comma, header', 4, 1, '1 short'],
  ['csv_torture/csvkit/test_geo.csv', 'utf-8', 'comma, header', 12, 17, ''],
  ['csv_torture/csvkit/test_geojson.csv', 'utf-8', 'comma, header', 7, 3, ''],
  ['csv_torture/csvkit/test_header_newline.csv', 'utf-8', 'comma', 3, 2, ''],
  ['csv_torture/csvkit/test_ignore_case.csv', 'utf-8', 'comma, header', 3, 5, ''],
  ['csv_torture/csvkit/test_join_short_rows.csv', 'utf-8', 'comma', 3, 4, '2 short'],
  ['csv_torture/csvkit/test_latin1.csv', 'windows-1252', 'comma, header', 3, 2, ''],
  ['csv_torture/csvkit/test_literal_order.csv', 'utf-8', 'comma, header', 2, 3, ''],
  ['csv_torture/csvkit/test_locale.csv', 'utf-8', 'comma', 3, 2, ''],
  ['csv_torture/csvkit/test_locale_converted.csv', 'utf-8', 'comma, header', 3, 1, ''],
  ['csv_torture/csvkit/test_no_leading_zeroes.csv', 'utf-8', 'comma, header', 3, 1, ''],
  ['csv_torture/csvkit/test_skip_lines.csv', 'utf-8', 'comma, header', 3, 1, ''],
  ['csv_torture/csvkit/test_utf16_big.csv', 'utf-16be', 'comma, header', 3, 2, ''],
  ['csv_torture/csvkit/test_utf16_little.csv', 'utf-16le', 'comma, header', 3, 2, ''],
  ['csv_torture/csvkit/test_utf8.csv', 'utf-8', 'comma, header', 3, 2, ''],
  ['csv_torture/csvkit/test_utf8_bom.csv', 'utf-8', 'comma, header', 3, 2, ''],
  ['csv_torture/csvkit/testdbf_converted.csv', 'utf-8', 'comma, header', 12, 8, ''],
  ['csv_torture/csvkit/testfixed_converted.csv', 'utf-8', 'comma, header', 8, 4, ''],
  ['csv_torture/csvkit/testfixed_schema.csv', 'utf-8', 'comma, header', 3, 8, ''],
  ['csv_torture/csvkit/testfixed_schema_no_inference.csv', 'utf-8', 'comma, header', 3, 3, ''],
  ['csv_torture/csvkit/testjson_converted.csv', 'utf-8', 'comma, header', 7, 5, ''],
  ['csv_torture/csvkit/testjson_multiline_converted.csv', 'utf-8', 'comma, header', 3, 2, ''],
  ['csv_torture/csvkit/testjson_nested_converted.csv', 'utf-8', 'comma, header', 7, 2, ''],
  ['csv_torture/csvkit/testxls_converted.csv', 'utf-8', 'comma, header', 8, 5, ''],
  ['csv_torture/csvkit/testxls_unicode_converted.csv', 'utf-8', 'comma, header', 3, 1, ''],
  ['csv_torture/csvkit/testxlsx_converted.csv', 'utf-8', 'comma, header', 8, 5, ''],
  ['csv_torture/csvkit/testxlsx_noinference_converted.csv', 'utf-8', 'comma, header', 8, 5, ''],
  ['csv_torture/csvkit/testxlsx_unicode_converted.csv', 'utf-8', 'comma, header', 3, 1, ''],
  ['csv_torture/derived_encodings/de_cp1252_semicolon_crlf.csv', 'windows-1252', 'semicolon, CRLF, header', 2, 835, ''],
  ['csv_torture/derived_encodings/de_utf16be_bom_comma.csv', 'utf-16be', 'comma, CRLF, header', 2, 1000, ''],
  ['csv_torture/derived_encodings/de_utf16le_bom_tab.txt', 'utf-16le', 'tab, CRLF, header', 2, 1000, ''],
  ['csv_torture/derived_encodings/de_utf8bom_semicolon_crlf.csv', 'utf-8', 'semicolon, CRLF, header', 2, 1000, ''],
  ['csv_torture/papaparse/long-sample.csv', 'utf-8', 'comma', 7, 8, ''],
  ['csv_torture/papaparse/malformed.tsv', 'utf-8', 'tab, no quotes, header', 8, 9, '1 surplus, 1 short'],
  ['csv_torture/papaparse/normal.csv', 'utf-8', 'comma, header', 9, 1135, ''],
  ['csv_torture/papaparse/sample-header.csv', 'utf-8', 'comma, header', 2, 2, ''],
  ['csv_torture/papaparse/sample.csv', 'utf-8', 'comma', 3, 2, ''],
  ['csv_torture/papaparse/utf-8-bom-sample.csv', 'utf-8', 'comma', 3, 2, ''],
  ['csv_torture/papaparse/verylong-sample.csv', 'utf-8', 'comma, header', 3, 2000, '4 short'],
  ['customer_reviews/custrev.all', 'utf-8', 'first space, no quotes', 2, 3775, ''],
  ['germeval2018/germeval2018.test.txt', 'utf-8', 'tab, no quotes', 3, 3532, ''],
  ['germeval2018/germeval2018.training.txt', 'utf-8', 'tab, no quotes', 3, 5009, ''],
  ['sms_spam_uci/SMSSpamCollection.tsv', 'utf-8', 'tab, no quotes', 2, 5574, ''],
  ['sst2/dev.tsv', 'utf-8', 'tab', 2, 872, ''],
  ['sst2/test.tsv', 'utf-8', 'tab', 2, 1821, ''],
  ['sst2/train.tsv', 'utf-8', 'tab', 2, 6920, ''],
  ['uci_sentiment_sentences/amazon_cells_labelled.txt', 'utf-8', 'tab', 2, 1000, ''],
  ['uci_sentiment_sentences/imdb_labelled.txt', 'utf-8', 'tab', 2, 1000, ''],
  ['uci_sentiment_sentences/yelp_labelled.txt', 'utf-8', 'tab', 2, 1000, ''],
];

/** Files that are no tables of texts and labels. */
const refused: [string, string][] = [
  ['csv_torture/csvkit/date_like_number.csv', 'OneColumn'],
  ['csv_torture/csvkit/empty.csv', 'NoRows'],
  ['csv_torture/csvkit/test_date_format.csv', 'OneColumn'],
  ['csv_torture/csvkit/test_date_format_converted.csv', 'OneColumn'],
  ['csv_torture/csvkit/test_numeric_date_format.csv', 'OneColumn'],
  ['csv_torture/csvkit/test_precision.csv', 'OneColumn'],
];

/** Its one row with a cell too many keeps as many cells as there are columns; Python keeps all. */
const withSurplus = 'csv_torture/papaparse/malformed.tsv';

const delimiterNames = new Map([
  ['\t', 'tab'],
  [',', 'comma'],
  [';', 'semicolon'],
  [' ', 'first space'],
]);

function inWords(format: Format): string {
  if (format.kind !== 'delimited') return format.kind;
  const { delimiter, quote, newline, hasHeader } = format;
  const newlines = { '\n': '', '\r\n': 'CRLF', '\r': 'CR', mixed: 'mixed line ends' };
  return [
    delimiterNames.get(delimiter),
    quote === null ? 'no quotes' : '',
    newlines[newline],
    hasHeader ? 'header' : '',
  ]
    .filter(Boolean)
    .join(', ');
}

const oddInWords = (odd: OddRows) =>
  Object.entries(odd)
    .filter(([, count]) => count > 0)
    .map(([reason, count]) => `${count} ${reason}`)
    .join(', ');

/** As make_csv_rows.py: empty cells at the end of a row do not count, nor how a line within a cell ends. */
function trimmed(row: string[]): string[] {
  const cells = row.map((cell) => cell.replaceAll('\r\n', '\n'));
  while (cells.length > 0 && cells.at(-1) === '') cells.pop();
  return cells;
}

describe('a file of tests/data', () => {
  test.each(readable)('%s', async (path, encoding, format, columns, rows, odd) => {
    const table = await readRows(dataFile(path));
    expect({
      encoding: 'encoding' in table.format ? table.format.encoding : '',
      format: inWords(table.format),
      columns: table.columns.length,
      rows: table.rows.length,
      odd: oddInWords(table.odd),
    }).toEqual({ encoding, format, columns, rows, odd });
    for (const row of table.rows) expect(row).toHaveLength(columns);
    const { [path]: python }: Record<string, { rows: number; sha256: string }> = expected;
    const all = table.header ? [table.header, ...table.rows] : table.rows;
    expect(all).toHaveLength(python?.rows ?? -1);
    const hash = createHash('sha256').update(JSON.stringify(all.map(trimmed)));
    if (path !== withSurplus) expect(hash.digest('hex')).toBe(python?.sha256);
  });

  test.each(refused)('%s: %s', async (path, code) => {
    await expect(readRows(dataFile(path))).rejects.toMatchObject({ code });
  });

  test('none is forgotten', () => {
    const listed = [...readable, ...refused].map(([path]) => path);
    expect(listed.toSorted()).toEqual(Object.keys(expected).toSorted());
  });
});
