import { downloadZip } from 'client-zip';

/** A file of an archive. Its parts are written one after another, and need not exist before their turn. */
export interface ArchiveFile {
  name: string;
  content: string | Blob | Iterable<Uint8Array<ArrayBuffer>>;
}

/** A zip of files. Not compressed: weights hardly shrink, and every reader is quick with it. */
export function zip(files: ArchiveFile[], modified: Date): Promise<Blob> {
  return downloadZip(
    files.map(({ name, content }) => ({
      name,
      lastModified: modified,
      input: typeof content === 'string' || content instanceof Blob ? content : new Blob([...content]),
    })),
  ).blob();
}

/** Bytes that are gathered in memory before they are handed to the browser, which may keep them on disk. */
const gatheredBytes = 16 * 2 ** 20;

/**
 * A file's content as a Blob, without ever holding all of it: parts are read, handed over and forgotten.
 *
 * @param onBytes called after each stretch with the bytes so far; may wait, and may throw to stop
 */
export async function writeBlob(
  content: Iterable<Uint8Array<ArrayBuffer>>,
  onBytes: (done: number) => void | Promise<void> = () => {},
): Promise<Blob> {
  const written: Blob[] = [];
  let pending: Uint8Array<ArrayBuffer>[] = [];
  let [done, gathered] = [0, 0];
  for (const part of content) {
    pending.push(part);
    gathered += part.byteLength;
    if (gathered < gatheredBytes) continue;
    written.push(new Blob(pending));
    done += gathered;
    [pending, gathered] = [[], 0];
    await onBytes(done);
  }
  written.push(new Blob(pending));
  await onBytes(done + gathered);
  return new Blob(written);
}
