// Small parts of a large blob, one behind another: each asked for by itself takes a browser a millisecond.

const blockBytes = 2 ** 20;
/** Blocks that are kept: parts that are read at once may lie in several. */
const blocksKept = 8;

export class BlobWindow {
  private readonly blocks = new Map<number, Promise<Uint8Array<ArrayBuffer>>>();

  constructor(private readonly blob: Blob) {}

  /** The bytes from `start` on, fewer than `length` at the blob's end. */
  async bytes(start: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
    const first = Math.floor(start / blockBytes);
    const at = start - first * blockBytes;
    if (at + length <= blockBytes) return (await this.block(first)).subarray(at, at + length);
    return new Uint8Array(await this.blob.slice(start, start + length).arrayBuffer());
  }

  private block(index: number): Promise<Uint8Array<ArrayBuffer>> {
    const known = this.blocks.get(index);
    if (known) return known;
    const block = this.blob
      .slice(index * blockBytes, (index + 1) * blockBytes)
      .arrayBuffer()
      .then((buffer) => new Uint8Array(buffer));
    this.blocks.set(index, block);
    const [oldest] = this.blocks.keys();
    if (oldest !== undefined && this.blocks.size > blocksKept) this.blocks.delete(oldest);
    return block;
  }
}
