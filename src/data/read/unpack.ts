// Files to tables: gzip and zip archives are opened, everything else is passed on as it is.

import type { Entry, FileEntry } from '@zip.js/zip.js';
import { Failure } from '../../domain/failures';
import { archiveLimits } from '../../domain/limits';
import { count } from '../../words/numbers';
import { fileSource, firstBytes, watch, type ByteSource } from './byteSource';

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
  return { ...(await unpackMember(gzipMember(plain, budget), budget, 1)), isArchive: false };
}

/** What a file may hold: all of it together, however it is nested. */
class UnpackBudget {
  private members = 0;
  private unpacked = 0;
  /** Why no more is unpacked: where one file in it asks for too much, the others may too. */
  exceeded: Failure | null = null;

  constructor(
    private readonly name: string,
    private readonly packed: number,
  ) {}

  /** @throws Failure `BrokenArchive` */
  addMember(): void {
    if (++this.members <= archiveLimits.members) return;
    throw this.exceed(
      `“${this.name}” has more than ${count(archiveLimits.members)} files. Hone reads one text a row, not one a file: put them into one table.`,
    );
  }

  /** @throws Failure `BrokenArchive` @param nesting archives that something is in */
  checkNesting(nesting: number): void {
    if (nesting <= archiveLimits.nesting) return;
    throw this.exceed(
      `“${this.name}” has archives in archives, more than ${archiveLimits.nesting} deep. Unpack it yourself, and drop the tables in it here.`,
    );
  }

  /** A listener for each reading of one member, to what is unpacked; what is read again is counted once. */
  counter(): (packedBytes: () => number) => (length: number) => void {
    let most = 0;
    return (packedBytes) => {
      let own = 0;
      return (length) => {
        own += length;
        this.unpacked += Math.max(0, own - most);
        most = Math.max(most, own);
        if (isProportionate(own, packedBytes()) && isProportionate(this.unpacked, this.packed)) return;
        throw this.exceed(outOfProportion(this.name));
      };
    };
  }

  private exceed(message: string): Failure {
    this.exceeded = new Failure('BrokenArchive', message);
    return this.exceeded;
  }
}

export const isProportionate = (unpacked: number, packed: number) =>
  unpacked < archiveLimits.harmlessBytes || unpacked < archiveLimits.ratio * packed;

export const outOfProportion = (name: string) =>
  `“${name}” unpacks to far more than its size lets expect, as no table does. If you trust it, unpack it yourself and drop what is in it here.`;

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
  if (isGzip(bytes)) return unpackMember(gzipMember(member, budget), budget, nesting + 1);
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

function gzipMember(packed: ByteSource, budget: UnpackBudget): ByteSource {
  const name = packed.name.replace(/\.gz$/i, '');
  const counter = budget.counter();
  return {
    name,
    size: packed.size,
    open() {
      const { stream, bytesRead } = packed.open();
      const unpacked = watch(stream.pipeThrough(new DecompressionStream('gzip')), {
        onBytes: counter(bytesRead),
        onError: () => brokenArchive(packed.name),
      });
      return { stream: unpacked, bytesRead };
    },
  };
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

function brokenArchive(name: string): Failure {
  return new Failure(
    'BrokenArchive',
    `“${name}” looks like an Excel workbook or an archive, but it is broken or cut off and can’t be unpacked. ` +
      'Copy it here again, or open it elsewhere, save the sheet as CSV (UTF-8) and drop that here.',
  );
}
