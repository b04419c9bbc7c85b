// Length and hash of what is stored: disks lose bits, and a weight that is another is noticed by nobody.

import { createXXHash3, type IHasher } from 'hash-wasm';
import type { TensorValues } from '../domain/tensorValues';
import type { Checksum } from './schema';

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

/** What the checksum of named tensors is of: their names and shapes too. */
export function* piecesOfTensors(tensors: TensorValues): Generator<Piece> {
  for (const [name, { shape, values }] of tensors) {
    yield new TextEncoder().encode(`${name} ${shape.join()}`);
    yield values;
  }
}
