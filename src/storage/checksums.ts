// Length and hash of what is stored: disks lose bits, and a weight that is another is noticed by nobody.

import { createXXHash3, type IHasher } from 'hash-wasm';
import type { Checksum, Sealed } from './schema';

type Piece = Pick<Uint8Array, 'buffer' | 'byteOffset' | 'byteLength'>;

/** Takes what is stored piece by piece; `of` gives the checksum of all. */
export class ChecksumWriter {
  private bytes = 0;

  private constructor(private readonly hasher: IHasher) {
    hasher.init();
  }

  static async start(): Promise<ChecksumWriter> {
    return new ChecksumWriter(await createXXHash3());
  }

  add({ buffer, byteOffset, byteLength }: Piece): void {
    // The hash goes through WebAssembly's memory in small pieces by itself.
    this.hasher.update(new Uint8Array(buffer, byteOffset, byteLength));
    this.bytes += byteLength;
  }

  finish(): Checksum {
    return { bytes: this.bytes, hash: this.hasher.digest('hex') };
  }
}

/** The checksum of some arrays, one after another. */
export async function checksumOf(pieces: Iterable<Piece>): Promise<Checksum> {
  const writer = await ChecksumWriter.start();
  for (const piece of pieces) writer.add(piece);
  return writer.finish();
}

/** Whether some arrays are what they were when they were stored. */
export async function isUndamaged(pieces: Iterable<Piece>, stored: Checksum | undefined): Promise<boolean> {
  const { bytes, hash } = await checksumOf(pieces);
  return bytes === stored?.bytes && hash === stored.hash;
}

/** A record with its checksum in it. */
export async function sealed<T extends object>(record: T): Promise<Sealed<T>> {
  return { ...record, checksum: await checksumOf(piecesOf(record)) };
}

/** A record as it was sealed; `undefined` when it is damaged. */
export async function unsealed<T extends object>({
  checksum,
  ...record
}: Sealed<T>): Promise<Omit<Sealed<T>, 'checksum'> | undefined> {
  return (await isUndamaged(piecesOf(record), checksum)) ? record : undefined;
}

/** Strings that are encoded at once: each call has its price, and all of them may be too much. */
const stringsPerPiece = 4096;

/** What the checksum of a record is of: its names and values in their order, those of arrays and maps in it too. */
export function* piecesOf(value: unknown): Generator<Piece> {
  const encoder = new TextEncoder();
  if (ArrayBuffer.isView(value)) yield value;
  else if (value instanceof Map) yield* piecesOf([...value]);
  else if (isStrings(value)) {
    yield Uint32Array.from(value, ({ length }) => length);
    for (let start = 0; start < value.length; start += stringsPerPiece) {
      yield encoder.encode(value.slice(start, start + stringsPerPiece).join(''));
    }
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, own] of Object.entries(value)) {
      yield encoder.encode(name);
      yield* piecesOf(own);
    }
  } else yield encoder.encode(`${typeof value} ${String(value)}`);
}

function isStrings(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((own) => typeof own === 'string');
}
