// A file's bytes as a stream.

/**
 * The bytes of a file, piece by piece. Stopped by the signal, it throws the signal's reason.
 *
 * A reader and not `for await`, which Safari's streams do not all know.
 */
export async function* readBytes(file: Blob, signal?: AbortSignal): AsyncGenerator<Uint8Array> {
  const reader = file.stream().getReader();
  try {
    for (;;) {
      signal?.throwIfAborted();
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel();
  }
}
