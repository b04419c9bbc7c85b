// LZ4 frames, as Arrow packs its buffers.
// https://github.com/lz4/lz4/blob/dev/doc/lz4_Frame_format.md, lz4_Block_format.md

const magic = 0x184d2204;
const largestBlocks = [64 << 10, 256 << 10, 1 << 20, 4 << 20];

/**
 * What a frame holds. Checksums are not checked.
 *
 * @throws RangeError where it is broken
 */
export function lz4Frame(bytes: Uint8Array): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(0, true) !== magic) throw new RangeError('No LZ4 frame.');
  const flags = view.getUint8(4);
  const largestBlock = largestBlocks[((view.getUint8(5) >> 4) & 7) - 4] ?? 0;
  const blockChecksum = flags & 0x10 ? 4 : 0;
  // Behind flags and largest block: the length of the content, the number of a dictionary, a checksum.
  let at = 6 + (flags & 0x08 ? 8 : 0) + (flags & 0x01 ? 4 : 0) + 1;
  const output = new GrowingBytes();
  for (;;) {
    const head = view.getUint32(at, true);
    at += 4;
    if (head === 0) return output.taken();
    const length = head & 0x7fffffff;
    if (at + length > bytes.length) throw new RangeError('An LZ4 block is cut off.');
    const block = bytes.subarray(at, at + length);
    output.reserve(largestBlock);
    if (head >>> 31) output.append(block, 0, length);
    else unpackBlock(block, output);
    at += length + blockChecksum;
  }
}

/** Sequences of literals and of a copy of what came before, in earlier blocks too. */
function unpackBlock(block: Uint8Array, output: GrowingBytes): void {
  let at = 0;
  const lengthFrom = (nibble: number) => {
    let length = nibble;
    if (nibble < 15) return length;
    for (;;) {
      const more = block[at++];
      if (more === undefined) throw new RangeError('An LZ4 block is cut off.');
      length += more;
      if (more < 255) return length;
    }
  };
  while (at < block.length) {
    const token = block[at++] ?? 0;
    const literals = lengthFrom(token >> 4);
    output.append(block, at, at + literals);
    at += literals;
    if (at >= block.length) return;
    const distance = (block[at] ?? 0) | ((block[at + 1] ?? 0) << 8);
    at += 2;
    output.repeat(distance, lengthFrom(token & 15) + 4);
  }
}

class GrowingBytes {
  private bytes = new Uint8Array(0);
  private length = 0;

  /** Makes room for so many more bytes. */
  reserve(more: number): void {
    const needed = this.length + more;
    if (needed <= this.bytes.length) return;
    const grown = new Uint8Array(Math.max(needed, this.bytes.length * 2));
    grown.set(this.bytes.subarray(0, this.length));
    this.bytes = grown;
  }

  append(from: Uint8Array, start: number, end: number): void {
    if (end > from.length) throw new RangeError('An LZ4 block is cut off.');
    this.bytes.set(from.subarray(start, end), this.length);
    this.length += end - start;
  }

  /** Copies what lies so far back; it may reach into the copy itself. */
  repeat(distance: number, count: number): void {
    const start = this.length - distance;
    if (distance === 0 || start < 0 || this.length + count > this.bytes.length)
      throw new RangeError('An LZ4 block is broken.');
    for (let index = 0; index < count; index++) this.bytes[this.length + index] = this.bytes[start + index] ?? 0;
    this.length += count;
  }

  taken(): Uint8Array {
    return this.bytes.subarray(0, this.length);
  }
}
