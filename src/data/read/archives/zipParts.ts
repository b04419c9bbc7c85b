// The files within a document that is a zip, such as a workbook.

import type { Entry, FileEntry } from '@zip.js/zip.js';
import { watch } from '../bytes/byteSource';
import { zipDirectory } from './zipMembers';

export class ZipParts {
  private readonly parts: ReadonlyMap<string, FileEntry>;

  constructor(entries: Entry[]) {
    this.parts = new Map(entries.flatMap((entry) => (entry.directory ? [] : [[entry.filename, entry]])));
  }

  has(path: string): boolean {
    return this.parts.has(path);
  }

  /** What is in a part; nothing where there is none. */
  stream(path: string): ReadableStream<Uint8Array<ArrayBuffer>> {
    const part = this.parts.get(path);
    if (!part) return new Blob([]).stream();
    const { readable, writable } = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>();
    const failed = new Promise<never>((_, reject) => {
      part.getData(writable, { useWebWorkers: false, checkSignature: true }).catch(reject);
    });
    // Awaited only while the stream is read.
    failed.catch(() => {});
    return watch(readable, { failed });
  }
}

/** @throws Error where it is no zip */
export const zipParts = async (file: Blob): Promise<ZipParts> => new ZipParts(await zipDirectory(file));
