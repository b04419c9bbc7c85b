// Part of `npm run lint`: fails where modules import each other in a circle. Imports of types count, which ESLint's
// import/no-cycle leaves out.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

const files = new Set(
  ['src', 'workers', 'tests', 'tools']
    .flatMap((root) => readdirSync(root, { recursive: true, encoding: 'utf8' }).map((name) => join(root, name)))
    .filter((name) => /\.(ts|svelte|mjs)$/.test(name)),
);

/** @param {string} file */
function importsOf(file) {
  const text = readFileSync(file, 'utf8');
  const script = file.endsWith('.svelte') ? (/<script[^>]*>([\s\S]*?)<\/script>/.exec(text)?.[1] ?? '') : text;
  return ts.preProcessFile(script).importedFiles.flatMap(({ fileName }) => {
    if (!fileName.startsWith('.')) return [];
    const path = join(file, '..', fileName);
    return [path, `${path}.ts`].filter((name) => files.has(name));
  });
}

/** @type {Set<string>} */
const finished = new Set();
/** @type {string[]} */
const cycles = [];

/**
 * @param {string} file
 * @param {string[]} path the files that lead to it
 */
function visit(file, path) {
  if (path.includes(file)) return void cycles.push([...path.slice(path.indexOf(file)), file].join(' → '));
  if (finished.has(file)) return;
  for (const imported of importsOf(file)) visit(imported, [...path, file]);
  finished.add(file);
}

for (const file of files) visit(file, []);
if (cycles.length > 0) {
  console.error(`Import cycles:\n${cycles.join('\n')}`);
  process.exit(1);
}
