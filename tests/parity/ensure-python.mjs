// Prints the path of a Python that has what the oracles in this folder need, and makes one if there is none:
// a virtual environment in ~/.cache/hone-python. HONE_PYTHON names another Python that has the packages already.
//
//   node tests/parity/ensure-python.mjs

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const requirements = fileURLToPath(new URL('requirements.txt', import.meta.url));
const torchRequirements = fileURLToPath(new URL('requirements-torch.txt', import.meta.url));
const onWindows = process.platform === 'win32';

/** @returns {string} the interpreter's path */
export function ensurePython() {
  const given = process.env.HONE_PYTHON;
  if (given) {
    if (!works(given)) {
      throw new Error(
        `HONE_PYTHON=${given} cannot import torch, transformers, yaml, onnxruntime and peft.`,
      );
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
  makeEnvironment(folder);
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check'];
  run(python, [...pip, '-r', requirements]);
  run(python, [...pip, '--no-deps', '-r', torchRequirements]);
  if (!works(python)) {
    console.error('That torch does not start here: installing it with all that it asks for …');
    run(python, [...pip, 'torch==2.15.0']);
  }
  if (!works(python))
    throw new Error(`${python} cannot import torch, transformers, onnxruntime and peft.`);
  writeFileSync(mark, wanted);
  return python;
}

function makeEnvironment(folder) {
  const python = onWindows ? 'python' : 'python3';
  const version = spawnSync(python, [
    '-c',
    'import sys; print(sys.version.split()[0]); sys.exit(sys.version_info < (3, 10))',
  ]);
  if (version.error) {
    throw new Error(
      'The parity tests need python3 (3.10 or newer) on the PATH, or HONE_PYTHON. ' +
        'On Debian: apt-get install python3-venv.',
    );
  }
  if (version.status !== 0) {
    throw new Error(`The parity tests need Python 3.10 or newer; this is ${version.stdout}`.trim());
  }
  const create = () =>
    spawnSync(python, ['-m', 'venv', '--clear', folder], { stdio: ['ignore', 2, 2] }).status === 0;
  if (create()) return;
  // Debian keeps venv's half in a package of its own.
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    run('apt-get', ['install', '-y', '-q', 'python3-venv']);
    if (create()) return;
  }
  throw new Error(
    `python3 -m venv ${folder} failed. On Debian: apt-get install python3-venv; then run this again.`,
  );
}

function works(python) {
  return (
    spawnSync(python, ['-c', 'import torch, transformers, yaml, onnxruntime, peft']).status === 0
  );
}

/** Runs a command whose output goes to standard error: standard output is for the path. */
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
    console.error(error.message);
    process.exitCode = 1;
  }
}
