// A source as a table: its format is guessed on its beginning, as far as the user does not say it.

import type { FormatChoice } from '../../domain/dataset';
import { Failure } from '../../domain/failures';
import { isArrow } from './columnar/arrowMessages';
import { firstBytes, type ByteSource } from './bytes/byteSource';
import { OtherEncoding } from './encodings/decodeText';
import { openDelimited } from './delimited/delimitedTable';
import { byteOrderMark, detectEncoding, isAscii, isValidIn } from './encodings/encoding';
import { guessJson, openJson } from './json/jsonTable';
import { markupWithTables, refuseOtherLanguages, type Markup } from './otherLanguages';
import { joinSpilled } from './delimited/spilledTexts';
import type { Sample, Table } from './table';
import { textDecoder } from './encodings/textDecoder';
import { withinLimits } from './withinLimits';

/** What is read to guess encoding, delimiter, quotes and header. Less than the longest row that is allowed. */
const sampleBytes = 512 * 1024;

/** Above this share of rows with undecodable characters, a file is not in the encoding that it claims. */
const maxUndecodableShare = 0.1;

/**
 * Opens a source. What was found wrong with its rows is the table's `problem`: the format can still be changed.
 *
 * @throws Failure `NotText`, `NoRows`, `BrokenArchive`, `BrokenWorkbook`, `BrokenTable`, `TableTooLarge`
 */
export async function openTable(source: ByteSource, choice: FormatChoice = {}): Promise<Table> {
  return withinLimits(joinSpilled(await openUnbounded(source, choice)));
}

async function openUnbounded(source: ByteSource, choice: FormatChoice): Promise<Table> {
  const { bytes, isWhole } = await firstBytes(source, sampleBytes);
  if (bytes.length === 0) throw new Failure('NoRows', 'This file is empty. Choose one with rows.');
  const isZip = bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 3;
  if (isZip || isOle(bytes)) {
    const { openWorkbook } = await import('./workbooks/workbookTable');
    return openWorkbook(source, choice, isZip);
  }
  if (String.fromCharCode(...bytes.subarray(0, 4)) === 'PAR1')
    return (await import('./columnar/parquetTable')).openParquet(source);
  if (isArrow(bytes)) return (await import('./columnar/arrowTable')).openArrow(source);
  const sample = await readSample(bytes, isWhole, choice);
  // What the user says of it is done.
  if (!choice.kind && !choice.delimiter) {
    const markup = markupWithTables(sample.text);
    if (markup) return openTablesIn(source, choice, sample, markup);
    refuseOtherLanguages(sample.text);
  }
  const kind = choice.kind ?? guessJson(sample) ?? 'delimited';
  const table = kind === 'delimited' ? openDelimited(source, sample, choice) : openJson(source, sample, kind);
  // What the user chose is shown, however it looks.
  table.doubt = sample.doubt;
  if (!choice.encoding) table.problem ??= undecodable(table, bytes, sample);
  return table;
}

const isOle = ([a, b, c, d]: Uint8Array) => a === 0xd0 && b === 0xcf && c === 0x11 && d === 0xe0;

async function openTablesIn(source: ByteSource, choice: FormatChoice, sample: Sample, markup: Markup): Promise<Table> {
  const { openMarkup } = await import('./workbooks/workbookTable');
  try {
    return await openMarkup(source, choice, sample, markup);
  } catch (error) {
    if (!(error instanceof OtherEncoding)) throw error;
    const { encoding } = error.guess;
    return openMarkup(source, choice, { ...sample, encoding, encodingIsCertain: true }, markup);
  }
}

async function readSample(bytes: Uint8Array<ArrayBuffer>, isWhole: boolean, choice: FormatChoice): Promise<Sample> {
  const { encoding, doubt } = choice.encoding
    ? { encoding: choice.encoding, doubt: null }
    : await detectEncoding(bytes);
  return {
    // A sample may end within a character.
    text: textDecoder(encoding).decode(bytes, { stream: !isWhole }),
    encoding,
    doubt,
    encodingIsCertain: choice.encoding !== undefined || encoding !== 'utf-8' || !isAscii(bytes),
    isWhole,
  };
}

function undecodable({ first }: Table, bytes: Uint8Array<ArrayBuffer>, { encoding, isWhole }: Sample): Failure | null {
  const damaged = first.filter((row) => row.some((cell) => cell.includes('\uFFFD'))).length;
  if (damaged <= maxUndecodableShare * first.length) return null;
  if (isValidIn(bytes, encoding, isWhole)) return null;
  const says = byteOrderMark(bytes) ? 'says it is' : 'looks like';
  return new Failure(
    'CannotDecode',
    `This file ${says} ${encoding.toUpperCase()}, but parts of it are not. Choose another encoding below, or save it again as CSV (UTF-8) and drop that here.`,
  );
}
