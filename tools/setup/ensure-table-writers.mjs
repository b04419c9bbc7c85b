// A Python that has pandas, openpyxl and pyarrow, for `npm run fuzz:tables`: a virtual environment of its own, so that no
// other test waits for them.

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensurePython } from './ensure-python.mjs';

const requirements = fileURLToPath(new URL('requirements-tables.txt', import.meta.url));

/** @returns {string} the interpreter's path */
export function ensureTableWriters() {
  const folder = join(homedir(), '.cache', 'hone-table-writers');
  const python = join(folder, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
  if (!existsSync(python)) run(ensurePython(), ['-m', 'venv', folder]);
  run(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', requirements]);
  return python;
}

/**
 * @param {string} command
 * @param {string[]} args
 */
function run(command, args) {
  const { status } = spawnSync(command, args, { stdio: 'inherit' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed.`);
}
