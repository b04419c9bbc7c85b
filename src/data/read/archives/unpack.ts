// Files to tables: folders, zip, tar and gzip archives are opened, everything else is passed on as it is.

import { Failure } from '../../../domain/failures';
import type { InputFile } from '../../../domain/inputFiles';
import { archiveLimits } from '../../../domain/limits';
import { fileSource, firstBytes, watch, type ByteSource } from '../bytes/byteSource';
import { readBytes, streamOf } from '../bytes/byteStream';
import { gzipMembers } from './gzipMembers';
import { isTar, tarMembers } from './tarMembers';
import { textLayout } from '../textFiles/textFolders';
import { isProportionate, UnpackBudget } from './unpackBudget';
import { brokenArchive, zipMembers } from './zipMembers';

export interface Unpacked {
  sources: ByteSource[];
  /** Members that can't be read, and why. */
  skipped: { name: string; reason: string }[];
  /** Whether the sources are what an archive or a folder holds: then any of them may be no table. */
  isArchive: boolean;
}

/** A file of an archive, not yet looked into. */
interface Member {
  name: string;
  source: () => ByteSource;
}

/**
 * What a file or a folder holds.
 *
 * @throws Failure `BrokenArchive`, `NoRows`, `NotText`
 */
export async function unpack(input: InputFile): Promise<Unpacked> {
  const { name } = input;
  const budget = new UnpackBudget(name, input.size);
  if ('files' in input) {
    const files = input.files.toSorted((a, b) => byPath.compare(a.path, b.path));
    const members = files.map(({ path, content }) => ({ name: path, source: () => fileSource(path, content) }));
    for (const _ of members) budget.addMember();
    return unpackMembers(name, members, budget, 0);
  }
  return unpackMember(fileSource(name, input), budget, 0, input);
}

/** `2.txt` before `10.txt`. */
const byPath = new Intl.Collator('en', { numeric: true });

const isZip = ([a, b, c, d]: Uint8Array) => a === 0x50 && b === 0x4b && ((c === 3 && d === 4) || (c === 5 && d === 6));
const isGzip = ([a, b]: Uint8Array) => a === 0x1f && b === 0x8b;

/**
 * What is in a file: a table, or something packed.
 *
 * @param nesting archives that it is in
 * @param whole the file, where it need not be held for that
 */
async function unpackMember(
  member: ByteSource,
  budget: UnpackBudget,
  nesting: number,
  whole?: Blob,
): Promise<Unpacked> {
  const { bytes } = await firstBytes(member, 512);
  // A workbook is a zip, and a zip is read from its end.
  if (isZip(bytes)) return unpackZip(member, whole ?? (await hold(member)), budget, nesting + 1);
  if (isTar(bytes)) return unpackTar(member, whole ?? (await hold(member)), budget, nesting + 1);
  if (!isGzip(bytes)) return { sources: [member], skipped: [], isArchive: false };
  budget.checkNesting(nesting + 1);
  return unpackMember(await gzipMember(member, whole ?? (await hold(member)), budget), budget, nesting + 1);
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
  const name = packed.name.replace(/\.gz$/i, '').replace(/\.tgz$/i, '.tar');
  const counter = budget.counter();
  const members = await gzipMembers(file, isProportionate);
  return {
    name,
    size: packed.size,
    open() {
      let bytesRead = 0;
      const parts = unpackedParts(members, (length) => (bytesRead += length));
      const unpacked = watch(streamOf(parts), {
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

async function unpackTar(whole: ByteSource, file: Blob, budget: UnpackBudget, nesting: number): Promise<Unpacked> {
  budget.checkNesting(nesting);
  const members = await tarMembers(whole.name, file, budget);
  return unpackMembers(whole.name, members, budget, nesting);
}

async function unpackZip(whole: ByteSource, file: Blob, budget: UnpackBudget, nesting: number): Promise<Unpacked> {
  budget.checkNesting(nesting);
  const members = await zipMembers(whole.name, file, budget);
  const names = new Set(members.map(({ name }) => name));
  if (names.has('xl/workbook.xml') || (names.has('content.xml') && names.has('META-INF/manifest.xml'))) {
    return { sources: [whole], skipped: [], isArchive: false };
  }
  refuseDocuments(names);
  return unpackMembers(whole.name, members, budget, nesting);
}

function refuseDocuments(names: Set<string>): void {
  const isDocument = names.has('[Content_Types].xml') || names.has('META-INF/manifest.xml');
  if (!isDocument) return;
  throw new Failure(
    'NotText',
    'This looks like an office document that Hone does not read (of workbooks it reads .xlsx, .xls and .ods). Open it, save the sheet as .xlsx or CSV (UTF-8) and drop that here.',
  );
}

/** What systems put beside the files that a person packed. */
const isHousekeeping = (path: string) => /(^|\/)(__MACOSX\/|\.|Thumbs\.db$|desktop\.ini$)/.test(path);

/** What is in the files of an archive or a folder. Texts in folders are not looked into: there may be 50,000. */
async function unpackMembers(
  name: string,
  members: Member[],
  budget: UnpackBudget,
  nesting: number,
): Promise<Unpacked> {
  const own = members.filter((member) => !isHousekeeping(member.name));
  const sources: ByteSource[] = [];
  const skipped: Unpacked['skipped'] = [];
  if (textLayout(own.map((member) => member.name))) {
    return { sources: own.map(({ source }) => source()), skipped, isArchive: true };
  }
  for (const member of own) {
    budget.addTable();
    try {
      const unpacked = await unpackMember(member.source(), budget, nesting);
      sources.push(...unpacked.sources);
      skipped.push(...unpacked.skipped);
    } catch (error) {
      if (budget.exceeded) throw budget.exceeded;
      if (!(error instanceof Failure)) throw error;
      skipped.push({ name: member.name, reason: error.message });
    }
  }
  if (sources.length > 0) return { sources, skipped, isArchive: true };
  throw new Failure('NoRows', skipped[0]?.reason ?? `“${name}” has no files in it. Choose one with a table.`);
}
