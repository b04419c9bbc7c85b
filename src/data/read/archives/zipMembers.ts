// The files in a zip, each as a source of bytes.

import type { Entry, FileEntry, ZipReader } from '@zip.js/zip.js';
import { Failure } from '../../../domain/failures';
import { BlobWindow } from '../bytes/blobWindow';
import { watch, wholeBytes, type ByteSource } from '../bytes/byteSource';
import { readBytes, streamOf } from '../bytes/byteStream';
import { Crc32 } from './crc32';
import { encodingOfText } from '../encodings/encoding';
import { olderEncoding } from '../encodings/olderEncoding';
import { textDecoder } from '../encodings/textDecoder';
import type { UnpackBudget } from './unpackBudget';

/** What a zip says that is in it. */
export async function zipDirectory(zip: Blob): Promise<Entry[]> {
  const reader = await zipReader(zip);
  return reader.getEntries();
}

async function zipReader(zip: Blob): Promise<ZipReader<Blob>> {
  const { BlobReader, ZipReader: Reader } = await import('@zip.js/zip.js');
  return new Reader(new BlobReader(zip), { useWebWorkers: false, checkOverlappingEntry: true });
}

/** A file in a zip, not yet read. */
export interface ZipMember {
  /** Its path, with forward slashes. */
  name: string;
  source: () => ByteSource;
}

/**
 * The files in a zip, the folders left out.
 *
 * @throws Failure `BrokenArchive`
 */
export async function zipMembers(whole: string, zip: Blob, budget: UnpackBudget): Promise<ZipMember[]> {
  const files: { name: string; raw: Uint8Array<ArrayBuffer> | null; source: (name: string) => ByteSource }[] = [];
  try {
    const reader = await zipReader(zip);
    const window = new BlobWindow(zip);
    // An entry takes some kilobytes: of each only what is needed is kept.
    for await (const entry of reader.getEntriesGenerator()) {
      if (entry.directory) continue;
      budget.addMember();
      const isSaid = entry.filenameUTF8 || entry.rawFilename.every((byte) => byte < 128);
      const raw = isSaid ? null : new Uint8Array(entry.rawFilename);
      files.push({ name: entry.filename, raw, source: sourceOf(window, entry, budget) });
    }
  } catch (error) {
    throw error instanceof Failure ? error : brokenArchive(whole);
  }
  const encoding = await encodingOfNames(files.flatMap(({ raw }) => (raw ? [raw] : [])));
  return files.map(({ name, raw, source }) => {
    const path = (raw && encoding ? textDecoder(encoding).decode(raw) : name).replaceAll('\\', '/');
    return { name: path, source: () => source(path) };
  });
}

/** Names in a zip are in code pages of DOS, by the standard; these are what else they are in where it is not said. */
const namesMayBeIn = new Set(['utf-8', 'gb18030', 'euc-kr', 'big5', 'shift_jis', 'ibm866']);
/** Of these, both bytes of a character are above those of DOS’ umlauts. */
const inPairs = ['gb18030', 'euc-kr'];

async function encodingOfNames(names: Uint8Array<ArrayBuffer>[]): Promise<string | null> {
  if (names.length === 0) return null;
  const all = new Uint8Array(await new Blob(names.flatMap((name) => [name, '\n'])).arrayBuffer());
  const arePairs = /^([\0-\x7f]|[\xa1-\xfe]{2})*$/.test(new TextDecoder('latin1').decode(all));
  const guess = await encodingOfText(all);
  const { encoding } = arePairs && guess.encoding !== 'utf-8' ? await olderEncoding(all, inPairs) : guess;
  return namesMayBeIn.has(encoding) ? encoding : null;
}

function sourceOf(zip: BlobWindow, entry: FileEntry, budget: UnpackBudget): (name: string) => ByteSource {
  const { compressedSize: size, compressionMethod: method, encrypted } = entry;
  const isSmall = size <= wholeBytes && !encrypted && (method === 0 || method === 8);
  if (!isSmall) return (name) => largeMember(entry, name, budget);
  const { offset, signature } = entry;
  const filenameLength = entry.rawFilename.length;
  return (name) => smallMember(zip, { name, size, offset, method, filenameLength, signature }, budget);
}

function largeMember(entry: FileEntry, name: string, budget: UnpackBudget): ByteSource {
  const { compressedSize: size } = entry;
  const counter = budget.counter();
  return {
    name,
    size,
    open() {
      refuseMethod(entry, name);
      let packedRead = 0;
      const { readable, writable } = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>();
      const unpacking = entry.getData(writable, {
        useWebWorkers: false,
        checkSignature: true,
        onprogress: (done) => void (packedRead = done),
      });
      const failed = new Promise<never>((_, reject) => void unpacking.catch(reject));
      // Awaited only while the stream is read.
      failed.catch(() => {});
      const stream = watch(readable, {
        onBytes: counter(() => Math.max(packedRead, 1)),
        onError: () => brokenArchive(name),
        failed,
      });
      return { stream, bytesRead: () => Math.min(packedRead, size) };
    },
  };
}

/** Bytes of a local header before the name (APPNOTE 4.3.7). */
const localHeader = 30;

interface SmallMember {
  name: string;
  size: number;
  /** Of its local header. */
  offset: number;
  method: number;
  filenameLength: number;
  /** Its check sum. */
  signature: number | undefined;
}

/** Read at once: the library takes milliseconds for each file, and there may be 50,000. */
function smallMember(
  zip: BlobWindow,
  { name, size, offset, method, filenameLength, signature }: SmallMember,
  budget: UnpackBudget,
): ByteSource {
  const counter = budget.counter();
  async function* unpacked(): AsyncGenerator<Uint8Array<ArrayBuffer>, undefined> {
    const extra = 256;
    let bytes = await zip.bytes(offset, localHeader + filenameLength + extra + size);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    if (bytes.length < localHeader || view.getUint32(0, true) !== 0x04034b50) throw brokenArchive(name);
    const start = localHeader + view.getUint16(26, true) + view.getUint16(28, true);
    if (start + size > bytes.length) bytes = await zip.bytes(offset, start + size);
    const packed = bytes.subarray(start, start + size);
    if (packed.length < size) throw brokenArchive(name);
    const onBytes = counter(() => size);
    const sum = new Crc32();
    for await (const part of method === 0 ? [packed] : inflated(packed, name)) {
      onBytes(part.length);
      sum.add(part);
      yield part;
    }
    if (sum.value !== signature) throw brokenArchive(name);
  }
  const whole = async () => {
    const parts: Uint8Array<ArrayBuffer>[] = [];
    for await (const part of unpacked()) parts.push(part);
    return parts.length === 1 && parts[0] ? parts[0] : new Uint8Array(await new Blob(parts).arrayBuffer());
  };
  return { name, size, whole, open: () => ({ stream: streamOf(unpacked()), bytesRead: () => size }) };
}

async function* inflated(packed: Uint8Array<ArrayBuffer>, name: string): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const { writable, readable } = new DecompressionStream('deflate-raw');
  const writer = writable.getWriter();
  // What is wrong with it, the reader says.
  writer.write(packed).catch(() => {});
  writer.close().catch(() => {});
  yield* readBytes(watch(readable, { onError: () => brokenArchive(name) }));
}

/** How zips pack that browsers do not unpack (APPNOTE 4.4.5). */
const otherMethods = new Map([
  [1, 'Shrink'],
  [6, 'Implode'],
  [9, 'Deflate64'],
  [12, 'bzip2'],
  [14, 'LZMA'],
  [93, 'Zstandard'],
  [95, 'xz'],
  [98, 'PPMd'],
]);

/** @throws Failure `BrokenArchive` */
function refuseMethod({ compressionMethod: method, encrypted }: FileEntry, name: string): void {
  if (encrypted) {
    throw new Failure(
      'BrokenArchive',
      `“${name}” is locked with a password. Unpack it yourself and drop what is in it here.`,
    );
  }
  if (method === 0 || method === 8) return;
  throw new Failure(
    'BrokenArchive',
    `“${name}” is packed with ${otherMethods.get(method) ?? `method ${method}`}, which browsers can’t unpack. ` +
      'Unpack it yourself and drop what is in it here.',
  );
}

/** What a zip or gzip file that can't be unpacked is refused for. */
export function brokenArchive(name: string): Failure {
  return new Failure(
    'BrokenArchive',
    `“${name}” looks like an Excel workbook or an archive, but it is broken or cut off and can’t be unpacked. ` +
      'Copy it here again, or open it elsewhere, save the sheet as CSV (UTF-8) and drop that here.',
  );
}
