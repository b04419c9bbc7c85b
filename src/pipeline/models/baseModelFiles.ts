// The files of a base model, wherever it comes from: beside the app, or added to this computer.

import { blobBytes } from '../../data/read/bytes/blobBytes';
import { quickHashOfFile, sha256 } from '../../data/read/bytes/fileHash';
import type { BaseModelId, InstalledModel } from '../../domain/baseModel';
import { isEmbedded } from '../../domain/catalogue';
import type { ByteFile } from '../../domain/byteFile';
import { Failure } from '../../domain/failures';
import type { ReportProgress } from '../../domain/progress';
import { checkpointTensors } from '../../encoder/checkpoint';
import { getBaseModel, readModelFile } from '../../storage/baseModels';
import { readSafetensors, type StoredTensor } from '../../tensor/safetensors';
import { fetchOnce } from './fetchOnce';

export interface BaseModelFiles {
  /** The record of a model that was added; `null` for one that comes with Hone. */
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

/** @throws Failure `ModelMissing` when it is not on this computer */
export async function openBaseModel(id: BaseModelId): Promise<BaseModelFiles> {
  if (isEmbedded(id)) {
    const bytes: BaseModelFiles['bytes'] = (name, onBytes) => fetchFile(id, name, onBytes);
    const files = filesBesideTheApp(id).map(({ path, size }) => ({
      name: path.slice(path.lastIndexOf('/') + 1),
      size,
    }));
    return { installed: null, names: files.map(({ name }) => name), ...sizesOf(files), bytes, weights: bytes };
  }
  const installed = await installedModel(id);
  const open = async (name: string) => {
    const file = await readModelFile(id, name);
    if (await isWhole(installed, name, file)) return file;
    throw damaged(installed, name);
  };
  return {
    installed,
    names: installed.files.map(({ name }) => name),
    ...sizesOf(installed.files),
    bytes: async (name) => (await open(name)).arrayBuffer(),
    weights: async (name) => blobBytes(await open(name)),
  };
}

async function installedModel(id: BaseModelId): Promise<InstalledModel> {
  const installed = await getBaseModel(id);
  if (installed) return installed;
  throw new Failure('ModelMissing', `The base model ${id} is not on this computer. Add it again under Base model.`);
}

/** Changes with any of a base model's files. @throws Failure `ModelMissing` when it is not on this computer */
export async function baseModelVersion(id: BaseModelId): Promise<string> {
  const files = isEmbedded(id) ? filesBesideTheApp(id) : (await installedModel(id)).files;
  const hashes = files.map((file) => file.sha256).join();
  return (await sha256(new TextEncoder().encode(hashes))).slice(0, 16);
}

const filesBesideTheApp = (id: BaseModelId) => __MODEL_FILES__.filter(({ path }) => path.startsWith(`models/${id}/`));

/** Files that this thread found to be what they were when they were added. */
const checked = new Set<string>();

async function isWhole({ id, installedAt, files }: InstalledModel, name: string, content: Blob): Promise<boolean> {
  const known = files.find((file) => file.name === name);
  if (content.size !== known?.size) return false;
  const key = `${id} ${installedAt} ${name}`;
  if (!checked.has(key) && (await quickHashOfFile(content)) !== known.quickHash) return false;
  checked.add(key);
  return true;
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

function damaged({ name, source }: InstalledModel, file: string): Failure {
  const remedy =
    source === 'hub'
      ? 'Press “Download again” beside it under “My base models”'
      : 'Delete it under “My base models” and add it again';
  return new Failure(
    'ModelBroken',
    `The base model ${name} is damaged on this computer (${file}). ${remedy}; your own models stay.`,
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
  return checkpointTensors(tensors);
}

/** Built workers lie in assets/, unbuilt ones in workers/: the models are beside that folder. */
async function fetchFile(
  model: BaseModelId,
  file: string,
  onBytes?: (done: number, total: number) => void,
): Promise<ArrayBuffer> {
  const { href: url } = new URL(`../models/${model}/${file}`, self.location.href);
  const known = filesBesideTheApp(model).find(({ path }) => path === `models/${model}/${file}`);
  const { bytes, why } = await fetchOnce({ url, sha256: known?.sha256 }, onBytes);
  if (bytes) return bytes;
  throw new Failure(
    'ModelMissing',
    `The model ${model} could not be loaded (${file}: ${why}). ` +
      'Connect once so that it can be kept for offline use, and try again.',
  );
}
