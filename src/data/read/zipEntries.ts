// The files in a zip.

import { Failure } from '../../domain/failures';

/** A named file, in a folder or not. */
export interface NamedFile {
  /** With forward slashes. */
  path: string;
  content: Blob;
}

const mostEntries = 1000;
/** What all files together may unpack to: no model that fits a browser is larger. */
const mostBytes = 4 * 2 ** 30;

/**
 * Some files in a zip.
 *
 * @param choose says by the paths of all files which are wanted
 * @throws Failure `ModelBroken` when it is no whole zip, encrypted, or unpacks to more than a model can be
 */
export async function zipEntries(zip: Blob, choose: (paths: string[]) => ReadonlySet<string>): Promise<NamedFile[]> {
  const { BlobReader, BlobWriter, configure, ZipReader } = await import('@zip.js/zip.js');
  // This is a worker already; the library's own would be scripts from blobs.
  configure({ useWebWorkers: false });
  const reader = new ZipReader(new BlobReader(zip));
  try {
    const entries = await reader.getEntries();
    if (entries.length > mostEntries) throw unusable(`it holds ${entries.length} files`);
    const files: NamedFile[] = [];
    const wanted = choose(entries.filter(({ directory }) => !directory).map(({ filename }) => filename));
    let total = 0;
    for (const entry of entries) {
      if (entry.directory || !wanted.has(entry.filename)) continue;
      if (entry.encrypted) throw unusable('it is protected by a password');
      total += entry.uncompressedSize;
      if (total > mostBytes) throw unusable('it unpacks to more than 4 GB');
      const content = await entry.getData(new BlobWriter(), { checkSignature: true });
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

function unusable(why: string): Failure {
  return new Failure(
    'ModelBroken',
    `This zip can’t be used: ${why}. Zip the folder of the model’s files again, or add the folder itself.`,
  );
}
