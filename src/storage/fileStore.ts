// What a place for large files offers. `files.ts` chooses one.

/** A file that grows at its end, so that a cut leaves what came before it. */
export interface GrowingFile {
  /** Bytes so far. */
  readonly size: number;
  append(bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  empty(): Promise<void>;
  /** Keeps what was appended last, and lets others open the file. */
  close(): Promise<void>;
}

/** Pieces of a file, one after another. */
export type Pieces = AsyncIterable<ArrayBufferView<ArrayBuffer>>;

/** A way to keep files. A path has its folders in front, as `models/<id>/config.json` does. */
export interface FileStore {
  write(path: string, pieces: Pieces): Promise<void>;
  read(path: string): Promise<Blob | undefined>;
  open(path: string): Promise<GrowingFile>;
  remove(path: string): Promise<void>;
  list(folder: string): Promise<string[]>;
}
