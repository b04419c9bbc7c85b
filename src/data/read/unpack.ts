// Files to tables: gzip and zip archives are opened, everything else is passed on as it is.

import type { Entry, FileEntry } from '@zip.js/zip.js';
import { Failure } from '../../domain/failures';
import { fileSource, firstBytes, watch, type ByteSource } from './byteSource';

export interface Unpacked {
  sources: ByteSource[];
  /** Members that can't be read, and why. */
  skipped: { name: string; reason: string }[];
  /** Whether the sources are what an archive holds: then any of them may be no table. */
  isArchive: boolean;
}

/** No table packs this well; what does is made to fill disks. */
const maxRatio = 400;
/** Below this, no ratio is a danger. */
const harmlessBytes = 100_000_000;
const maxMembers = 1000;
/** A workbook within an archive must be held whole. */
const maxHeldBytes = 400_000_000;

/**
 * What a file holds.
 *
 * @throws Failure `BrokenArchive`, `NotText`
 */
export async function unpack(name: string, file: Blob): Promise<Unpacked> {
  const plain = fileSource(name, file);
  const start = new Uint8Array(await file.slice(0, 4).arrayBuffer());
  if (isZip(start)) return unpackZip(plain, file);
  if (!isGzip(start)) return { sources: [plain], skipped: [], isArchive: false };
  return { ...(await unpackMember(gzipMember(plain))), isArchive: false };
}

const isZip = ([a, b, c, d]: Uint8Array) => a === 0x50 && b === 0x4b && c === 3 && d === 4;
const isGzip = ([a, b]: Uint8Array) => a === 0x1f && b === 0x8b;

/** What is in a gzip file or a zip's member: a table, or once more something packed. */
async function unpackMember(member: ByteSource): Promise<Omit<Unpacked, 'isArchive'>> {
  const { bytes } = await firstBytes(member, 512);
  if (new TextDecoder('latin1').decode(bytes.subarray(257, 262)) === 'ustar') {
    throw new Failure(
      'BrokenArchive',
      `“${member.name}” is a tar archive. Unpack it, and drop the tables in it here, together if they belong together.`,
    );
  }
  if (isGzip(bytes)) return unpackMember(gzipMember(member));
  if (!isZip(bytes)) return { sources: [member], skipped: [] };
  // A workbook is a zip, and a zip is read from its end.
  return unpackZip(member, await hold(member));
}

async function hold(member: ByteSource): Promise<Blob> {
  let length = 0;
  const stream = watch(member.open().stream, {
    onBytes(count) {
      length += count;
      if (length <= maxHeldBytes) return;
      throw new Failure(
        'BrokenArchive',
        `“${member.name}” is too large to be read within an archive. Unpack it, and drop it here by itself.`,
      );
    },
  });
  return new Response(stream).blob();
}

function gzipMember(packed: ByteSource): ByteSource {
  const name = packed.name.replace(/\.gz$/i, '');
  return {
    name,
    size: packed.size,
    open() {
      const { stream, bytesRead } = packed.open();
      const unpacked = watch(stream.pipeThrough(new DecompressionStream('gzip')), {
        onBytes: ratioGuard(packed.name, bytesRead),
        onError: () => brokenArchive(packed.name),
      });
      return { stream: unpacked, bytesRead };
    },
  };
}

/** Throws when what was unpacked is out of all proportion to what was packed. */
function ratioGuard(name: string, packedBytes: () => number): (length: number) => void {
  let unpacked = 0;
  return (length) => {
    unpacked += length;
    if (unpacked < harmlessBytes || unpacked < maxRatio * packedBytes()) return;
    throw new Failure(
      'BrokenArchive',
      `“${name}” unpacks to more than ${maxRatio} times its size, as no table does. If you trust it, unpack it yourself and drop what is in it here.`,
    );
  };
}

async function unpackZip(whole: ByteSource, file: Blob): Promise<Unpacked> {
  const { BlobReader, ZipReader } = await import('@zip.js/zip.js');
  const entries = await new ZipReader(new BlobReader(file), {
    useWebWorkers: false,
    checkOverlappingEntry: true,
  })
    .getEntries()
    .catch((): Entry[] => {
      throw brokenArchive(whole.name);
    });
  const names = new Set(entries.map(({ filename }) => filename));
  if (names.has('xl/workbook.xml')) return { sources: [whole], skipped: [], isArchive: false };
  refuseDocuments(names);
  const sources: ByteSource[] = [];
  const skipped: Unpacked['skipped'] = [];
  for (const entry of entries) {
    if (entry.directory || isHousekeeping(entry.filename)) continue;
    try {
      const member = await unpackMember(zipMember(entry));
      sources.push(...member.sources);
      skipped.push(...member.skipped);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      skipped.push({ name: entry.filename, reason: error.message });
    }
    if (sources.length > maxMembers) {
      throw new Failure(
        'BrokenArchive',
        `“${whole.name}” has more than ${maxMembers} files. Hone reads one text a row, not one a file: put them into one table.`,
      );
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

function zipMember(entry: FileEntry): ByteSource {
  const { filename: name, compressedSize: size } = entry;
  return {
    name,
    size,
    open() {
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
        onBytes: ratioGuard(name, () => Math.max(packedRead, 1)),
        onError: () => brokenArchive(name),
        failed,
      });
      return { stream, bytesRead: () => Math.min(packedRead, size) };
    },
  };
}

function brokenArchive(name: string): Failure {
  return new Failure(
    'BrokenArchive',
    `“${name}” looks like an Excel workbook or an archive, but it is broken or cut off and can’t be unpacked. ` +
      'Copy it here again, or open it elsewhere, save the sheet as CSV (UTF-8) and drop that here.',
  );
}
