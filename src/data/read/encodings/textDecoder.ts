// Bytes as text in any encoding that can be chosen: TextDecoder's, and the few things that it leaves out.

/** As a `TextDecoder` decodes a stream. */
export interface StreamDecoder {
  /** @throws TypeError where it is fatal and bytes are no text in the encoding */
  decode(bytes?: Uint8Array<ArrayBuffer>, options?: { stream?: boolean }): string;
}

/**
 * A decoder for one stream; marks of byte order at its beginning are left out, also where there are two.
 *
 * @param encoding a label of `TextDecoder`, `utf-32le` or `utf-32be`
 * @param fatal whether bytes that are no text in it throw; else they become U+FFFD
 */
export function textDecoder(encoding: string, fatal = false): StreamDecoder {
  const decoder = encoding.startsWith('utf-32')
    ? new Utf32Decoder(encoding === 'utf-32le', fatal)
    : new TextDecoder(encoding, { fatal });
  let hasBegun = false;
  return {
    decode(bytes, options) {
      const text = decoder.decode(bytes, options);
      // Vietnamese pages write a letter's tone after it.
      const composed = encoding === 'windows-1258' ? text.normalize('NFC') : text;
      if (hasBegun || composed === '') return composed;
      const unmarked = composed.replace(/^\uFEFF+/, '');
      hasBegun = unmarked !== '';
      return unmarked;
    },
  };
}

/** UTF-32, which browsers leave out. */
class Utf32Decoder implements StreamDecoder {
  private rest = new Uint8Array();

  constructor(
    private readonly littleEndian: boolean,
    private readonly fatal: boolean,
  ) {}

  decode(bytes = new Uint8Array(), { stream = false } = {}): string {
    const all = new Uint8Array([...this.rest, ...bytes]);
    const view = new DataView(all.buffer);
    const end = all.length - (all.length % 4);
    let text = '';
    for (let at = 0; at < end; at += 4) text += this.character(view.getUint32(at, this.littleEndian));
    this.rest = all.slice(end);
    if (stream || this.rest.length === 0) return text;
    this.rest = new Uint8Array();
    return text + this.character(-1);
  }

  private character(point: number): string {
    const isCharacter = point >= 0 && point <= 0x10ffff && (point < 0xd800 || point > 0xdfff);
    if (isCharacter) return String.fromCodePoint(point);
    if (this.fatal) throw new TypeError('The bytes are no UTF-32.');
    return '\uFFFD';
  }
}
