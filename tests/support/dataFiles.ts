// The files of tests/data. Labelled sets lie there packed; they are named without their `.gz`.

import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

/** The bytes of a file. */
export function readData(path: string): Buffer {
  const file = new URL(`../data/${path}`, import.meta.url);
  return existsSync(file) ? readFileSync(file) : gunzipSync(readFileSync(new URL(`${file.href}.gz`)));
}

/** The lines of a text file that have something in them. */
export const dataLines = (path: string): string[] =>
  readData(path)
    .toString()
    .split('\n')
    .filter((line) => line.trim() !== '');
