// Where the bytes of one table come from: a file, or what is packed in one.

import { Failure } from '../../../domain/failures';

export interface ByteSource {
  name: string;
  /** Bytes as they are stored, so packed where they are packed. */
  size: number;
  /** The bytes as they lie, where they are not packed. */
  file?: Blob;
  open(): OpenBytes;
  /** All bytes at once, of a small file: a stream takes longer than they do. */
  whole?: () => Promise<Uint8Array<ArrayBuffer>>;
}

/** Larger files are read as streams. */
export const wholeBytes = 2 ** 20;

export interface OpenBytes {
  stream: ReadableStream<Uint8Array<ArrayBuffer>>;
  /** How many of the source's `size` bytes are behind what was read. */
  bytesRead: () => number;
}

/** A file as it lies. */
export function fileSource(name: string, file: Blob): ByteSource {
  return {
    name,
    size: file.size,
    file,
    open() {
      let bytesRead = 0;
      const stream = watch(file.stream(), { onBytes: (length) => void (bytesRead += length) });
      return { stream, bytesRead: () => bytesRead };
    },
    ...(file.size <= wholeBytes && { whole: async () => new Uint8Array(await file.arrayBuffer()) }),
  };
}

/** The first bytes, at most `count`, and whether they are all. */
export async function firstBytes(
  source: ByteSource,
  count: number,
): Promise<{ bytes: Uint8Array<ArrayBuffer>; isWhole: boolean }> {
  const reader = source.open().stream.getReader();
  const bytes = new Uint8Array(count);
  let length = 0;
  try {
    while (length < count) {
      const { done, value } = await reader.read();
      if (done) return { bytes: bytes.slice(0, length), isWhole: true };
      const part = value.subarray(0, count - length);
      bytes.set(part, length);
      length += part.length;
      if (part.length < value.length) return { bytes, isWhole: false };
    }
    return { bytes, isWhole: (await reader.read()).done };
  } finally {
    // What breaks off here was not asked for.
    await reader.cancel().catch(() => {});
  }
}

interface Watcher {
  /** Hears of each piece; may throw. */
  onBytes?: (length: number) => void;
  /** What an error of the stream is for the user. */
  onError?: (error: unknown) => unknown;
  /** Rejects when what fills the stream fails. */
  failed?: Promise<never>;
}

/** The same stream, watched. */
export function watch(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
  { onBytes, onError = (error) => error, failed }: Watcher,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const reader = stream.getReader();
  return new ReadableStream<Uint8Array<ArrayBuffer>>(
    {
      async pull(controller) {
        try {
          const { done, value } = await (failed ? Promise.race([reader.read(), failed]) : reader.read());
          if (done) return controller.close();
          onBytes?.(value.length);
          controller.enqueue(value);
        } catch (error) {
          reader.cancel(error).catch(() => {});
          controller.error(error instanceof Failure ? error : onError(error));
        }
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  );
}
