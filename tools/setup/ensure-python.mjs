// Prints the path of a Python that has what the oracles in tests/parity need, and makes one if there is none:
// a virtual environment in ~/.cache/hone-python. HONE_PYTHON names another Python that has the packages already.
//
//   node tools/setup/ensure-python.mjs

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installFromDebian } from './debian.mjs';

const requirements = fileURLToPath(new URL('requirements.txt', import.meta.url));
const torchRequirements = fileURLToPath(new URL('requirements-torch.txt', import.meta.url));
const onWindows = process.platform === 'win32';

/** @returns {string} the interpreter's path */
export function ensurePython() {
  const given = process.env.HONE_PYTHON;
  if (given) {
    if (!works(given)) {
      throw new Error(`HONE_PYTHON=${given} cannot import torch, transformers, yaml, onnxruntime and peft.`);
    }
    return given;
  }
  const folder = join(homedir(), '.cache', 'hone-python');
  const python = join(folder, onWindows ? 'Scripts/python.exe' : 'bin/python');
  // Written last, so that it stands for a whole installation of just these versions.
  const mark = join(folder, 'hone-installed');
  const wanted = createHash('sha256')
    .update(readFileSync(requirements))
    .update(readFileSync(torchRequirements))
    .digest('hex');
  if (existsSync(mark) && existsSync(python) && readFileSync(mark, 'utf8') === wanted) {
    return python;
  }
  console.error('Installing Python packages for the parity tests (about 4 GB, 1 to 2 minutes) …');
  // Debian keeps what makes environments in a package of its own.
  if (!makesEnvironment(folder) && !(installFromDebian(['python3-venv']) && makesEnvironment(folder))) {
    throw new Error(
      'The tests need Python 3.10 or newer with its module venv: install it (on Debian: apt-get install python3-venv), ' +
        'or name one that has the packages of tools/setup/requirements*.txt in HONE_PYTHON.',
    );
  }
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check'];
  run(python, [...pip, '-r', requirements]);
  run(python, [...pip, '--no-deps', '-r', torchRequirements]);
  if (!works(python)) {
    console.error('That torch does not start here: installing it with all that it asks for …');
    run(python, [...pip, 'torch==2.15.0']);
  }
  if (!works(python)) throw new Error(`${python} cannot import torch, transformers, onnxruntime and peft.`);
  writeFileSync(mark, wanted);
  return python;
}

/** @type {string[][]} */
const interpreters = [
  ['python3'],
  ['python'],
  ['py', '-3'],
  ...['3.14', '3.13', '3.12', '3.11', '3.10'].map((version) => [`python${version}`]),
];

/** The command of a Python that is new enough, or `undefined`. */
function findPython() {
  const isNewEnough = 'import sys; sys.exit(sys.version_info < (3, 10))';
  return interpreters.find(([command = '', ...args]) => spawnSync(command, [...args, '-c', isNewEnough]).status === 0);
}

/** Makes a virtual environment; true when there is one, with pip. */
function makesEnvironment(/** @type {string} */ folder) {
  const [command, ...args] = findPython() ?? [];
  if (!command) return false;
  const made = spawnSync(command, [...args, '-m', 'venv', '--clear', folder], { stdio: 'ignore' });
  return made.status === 0;
}

function works(/** @type {string} */ python) {
  return spawnSync(python, ['-c', 'import torch, transformers, yaml, onnxruntime, peft']).status === 0;
}

/**
 * Runs a command whose output goes to standard error: standard output is for the path.
 *
 * @param {string} command
 * @param {string[]} args
 */
function run(command, args) {
  const { status, error } = spawnSync(command, args, { stdio: ['ignore', 2, 2] });
  if (status !== 0) {
    throw new Error(`${command} ${args.join(' ')} failed (${error?.message ?? `exit ${status}`}).`);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    console.log(ensurePython());
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
