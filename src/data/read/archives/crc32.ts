// The check sum of zip (ISO 3309).

const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

/** CRC-32 of bytes that come in pieces. */
export class Crc32 {
  private sum = -1;

  add(bytes: Uint8Array): void {
    let { sum } = this;
    for (let at = 0; at < bytes.length; at++) sum = (table[(sum ^ (bytes[at] ?? 0)) & 255] ?? 0) ^ (sum >>> 8);
    this.sum = sum;
  }

  /** Of all so far, without sign. */
  get value(): number {
    return ~this.sum >>> 0;
  }
}
