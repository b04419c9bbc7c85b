// Files to tables: gzip and zip archives are opened, everything else is passed on as it is.

import type { Entry, FileEntry } from '@zip.js/zip.js';
import { Failure } from '../../domain/failures';
import { archiveLimits } from '../../domain/limits';
import { fileSource, firstBytes, watch, type ByteSource } from './byteSource';
import { readBytes } from './byteStream';
import { gzipMembers } from './gzipMembers';
import { isProportionate, UnpackBudget } from './unpackBudget';

export interface Unpacked {
  sources: ByteSource[];
  /** Members that can't be read, and why. */
  skipped: { name: string; reason: string }[];
  /** Whether the sources are what an archive holds: then any of them may be no table. */
  isArchive: boolean;
}

/**
 * What a file holds.
 *
 * @throws Failure `BrokenArchive`, `NotText`
 */
export async function unpack(name: string, file: Blob): Promise<Unpacked> {
  const plain = fileSource(name, file);
  const start = new Uint8Array(await file.slice(0, 4).arrayBuffer());
  const budget = new UnpackBudget(name, file.size);
  if (isZip(start)) return unpackZip(plain, file, budget, 1);
  if (!isGzip(start)) return { sources: [plain], skipped: [], isArchive: false };
  return { ...(await unpackMember(await gzipMember(plain, file, budget), budget, 1)), isArchive: false };
}

const isZip = ([a, b, c, d]: Uint8Array) => a === 0x50 && b === 0x4b && c === 3 && d === 4;
const isGzip = ([a, b]: Uint8Array) => a === 0x1f && b === 0x8b;

/** What is in a gzip file or a zip's member: a table, or once more something packed. */
async function unpackMember(
  member: ByteSource,
  budget: UnpackBudget,
  nesting: number,
): Promise<Omit<Unpacked, 'isArchive'>> {
  budget.checkNesting(nesting);
  const { bytes } = await firstBytes(member, 512);
  if (new TextDecoder('latin1').decode(bytes.subarray(257, 262)) === 'ustar') {
    throw new Failure(
      'BrokenArchive',
      `“${member.name}” is a tar archive. Unpack it, and drop the tables in it here, together if they belong together.`,
    );
  }
  if (isGzip(bytes)) return unpackMember(await gzipMember(member, await hold(member), budget), budget, nesting + 1);
  if (!isZip(bytes)) return { sources: [member], skipped: [] };
  // A workbook is a zip, and a zip is read from its end.
  return unpackZip(member, await hold(member), budget, nesting + 1);
}

async function hold(member: ByteSource): Promise<Blob> {
  let length = 0;
  const stream = watch(member.open().stream, {
    onBytes(count) {
      length += count;
      if (length <= archiveLimits.heldBytes) return;
      throw new Failure(
        'BrokenArchive',
        `“${member.name}” is too large to be read within an archive. Unpack it, and drop it here by itself.`,
      );
    },
  });
  return new Response(stream).blob();
}

async function gzipMember(packed: ByteSource, file: Blob, budget: UnpackBudget): Promise<ByteSource> {
  const name = packed.name.replace(/\.gz$/i, '');
  const counter = budget.counter();
  const members = await gzipMembers(file, isProportionate);
  return {
    name,
    size: packed.size,
    open() {
      let bytesRead = 0;
      const parts = unpackedParts(members, (length) => (bytesRead += length));
      const stream = new ReadableStream<Uint8Array<ArrayBuffer>>(
        {
          async pull(controller) {
            const { done, value } = await parts.next();
            if (done) controller.close();
            else controller.enqueue(value);
          },
          async cancel() {
            await parts.return(undefined);
          },
        },
        { highWaterMark: 0 },
      );
      const unpacked = watch(stream, {
        onBytes: counter(() => bytesRead),
        onError: () => brokenArchive(packed.name),
      });
      return { stream: unpacked, bytesRead: () => bytesRead };
    },
  };
}

/** What is in the members of a gzip file, one after another. */
async function* unpackedParts(
  members: Blob[],
  onRead: (length: number) => void,
): AsyncGenerator<Uint8Array<ArrayBuffer>, undefined> {
  for (const member of members) {
    const packed = watch(member.stream(), { onBytes: onRead });
    yield* readBytes(packed.pipeThrough(new DecompressionStream('gzip')));
  }
}

/** What a zip says that is in it. */
export async function zipDirectory(file: Blob): Promise<Entry[]> {
  const { BlobReader, ZipReader } = await import('@zip.js/zip.js');
  return new ZipReader(new BlobReader(file), { useWebWorkers: false, checkOverlappingEntry: true }).getEntries();
}

async function unpackZip(whole: ByteSource, file: Blob, budget: UnpackBudget, nesting: number): Promise<Unpacked> {
  const entries = await zipDirectory(file).catch((): Entry[] => {
    throw brokenArchive(whole.name);
  });
  const names = new Set(entries.map(({ filename }) => filename));
  if (names.has('xl/workbook.xml')) return { sources: [whole], skipped: [], isArchive: false };
  refuseDocuments(names);
  const sources: ByteSource[] = [];
  const skipped: Unpacked['skipped'] = [];
  for (const entry of entries) {
    if (entry.directory || isHousekeeping(entry.filename)) continue;
    budget.addMember();
    try {
      const member = await unpackMember(zipMember(entry, budget), budget, nesting);
      sources.push(...member.sources);
      skipped.push(...member.skipped);
    } catch (error) {
      if (budget.exceeded) throw budget.exceeded;
      if (!(error instanceof Failure)) throw error;
      skipped.push({ name: entry.filename, reason: error.message });
    }
  }
  if (sources.length > 0) return { sources, skipped, isArchive: true };
  throw new Failure('NoRows', skipped[0]?.reason ?? `“${whole.name}” has no files in it. Choose one with a table.`);
}

function refuseDocuments(names: Set<string>): void {
  const isDocument = names.has('[Content_Types].xml') || names.has('META-INF/manifest.xml');
  if (!isDocument) return;
  throw new Failure(
    'NotText',
    'This looks like an office document that Hone does not read (of workbooks it reads .xlsx). Open it, save the sheet as .xlsx or CSV (UTF-8) and drop that here.',
  );
}

/** What systems put beside the files that a person packed. */
const isHousekeeping = (path: string) => /(^|\/)(__MACOSX\/|\.|Thumbs\.db$|desktop\.ini$)/.test(path);

function zipMember(entry: FileEntry, budget: UnpackBudget): ByteSource {
  const { filename: name, compressedSize: size } = entry;
  const counter = budget.counter();
  return {
    name,
    size,
    open() {
      refuseMethod(entry);
      if (entry.encrypted) {
        throw new Failure(
          'BrokenArchive',
          `“${name}” is locked with a password. Unpack it yourself and drop what is in it here.`,
        );
      }
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
function refuseMethod({ filename, compressionMethod: method, encrypted }: FileEntry): void {
  if (encrypted || method === 0 || method === 8) return;
  throw new Failure(
    'BrokenArchive',
    `“${filename}” is packed with ${otherMethods.get(method) ?? `method ${method}`}, which browsers can’t unpack. ` +
      'Unpack it yourself and drop what is in it here.',
  );
}

function brokenArchive(name: string): Failure {
  return new Failure(
    'BrokenArchive',
    `“${name}” looks like an Excel workbook or an archive, but it is broken or cut off and can’t be unpacked. ` +
      'Copy it here again, or open it elsewhere, save the sheet as CSV (UTF-8) and drop that here.',
  );
}
