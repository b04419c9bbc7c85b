// What a first visit costs, in bytes.

import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { gzipSync } from 'node:zlib';

/** What script and style may take before the page can be used, in bytes, gzip. */
const firstVisitBudget = 120_000;

/** A file with its size in bytes, gzip. */
export interface SizedFile {
  path: string;
  gzip: number;
}

/** A file that is kept for offline use, with its sizes in bytes. */
export interface KeptFile {
  group: string;
  size: number;
  gzip: number;
}

/** A file's size in bytes, as it is and packed. */
export function sizeOf(path: string): { size: number; gzip: number } {
  const bytes = readFileSync(path);
  return { size: bytes.length, gzip: gzipSync(bytes).length };
}

/** `import … from "./x.js"`, `import "./x.js"` and `export … from "./x.js"`, but not `import("./x.js")`. */
const staticImports = /\b(?:import|export)\b[^'"`()=;]*["'](\.[^"']+\.js)["']/g;

/** What the page's own script loads by `import("./x.js")`, with its styles: the page itself, once it can start. */
const loadedAtOnce = /["'](?:\.|assets)\/((?![^"']*\.worker-)[^"'/]+\.(?:js|css))["']/g;

/**
 * The scripts and styles that a browser loads before the page runs: those of index.html, and what they import.
 *
 * @returns the files, largest first, and what is wrong when together they exceed the budget
 */
export function firstVisit(outDir: string): { files: SizedFile[]; excess: string | null } {
  const html = readFileSync(join(outDir, 'index.html'), 'utf8');
  const waiting = [...html.matchAll(/(?:src|href)="\.\/([^"]+\.(?:js|css))"/g)].map(([, path]) => path ?? '');
  const own = new Set(waiting);
  const found = new Map<string, number>();
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (found.has(path)) continue;
    const content = readFileSync(join(outDir, path), 'utf8');
    found.set(path, gzipSync(content).length);
    if (!path.endsWith('.js')) continue;
    const folder = posix.dirname(path);
    for (const [, other = ''] of content.matchAll(staticImports)) {
      waiting.push(posix.join(folder, other));
    }
    if (!own.has(path)) continue;
    for (const [, other = ''] of content.matchAll(loadedAtOnce)) waiting.push(posix.join(folder, other));
  }
  const files = [...found].map(([path, gzip]) => ({ path, gzip })).sort((a, b) => b.gzip - a.gzip);
  const total = sum(files, 'gzip');
  const excess =
    total > firstVisitBudget
      ? `Before the page can be used it loads ${kilobytes(total)} kB of script and style (gzip); the budget is ${kilobytes(firstVisitBudget)} kB. Load some of it later, by import().`
      : null;
  return { files, excess };
}

/** What kind of thing a precached file is, for the report. */
function groupOf(path: string): string {
  if (path.startsWith('page/')) return 'page to take a model away as';
  if (path.endsWith('.css')) return 'styles';
  if (/\.worker-[\w-]+\.js$/.test(path)) return 'workers';
  return path.endsWith('.js') ? 'scripts' : 'index.html, manifest, icons, sample';
}

/**
 * The first visit's files one by one, and in groups what is kept for offline use.
 *
 * @param precached paths of what the service worker keeps
 * @param later what the page keeps besides
 */
export function sizeReport(
  outDir: string,
  firstFiles: SizedFile[],
  precached: string[],
  later: readonly KeptFile[],
): string {
  const kept = [...precached.map((path) => ({ group: groupOf(path), ...sizeOf(join(outDir, path)) })), ...later];
  const row = (name: string, files: { size: number; gzip: number }[]) => {
    const [size, gzip] = [sum(files, 'size'), sum(files, 'gzip')].map(kilobytes);
    return `  ${name.padEnd(40)}${size?.padStart(10)}${gzip?.padStart(10)}${String(files.length).padStart(7)}`;
  };
  return [
    `Before the page can be used${' '.repeat(15)}      ${'kB, gzip'.padStart(14)}`,
    ...firstFiles.map(({ path, gzip }) => `  ${path.padEnd(50)}${kilobytes(gzip).padStart(10)}`),
    `  of at most${kilobytes(firstVisitBudget).padStart(50)}`,
    `Kept for offline use${' '.repeat(22)}${'kB'.padStart(10)}${'gzip'.padStart(10)}  files`,
    ...[...new Set(kept.map(({ group }) => group))].map((group) =>
      row(
        group,
        kept.filter((file) => file.group === group),
      ),
    ),
    row('in all', kept),
  ].join('\n');
}

function sum<Key extends string>(files: Record<Key, number>[], key: Key): number {
  return files.reduce((total, file) => total + file[key], 0);
}

function kilobytes(bytes: number): string {
  return (bytes / 1000).toLocaleString('en', {
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
  });
}
