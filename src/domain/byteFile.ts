/** A file of which stretches are read. */
export interface ByteFile {
  readonly size: number;
  /** The bytes from `start` to before `end`. */
  read(start: number, end: number): Uint8Array<ArrayBuffer>;
}
