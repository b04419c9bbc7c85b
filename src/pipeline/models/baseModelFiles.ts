// The files of a base model, wherever it comes from: beside the app, or added to this computer.

import { blobBytes } from '../../data/read/blobBytes';
import { readBody } from '../../data/read/byteStream';
import { embeddedModel, type BaseModelId, type InstalledModel } from '../../domain/baseModel';
import type { ByteFile } from '../../domain/byteFile';
import { Failure } from '../../domain/failures';
import type { ReportProgress } from '../../domain/progress';
import { currentNames } from '../../encoder/checkpoint';
import { getBaseModel, readModelFile } from '../../storage/baseModels';
import { readSafetensors, type StoredTensor } from '../../tensor/safetensors';

export interface BaseModelFiles {
  /** The record of a model that was added; `null` for the one that comes with Hone. */
  installed: InstalledModel | null;
  names: readonly string[];
  /** Of all its weights, as they are stored. */
  weightBytes: number;
  /** Of all its other files, which are the tokenizer's but for a few kilobytes. */
  tokenizerBytes: number;
  bytes(name: string, onBytes?: (done: number, total: number) => void): Promise<ArrayBuffer>;
  /** A file of weights: of a model on this computer only what is asked for is read. */
  weights(name: string, onBytes: (done: number, total: number) => void): Promise<WeightFile>;
}

type WeightFile = ArrayBuffer | ByteFile;

const embeddedFiles = [
  'config.json',
  'model.safetensors',
  'special_tokens_map.json',
  'tokenizer.json',
  'tokenizer_config.json',
  'vocab.txt',
];

/** @throws Failure `ModelMissing` when it is not on this computer */
export async function openBaseModel(id: BaseModelId): Promise<BaseModelFiles> {
  if (id === embeddedModel) {
    const bytes: BaseModelFiles['bytes'] = (name, onBytes) => fetchFile(id, name, onBytes);
    const files = __MODEL_FILES__.filter(({ path }) => path.startsWith(`models/${id}/`));
    const sizes = sizesOf(files.map(({ path, size }) => ({ name: path, size })));
    return { installed: null, names: embeddedFiles, ...sizes, bytes, weights: bytes };
  }
  const installed = await getBaseModel(id);
  if (!installed) {
    throw new Failure('ModelMissing', `The base model ${id} is not on this computer. Add it again under Base model.`);
  }
  const open = async (name: string) => {
    const { size } = installed.files.find((file) => file.name === name) ?? {};
    const file = await readModelFile(id, name);
    if (file.size !== size) throw damaged(installed.name, name);
    return file;
  };
  return {
    installed,
    names: installed.files.map(({ name }) => name),
    ...sizesOf(installed.files),
    bytes: async (name) => (await open(name)).arrayBuffer(),
    weights: async (name) => blobBytes(await open(name)),
  };
}

function sizesOf(
  files: readonly { name: string; size: number }[],
): Pick<BaseModelFiles, 'weightBytes' | 'tokenizerBytes'> {
  let [weightBytes, tokenizerBytes] = [0, 0];
  for (const { name, size } of files) {
    if (name.endsWith('.safetensors')) weightBytes += size;
    else tokenizerBytes += size;
  }
  return { weightBytes, tokenizerBytes };
}

function damaged(model: string, file: string): Failure {
  return new Failure(
    'ModelBroken',
    `The base model ${model} is damaged on this computer (${file}). Remove it and add it again.`,
  );
}

/** A JSON file of a base model. @throws Failure `ModelMissing`, `ModelBroken` */
export async function readModelJson(files: BaseModelFiles, name: string): Promise<Record<string, unknown>> {
  const text = new TextDecoder().decode(await files.bytes(name));
  return JSON.parse(text) as Record<string, unknown>;
}

/** All tensors of a base model, with progress in bytes. @throws Failure `ModelMissing`, `ModelBroken` */
export async function readModelWeights(
  files: BaseModelFiles,
  onProgress: ReportProgress,
): Promise<Map<string, StoredTensor>> {
  const shards = files.names.filter((name) => name.endsWith('.safetensors'));
  const tensors = new Map<string, StoredTensor>();
  for (const name of shards) {
    const file = await files.weights(name, (done, total) => onProgress({ job: 'Loading model', done, total }));
    for (const [tensor, value] of readSafetensors(file)) tensors.set(tensor, value);
  }
  return currentNames(tensors);
}

/** Connections are cut; once more is enough for a file that lies on the page's own host. */
const attempts = 2;

/** Built workers lie in assets/, unbuilt ones in workers/: the models are beside that folder. */
async function fetchFile(
  model: BaseModelId,
  file: string,
  onBytes: (done: number, total: number) => void = () => {},
): Promise<ArrayBuffer> {
  const url = new URL(`../models/${model}/${file}`, self.location.href);
  let why = '';
  for (let attempt = 0; attempt < attempts; attempt++) {
    try {
      const response = await fetch(url);
      const total = Number(response.headers.get('content-length'));
      const report = (done: number) => total > 0 && onBytes(Math.min(done, total), total);
      if (response.ok) return await readBody(response, report);
      why = `answer ${response.status}`;
    } catch (error) {
      // fetch and a body that breaks off reject with a TypeError.
      if (!(error instanceof TypeError)) throw error;
      why = 'no connection';
    }
  }
  throw new Failure(
    'ModelMissing',
    `The model ${model} could not be loaded (${file}: ${why}). ` +
      'Connect once so that it can be kept for offline use, and try again.',
  );
}
