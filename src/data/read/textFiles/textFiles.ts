// One text a file, in folders named by the labels, as a table: a row each file.

import type { EncodingDoubt, FormatChoice } from '../../../domain/dataset';
import { elementAt } from '../../../domain/element';
import { Failure } from '../../../domain/failures';
import { tableLimits } from '../../../domain/limits';
import type { ByteSource } from '../bytes/byteSource';
import { readBytes } from '../bytes/byteStream';
import { detectEncoding } from '../encodings/encoding';
import { inOrder } from '../bytes/inOrder';
import { olderEncoding } from '../encodings/olderEncoding';
import type { RowPiece } from '../delimited/rowShape';
import type { Table } from '../table';
import { textDecoder } from '../encodings/textDecoder';
import { placeIn, type TextLayout } from './textFolders';
import { withinLimits } from '../withinLimits';

/** Rows that are shown and guessed from; so many files tell the encoding of the others. */
const firstRows = 200;
/** Files that are opened at once: each takes a while to answer. */
const filesAtOnce = 32;
const rowsPerPiece = 256;

/** What is no Unicode is in it. */
interface UsualEncoding {
  encoding: string;
  doubt: EncodingDoubt | null;
}

/** Texts and the files that are none of them. */
export interface OpenedTexts {
  table: Table;
  /** Bytes of the texts as they are stored. */
  size: number;
  skipped: { name: string; reason: string }[];
}

/**
 * The texts of a folder or an archive as a table of text, label, file and, where folders name it, split.
 *
 * @param choice its encoding is that of files which are no Unicode
 */
export async function openTextFiles(
  name: string,
  sources: ByteSource[],
  layout: TextLayout,
  choice: FormatChoice,
): Promise<OpenedTexts> {
  const texts = sources.filter((source) => placeIn(layout, source.name));
  const skipped = sources
    .filter((source) => !placeIn(layout, source.name))
    .map((source) => ({ name: source.name, reason: 'It lies outside the folders that name the labels.' }));
  const step = Math.max(1, texts.length / firstRows);
  const spread = Array.from({ length: Math.min(firstRows, texts.length) }, (_, i) =>
    elementAt(texts, Math.floor(i * step)),
  );
  const samples: Uint8Array<ArrayBuffer>[] = [];
  for await (const sample of inOrder(spread, readWhole, filesAtOnce)) samples.push(sample);
  const usual = choice.encoding ? { encoding: choice.encoding, doubt: null } : await usualEncoding(samples);
  const rowOf = async (source: ByteSource) => rowAt(source, layout, await readWhole(source), usual, choice);
  const first: string[][] = [];
  for (const source of spread) first.push(...(await rowOf(source)).cells);
  const table = withinLimits({
    name,
    format: { kind: 'texts', encoding: usual.encoding },
    columns: ['text', 'label', 'file', ...(layout.part === null ? [] : ['split'])],
    header: null,
    first,
    problem: null,
    doubt: usual.doubt,
    rows: () => readTexts(texts, rowOf),
  });
  return { table, size: texts.reduce((sum, { size }) => sum + size, 0), skipped };
}

interface TextRow {
  /** None for a file that is no text. */
  cells: string[][];
  isDamaged: boolean;
  size: number;
}

async function* readTexts(
  sources: ByteSource[],
  rowOf: (source: ByteSource) => Promise<TextRow>,
): AsyncGenerator<RowPiece> {
  let bytesRead = 0;
  let piece: RowPiece = { rows: [], bytesRead, odd: {}, jumps: [] };
  for await (const { cells, isDamaged, size } of inOrder(sources, rowOf, filesAtOnce)) {
    bytesRead += size;
    piece.rows.push(...cells);
    if (cells.length === 0) piece.odd.notText = (piece.odd.notText ?? 0) + 1;
    if (isDamaged) piece.odd.undecodable = (piece.odd.undecodable ?? 0) + 1;
    if (piece.rows.length < rowsPerPiece) continue;
    yield { ...piece, bytesRead };
    piece = { rows: [], bytesRead, odd: {}, jumps: [] };
  }
  yield { ...piece, bytesRead };
}

async function rowAt(
  { name, size }: ByteSource,
  layout: TextLayout,
  bytes: Uint8Array<ArrayBuffer>,
  usual: UsualEncoding,
  choice: FormatChoice,
): Promise<TextRow> {
  const text = await decoded(bytes, usual, choice);
  if (text === null) return { cells: [], isDamaged: false, size };
  const { label, part } = placeIn(layout, name) ?? { label: '', part: '' };
  const cells = [text.replace(/[\r\n]+$/, ''), label, name, ...(layout.part === null ? [] : [part])];
  return { cells: [cells], isDamaged: text.includes('\uFFFD'), size };
}

/** A file's text: Unicode where it is that, else in its own encoding, or in the usual one where its own is in doubt. */
async function decoded(
  bytes: Uint8Array<ArrayBuffer>,
  usual: UsualEncoding,
  choice: FormatChoice,
): Promise<string | null> {
  const plain = plainText(bytes);
  if (plain !== null) return plain;
  try {
    const own = await detectEncoding(bytes);
    const isOlder = !own.encoding.startsWith('utf');
    const encoding = isOlder && (choice.encoding || own.doubt) ? usual.encoding : own.encoding;
    return textDecoder(encoding).decode(bytes);
  } catch (error) {
    if (error instanceof Failure) return null;
    throw error;
  }
}

/** UTF-8 without anything that other kinds of files have; `null` for what needs a closer look. */
function plainText(bytes: Uint8Array<ArrayBuffer>): string | null {
  try {
    const text = textDecoder('utf-8', true).decode(bytes);
    // eslint-disable-next-line no-control-regex -- UTF-16, Japanese that is switched to, and what is no text, have these.
    return /[\0-\x08\x0e-\x1f]|^(%PDF|\{\\rtf|BZh|Rar!|PAR1|GIF8)/.test(text) ? null : text;
  } catch {
    return null;
  }
}

/** The encoding of all samples together that are no Unicode. */
async function usualEncoding(samples: Uint8Array<ArrayBuffer>[]): Promise<UsualEncoding> {
  const older: BlobPart[] = [];
  for (const bytes of samples) {
    if (plainText(bytes) !== null) continue;
    const own = await detectEncoding(bytes).catch((error: unknown) => {
      if (error instanceof Failure) return null;
      throw error;
    });
    if (own && !own.encoding.startsWith('utf')) older.push(bytes, '\n');
  }
  if (older.length === 0) return { encoding: 'utf-8', doubt: null };
  return olderEncoding(new Uint8Array(await new Blob(older).arrayBuffer()));
}

async function readWhole(source: ByteSource): Promise<Uint8Array<ArrayBuffer>> {
  if (source.whole) return source.whole();
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  for await (const piece of readBytes(source.open().stream)) {
    pieces.push(piece);
    length += piece.length;
    // Longer than a cell may be, whatever the encoding: that is said of what there is.
    if (length > tableLimits.cellCharacters * 4) break;
  }
  return pieces.length === 1 && pieces[0] ? pieces[0] : new Uint8Array(await new Blob(pieces).arrayBuffer());
}
