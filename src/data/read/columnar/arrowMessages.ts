// The messages of an Arrow stream or file (Feather 2 is such a file), one by one, so that no file must be held whole.
// https://arrow.apache.org/docs/format/Columnar.html#serialization-and-interprocess-communication-ipc

import { checkMessage } from './arrowBounds';
import { readBytes } from '../bytes/byteStream';

export interface ArrowMessage {
  kind: 'schema' | 'dictionary' | 'rows' | 'other';
  /** With what stands before it, as it is in the file. */
  bytes: Uint8Array<ArrayBuffer>;
}

const magic = 'ARROW1';
/** The magic word is filled up to eight bytes. */
const magicBytes = 8;
/** Stands before the length of each message since version 0.15. */
const continuation = 0xffffffff;
const kinds = ['other', 'schema', 'dictionary', 'rows'] as const;

/** Whether a file is Arrow, by its beginning: of a stream, its first message. */
export function isArrow(bytes: Uint8Array): boolean {
  if (String.fromCharCode(...bytes.subarray(0, magic.length)) === magic) return true;
  if (bytes.length < 16) return false;
  const view = new DataView(bytes.buffer, bytes.byteOffset, 8);
  const length = view.getUint32(4, true);
  return view.getUint32(0, true) === continuation && length > 0 && length % 8 === 0 && length < 2 ** 24;
}

/**
 * The messages up to the end of the stream; a file's index of them is not needed.
 *
 * @param mostBytes of one message
 * @throws RangeError where the stream ends within a message, or one is longer
 */
export async function* arrowMessages(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
  mostBytes: number,
): AsyncGenerator<ArrowMessage> {
  const queue = new ByteQueue(readBytes(stream));
  try {
    let head = await queue.take(magicBytes);
    if (String.fromCharCode(...head.subarray(0, magic.length)) === magic) head = await queue.take(magicBytes);
    for (;;) {
      const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
      // Before version 0.15 a message began with its length, and four bytes of it have been taken.
      const isOld = view.getUint32(0, true) !== continuation;
      const length = view.getUint32(isOld ? 0 : 4, true);
      if (length === 0) return;
      if (length > mostBytes) throw new RangeError('A message is too long.');
      const metadata = await queue.take(length - (isOld ? 4 : 0));
      const described = joined(isOld ? [head.subarray(4), metadata] : [metadata]);
      const { kind, bodyLength } = describe(described);
      if (bodyLength > mostBytes) throw new RangeError('A message is too long.');
      checkMessage(described, bodyLength);
      yield { kind, bytes: joined([head, metadata, await queue.take(bodyLength)]) };
      if (await queue.isAtEnd()) return;
      head = await queue.take(magicBytes);
    }
  } finally {
    await queue.close();
  }
}

/** What a message is, by its table: field 1 is its kind, field 3 the length of its body (Message.fbs). */
function describe(metadata: Uint8Array): { kind: ArrowMessage['kind']; bodyLength: number } {
  const view = new DataView(metadata.buffer, metadata.byteOffset, metadata.byteLength);
  const table = view.getUint32(0, true);
  const fields = table - view.getInt32(table, true);
  const fieldsLength = view.getUint16(fields, true);
  const offsetOf = (field: number) => (4 + 2 * field < fieldsLength ? view.getUint16(fields + 4 + 2 * field, true) : 0);
  const kind = offsetOf(1) > 0 ? view.getUint8(table + offsetOf(1)) : 0;
  const bodyLength = offsetOf(3) > 0 ? Number(view.getBigInt64(table + offsetOf(3), true)) : 0;
  return { kind: kinds[kind] ?? 'other', bodyLength };
}

export function joined(parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Bytes in the lengths that are asked for. */
class ByteQueue {
  private parts: Uint8Array<ArrayBuffer>[] = [];
  private length = 0;

  constructor(private readonly source: AsyncGenerator<Uint8Array<ArrayBuffer>>) {}

  async isAtEnd(): Promise<boolean> {
    return this.length === 0 && !(await this.more());
  }

  async take(count: number): Promise<Uint8Array<ArrayBuffer>> {
    if (!(count >= 0)) throw new RangeError('A length is below zero.');
    while (this.length < count) if (!(await this.more())) throw new RangeError('It ends within a message.');
    const taken = new Uint8Array(count);
    let at = 0;
    while (at < count) {
      const [first] = this.parts;
      if (!first) break;
      const part = first.subarray(0, count - at);
      taken.set(part, at);
      at += part.length;
      if (part.length === first.length) this.parts.shift();
      else this.parts[0] = first.subarray(part.length);
    }
    this.length -= count;
    return taken;
  }

  async close(): Promise<void> {
    await this.source.return(undefined);
  }

  private async more(): Promise<boolean> {
    const { done, value } = await this.source.next();
    if (done) return false;
    this.parts.push(value);
    this.length += value.length;
    return true;
  }
}
