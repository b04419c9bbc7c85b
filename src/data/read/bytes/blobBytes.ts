// Stretches of a file, read when they are asked for: of a model of half a gigabyte no copy is held beside the one that
// computes.

import type { ByteFile } from '../../../domain/byteFile';
import { Failure } from '../../../domain/failures';

/** A file's bytes, read anew each time. Only in workers: reading waits for the disk. */
export function blobBytes(blob: Blob): ByteFile {
  const reader = new FileReaderSync();
  return {
    size: blob.size,
    read(start, end) {
      try {
        return new Uint8Array(reader.readAsArrayBuffer(blob.slice(start, end)));
      } catch (cause) {
        throw new Failure(
          'ModelMissing',
          'A file of the model can no longer be read: it was changed, moved or deleted. Reload the page; if that does not help, add the model again.',
          { cause },
        );
      }
    },
  };
}
