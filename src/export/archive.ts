import { downloadZip } from 'client-zip';

/** A file of an archive; parts are written one after another. */
export interface ArchiveFile {
  name: string;
  content: string | Uint8Array<ArrayBuffer>[];
}

/** A zip of files. Not compressed: weights hardly shrink, and every reader is quick with it. */
export function zip(files: ArchiveFile[], modified: Date): Promise<Blob> {
  return downloadZip(
    files.map(({ name, content }) => ({
      name,
      lastModified: modified,
      input: typeof content === 'string' ? content : new Blob(content),
    })),
  ).blob();
}
