// A table of any size on disk, for `npm run bench:import`.

import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Rows that are written again and again, with another number each time. */
const texts = [
  '"A long review, with commas, of a thing that was bought: it came late and it was ""fine""',
  'Short and plain',
  '"Zwei Zeilen\nmit Umlauten: schöne Grüße, und ein Komma',
  'The battery lasts for two days and the screen is bright enough to be read outside',
  '"Not what I had hoped for, but the service was kind and gave the money back at once',
];
const labels = ['positive', 'neutral', 'negative'];

/** Within the project: from elsewhere vitest hands no files to a page. */
const folder = resolve('test-results/large-table');

/** Writes a CSV of about so many bytes; gives its path. */
export function writeLargeTable(_context: unknown, bytes: number): string {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, 'large.csv');
  const file = openSync(path, 'w');
  let written = writeSync(file, 'text,label,id\n');
  for (let row = 0; written < bytes;) {
    let piece = '';
    for (const end = row + 20_000; row < end; row++) {
      const text = texts[row % texts.length] ?? '';
      const closing = text.startsWith('"') ? '"' : '';
      piece += `${text} ${row}${closing},${labels[row % labels.length]},${row}\n`;
    }
    written += writeSync(file, piece);
  }
  closeSync(file);
  return path;
}

export function deleteLargeTable(): void {
  rmSync(folder, { recursive: true, force: true });
}
