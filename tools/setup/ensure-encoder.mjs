// Writes all-MiniLM-L6-v2 as ONNX for `npm run bench:encode`, unless it is there, with the Python of the parity tests.

import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import { ensurePython } from './ensure-python.mjs';

const folder = 'node_modules/.cache/encoder';
const source = 'public/models/all-MiniLM-L6-v2';

function run(/** @type {string} */ command, /** @type {string[]} */ args) {
  const { status } = spawnSync(command, args, { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

if (!existsSync(`${folder}/onnx/model.onnx`)) {
  const python = ensurePython();
  mkdirSync(`${folder}/onnx`, { recursive: true });
  run(python, ['tools/setup/make_encoder_onnx.py', source, `${folder}/onnx/model.onnx`]);
  for (const file of ['config.json', 'tokenizer.json', 'tokenizer_config.json']) {
    copyFileSync(`${source}/${file}`, `${folder}/${file}`);
  }
}
