// The files in a zip.

import type { FileEntry } from '@zip.js/zip.js';
import { Failure } from '../../../domain/failures';
import { archiveLimits } from '../../../domain/limits';
import { watch } from '../bytes/byteSource';

/** A named file, in a folder or not. */
export interface NamedFile {
  /** With forward slashes. */
  path: string;
  content: Blob;
}

/**
 * Some files in a zip.
 *
 * @param choose says by the paths of all files which are wanted
 * @throws Failure `ModelBroken` when it is no whole zip, encrypted, or unpacks to more than a model can be
 */
export async function zipEntries(zip: Blob, choose: (paths: string[]) => ReadonlySet<string>): Promise<NamedFile[]> {
  const { BlobReader, configure, ZipReader } = await import('@zip.js/zip.js');
  // This is a worker already; the library's own would be scripts from blobs.
  configure({ useWebWorkers: false });
  const reader = new ZipReader(new BlobReader(zip), { checkOverlappingEntry: true });
  try {
    const entries = await reader.getEntries();
    if (entries.length > archiveLimits.members) throw unusable(`it holds ${entries.length} files`);
    const files: NamedFile[] = [];
    const wanted = choose(entries.filter(({ directory }) => !directory).map(({ filename }) => filename));
    let total = 0;
    for (const entry of entries) {
      if (entry.directory || !wanted.has(entry.filename)) continue;
      if (entry.encrypted) throw unusable('it is protected by a password');
      total += entry.uncompressedSize;
      if (total > archiveLimits.modelBytes) throw unusable('it unpacks to more than 4 GB');
      const content = await unpacked(entry);
      if (content.size !== entry.uncompressedSize) throw unusable('a file in it is not whole');
      files.push({ path: entry.filename, content });
    }
    return files;
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw unusable('it is damaged or no zip');
  } finally {
    await reader.close();
  }
}

/** Of what the directory of a zip says of a size, nothing is believed: what comes out is counted. */
async function unpacked(entry: FileEntry): Promise<Blob> {
  const { readable, writable } = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>();
  const unpacking = entry.getData(writable, { checkSignature: true });
  const failed = new Promise<never>((_, reject) => void unpacking.catch(reject));
  failed.catch(() => {});
  let length = 0;
  const stream = watch(readable, {
    onBytes(count) {
      length += count;
      if (length > entry.uncompressedSize) throw unusable('a file in it is larger than it says');
    },
    failed,
  });
  return new Response(stream).blob();
}

function unusable(why: string): Failure {
  return new Failure(
    'ModelBroken',
    `This zip can’t be used: ${why}. Zip the folder of the model’s files again, or add the folder itself.`,
  );
}
