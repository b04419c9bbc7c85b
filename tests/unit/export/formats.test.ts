// Every format of an export in other hands: onnx and onnxruntime, peft, transformers, and the Trainer of the script.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { runOracle } from '../../support/python';
import { writeTinyExport, type TinyRun } from '../../support/tinyExport';

const folder = mkdtempSync(join(tmpdir(), 'hone-formats-'));
afterAll(() => rmSync(folder, { recursive: true }));

const runs: Record<string, TinyRun> = {
  'bert, adapters in the top layer': {
    architecture: 'bert',
    pooling: 'firstAndMean',
    labels: ['no', 'yes'],
    task: 'singleLabel',
    recipe: { depth: 'topLayers', topLayers: 1, loraRank: 3, balancing: 'classWeights' },
  },
  'distilbert, adapters on query and value': {
    architecture: 'distilbert',
    pooling: 'firstAndMean',
    labels: ['a', 'b', 'ü"'],
    task: 'multiLabel',
    recipe: {
      depth: 'whole',
      targetModules: 'queryAndValue',
      truncation: 'windows',
      labelSmoothing: 0.1,
    },
  },
  'roberta, its own head': {
    architecture: 'roberta',
    pooling: 'first',
    labels: ['a', 'b'],
    task: 'singleLabel',
    recipe: {
      depth: 'whole',
      targetModules: 'attention',
      balancing: 'overSampling',
      truncation: 'startAndEnd',
    },
  },
  'modernbert, adapters on all linear layers': {
    architecture: 'modernbert',
    pooling: 'mean',
    labels: ['a', 'b'],
    task: 'singleLabel',
    recipe: { depth: 'whole', targetModules: 'all' },
  },
  'xlm-roberta, the head alone': {
    architecture: 'xlm-roberta',
    pooling: 'firstAndMean',
    labels: ['a', 'b'],
    task: 'singleLabel',
    recipe: { depth: 'head' },
  },
  'bert, the largest of each column': {
    architecture: 'bert',
    pooling: 'max',
    labels: ['a', 'b'],
    task: 'singleLabel',
    recipe: { depth: 'head' },
  },
  'distilbert, the sum over the root of the length': {
    architecture: 'distilbert',
    pooling: 'meanSqrtLength',
    labels: ['a', 'b'],
    task: 'singleLabel',
    recipe: { depth: 'head' },
  },
};

test('onnxruntime, peft and transformers answer alike, and the script trains', { timeout: 240_000 }, () => {
  const folders = Object.entries(runs).map(([name, run]) => {
    writeTinyExport(join(folder, name), run);
    return join(folder, name);
  });
  const { status, out } = runOracle('check_formats.py', folders);
  expect(status, out).toBe(0);
  expect(out.match(/"problems": \[\]/g)).toHaveLength(folders.length);
  if (process.env['HONE_SHOW']) console.log(out);
});
