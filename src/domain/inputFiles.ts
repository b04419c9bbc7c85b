// What a person hands in to be read as a table.

/** A folder with the files in it and below, or several that were handed in together. */
export interface InputFolder {
  name: string;
  /** Of all its files together, in bytes. */
  size: number;
  /** Paths begin with the folder's own name. */
  files: { path: string; content: File }[];
}

export type InputFile = File | InputFolder;
