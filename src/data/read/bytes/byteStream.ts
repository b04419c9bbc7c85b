// Bytes as they come.

/** The pieces of a stream. A reader and not `for await`: Safari's streams are no async iterables. */
export async function* readBytes(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const reader = stream.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel();
  }
}

/** What is generated, as a stream; more is asked for only when it is read. */
export function streamOf(
  parts: AsyncGenerator<Uint8Array<ArrayBuffer>, undefined>,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  return new ReadableStream<Uint8Array<ArrayBuffer>>(
    {
      async pull(controller) {
        const { done, value } = await parts.next();
        if (done) controller.close();
        else controller.enqueue(value);
      },
      async cancel() {
        await parts.return(undefined);
      },
    },
    { highWaterMark: 0 },
  );
}

/** The whole body of a response. `onBytes` hears how many bytes are here. */
export async function readBody(response: Response, onBytes: (done: number) => void): Promise<ArrayBuffer> {
  if (!response.body) return response.arrayBuffer();
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let done = 0;
  for await (const part of readBytes(response.body)) {
    parts.push(part);
    done += part.length;
    onBytes(done);
  }
  return new Blob(parts).arrayBuffer();
}
