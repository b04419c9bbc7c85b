// Builds twice and compares every file: whoever builds the same source gets the same bytes, and can tell what a host serves.

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const first = build('UTC');
const second = build('Pacific/Kiritimati');
const different = [...new Set([...first.keys(), ...second.keys()])].filter(
  (name) => first.get(name) !== second.get(name),
);
for (const name of different) console.error(`Not the same: ${name}`);
if (different.length > 0) process.exitCode = 1;
else {
  const all = [...first].map(([name, hash]) => `${hash}  ${name}\n`).join('');
  console.log(`Two builds of ${first.size} files are the same, byte for byte: SHA-256 of their list ${sha256(all)}.`);
}

/**
 * A build must not know when it was made.
 *
 * @param {string} timeZone
 */
function build(timeZone) {
  const folder = mkdtempSync(join(tmpdir(), 'hone-build-'));
  try {
    const options = ['vite', 'build', '--logLevel', 'error', '--emptyOutDir', '--outDir', folder];
    execFileSync('npx', options, { stdio: 'inherit', env: { ...process.env, TZ: timeZone } });
    return hashesOf(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * SHA-256 of each file in a folder, by its path.
 *
 * @param {string} folder
 */
function hashesOf(folder) {
  const names = readdirSync(folder, { recursive: true }).map(String).sort();
  const files = names.filter((name) => statSync(join(folder, name)).isFile());
  return new Map(files.map((name) => [name, sha256(readFileSync(join(folder, name)))]));
}

/** @param {string | Buffer} content */
function sha256(content) {
  return createHash('sha256').update(content).digest('hex');
}
