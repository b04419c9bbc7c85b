// A tiny trained model as every format that it can be taken away as, written to a folder for tests/parity/check_formats.py.

import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { defaultExport } from '../../src/domain/exportParts';
import { isBeyondLayers } from '../../src/domain/pooling';
import { seededRandom } from '../../src/domain/random';
import { defaultRecipe, type Recipe } from '../../src/domain/recipe';
import type { ModelTrainedHere } from '../../src/domain/run';
import type { TensorValues } from '../../src/domain/tensorValues';
import { initialHead } from '../../src/encoder/classifierHead';
import { readEncoderConfig } from '../../src/encoder/config';
import type { EncoderConfig } from '../../src/encoder/architectures/architecture';
import { partOwners } from '../../src/encoder/lora';
import { initialLora } from '../../src/encoder/initialLora';
import type { Pooling } from '../../src/domain/pooling';
import { encoderTensors } from '../../src/encoder/tensors';
import { changedTensors } from '../../src/encoder/trainedTensors';
import type { ArchiveFile } from '../../src/export/archive';
import { pythonNote } from '../../src/export/modelCardFormats';
import { rowsHead, rowsLine, trainingRecipe, trainingScript } from '../../src/export/trainingFiles';
import { adapterFiles } from '../../src/pipeline/export/adapterPart';
import { configFile } from '../../src/pipeline/export/commonFiles';
import type { ExportSource } from '../../src/pipeline/export/exportSource';
import { huggingFaceFiles } from '../../src/pipeline/export/huggingFacePart';
import { onnxFiles, quantizedOnnxFiles } from '../../src/pipeline/export/onnxPart';
import { scopeOf } from '../../src/encoder/planRun';
import { readSafetensors } from '../../src/tensor/safetensors';
import { trainedModel } from './trainedModel';
import { tinyModel, type TinyArchitecture } from './tinyModels';

/** What a tiny model was trained to and how. */
export interface TinyRun {
  architecture: TinyArchitecture;
  recipe: Partial<Recipe>;
  pooling: Pooling;
  labels: string[];
  task: 'singleLabel' | 'multiLabel';
}

/** A model as if it had been trained: adapters and head are random. */
export function tinySource(run: TinyRun): ExportSource & { model: ModelTrainedHere } {
  const { architecture, pooling, labels, task } = run;
  const recipe: Recipe = {
    ...defaultRecipe,
    maxTokens: 16,
    epochs: 1,
    batchSize: 4,
    ...run.recipe,
  };
  const base = tinyModel(architecture);
  const baseConfig = JSON.parse(String(base.get('config.json'))) as Record<string, unknown>;
  const config = readEncoderConfig(baseConfig);
  const stored = readSafetensors(new Uint8Array(base.get('model.safetensors') ?? []).buffer);
  const tensors = encoderTensors(stored, config);
  const trained = new Map([...randomHead(config, labels.length), ...adapters(config, recipe)]);
  const changed = changedTensors(tensors, trained, recipe.loraAlpha / recipe.loraRank);
  const thresholds = task === 'multiLabel' ? { thresholds: labels.map(() => 0.4) } : {};
  return {
    model: { ...trainedModel(labels), id: 'm', name: 'tiny', createdAt: 0, task, recipe, pooling, ...thresholds },
    choice: defaultExport,
    honeVersion: '0.1.0',
    pooling,
    baseConfig,
    config,
    stored,
    base: tensors,
    trained,
    changed,
    baseFiles: {
      installed: null,
      names: [],
      weightBytes: 0,
      tokenizerBytes: 0,
      bytes: () => Promise.reject(new Error('Not needed here.')),
      weights: () => Promise.reject(new Error('Not needed here.')),
    },
    predictions: undefined,
  };
}

/** Writes a model in every format, what it was made from, token ids to compare on, and rows to train on. */
export function writeTinyExport(folder: string, run: TinyRun): void {
  const source = tinySource(run);
  const half: ExportSource = { ...source, choice: { ...source.choice, precision: 'half' } };
  const all = [
    ...huggingFaceFiles(source),
    ...onnxFiles(source),
    ...quantizedOnnxFiles(source),
    ...(source.model.recipe.depth === 'head' ? [] : adapterFiles(source)),
    { name: 'README.md', content: pythonNote(source.model, 'single') },
  ];
  write(join(folder, 'model'), [...all, { name: 'config.json', content: config(source) }]);
  write(join(folder, 'half'), [...huggingFaceFiles(half), { name: 'config.json', content: config(half) }]);
  for (const [name, content] of tinyModel(run.architecture)) {
    writeFile(join(folder, 'base', name), content);
  }
  writeFile(join(folder, 'input_ids.json'), JSON.stringify(tokenIds(source.config)));
  // Hugging Face's plain class trains no head that reads what no layer gives.
  if (!isBeyondLayers(run.pooling)) write(join(folder, 'training'), trainingFolder(source));
}

const config = (source: ExportSource) => JSON.stringify(configFile(source));

function trainingFolder({ model, pooling, config: own }: ReturnType<typeof tinySource>): ArchiveFile[] {
  const { labels, task } = model;
  const several = task === 'multiLabel';
  const rows = Array.from({ length: 30 }, (_, row) => {
    const own = labels.filter((__, id) => (several ? (row + id) % 2 === 0 : row % labels.length === id));
    const text = `a "${own.join(' ')}" text,\nnumber ${row} ${'and on '.repeat(row)}`;
    return rowsLine({ text, labels: own, split: row % 5 === 0 ? 2 : row % 5 === 1 ? 1 : 0 }, several);
  });
  return [
    { name: 'train.py', content: trainingScript },
    { name: 'recipe.json', content: JSON.stringify(trainingRecipe(model, pooling, own, pooling !== 'first')) },
    { name: 'rows.csv', content: rowsHead + rows.join('') },
  ];
}

function tokenIds({ vocabularySize }: EncoderConfig): number[][] {
  const random = seededRandom(7);
  return [12, 3, 25, 60, 9, 1].map((length) =>
    Array.from({ length }, () => 5 + Math.floor(random() * (vocabularySize - 5))),
  );
}

function randomHead(own: EncoderConfig, classes: number): TensorValues {
  const random = seededRandom(5);
  return new Map(
    [...initialHead(new Float32Array(own.hiddenSize), classes, own.architecture)].map(([name, { shape, values }]) => [
      name,
      { shape, values: values.map((value) => value + (random() - 0.5) * 0.4) },
    ]),
  );
}

/** Adapters as training leaves them: of the shared one of query, key and value, each rank reaches its own part only. */
function adapters(own: EncoderConfig, recipe: Recipe): TensorValues {
  const { adapters: shape, firstLayer } = scopeOf(recipe, own);
  const values: TensorValues = new Map();
  if (!shape) return values;
  const random = seededRandom(6);
  const owners = partOwners(shape.targets);
  for (let layer = firstLayer; layer < own.layerCount; layer++) {
    for (const [name, source] of initialLora(layer, shape, own, 1)) {
      const [, outputs = 0] = source.shape;
      const mine = (index: number) => {
        if (!name.endsWith('qkv.adapter.up')) return true;
        const [rank, output] = [Math.floor(index / outputs), index % outputs];
        return owners[Math.floor((output * 3) / outputs)] === Math.floor(rank / shape.rank);
      };
      const filled = name.endsWith('down')
        ? Float32Array.from(source.values())
        : Float32Array.from(source.values(), (_, index) => (mine(index) ? (random() - 0.5) * 0.3 : 0));
      values.set(name, { shape: source.shape, values: filled });
    }
  }
  return values;
}

function write(folder: string, files: ArchiveFile[]): void {
  for (const { name, content } of files) {
    if (content instanceof Blob) throw new Error('No file here is a Blob.');
    writeFile(join(folder, name), typeof content === 'string' ? content : Buffer.concat([...content]));
  }
}

function writeFile(path: string, content: string | Buffer): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}
