// Writes all-MiniLM-L6-v2 as ONNX for `npm run bench:encode`, unless it is there. Needs the Python of the parity
// tests (node tests/parity/ensure-python.mjs) and PyPI's onnx, which it installs there.

import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import { ensurePython } from '../parity/ensure-python.mjs';

const folder = 'node_modules/.cache/encoder';
const source = 'public/models/all-MiniLM-L6-v2';

function run(command, args) {
  const { status } = spawnSync(command, args, { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

if (!existsSync(`${folder}/onnx/model.onnx`)) {
  const python = ensurePython();
  run(python, ['-m', 'pip', 'install', '--quiet', 'onnx==1.23.2']);
  mkdirSync(`${folder}/onnx`, { recursive: true });
  run(python, ['tests/bench/make_encoder_onnx.py', source, `${folder}/onnx/model.onnx`]);
  for (const file of ['config.json', 'tokenizer.json', 'tokenizer_config.json']) {
    copyFileSync(`${source}/${file}`, `${folder}/${file}`);
  }
}
