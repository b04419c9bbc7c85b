// The files of a pre-trained model → what Hone needs to know of it. Nothing is kept unless all of it holds.

import { blobBytes } from '../../data/read/blobBytes';
import type { InstalledModel, ModelSizes } from '../../domain/baseModel';
import { isBeyondLayers, type Pooling } from '../../domain/pooling';
import { Failure } from '../../domain/failures';
import { recipeBounds } from '../../domain/recipe';
import type { ClassifierLabels } from '../../domain/task';
import type { TensorValues } from '../../domain/tensorValues';
import { checkCheckpoint, checkpointTensors, listed } from '../../encoder/checkpoint';
import { headValues } from '../../encoder/classifierHead';
import { readClassifierLabels } from '../../encoder/classifierLabels';
import { readEncoderConfig } from '../../encoder/config';
import type { EncoderConfig } from '../../encoder/architectures/architecture';
import { encoderTensors } from '../../encoder/tensors';
import { sizeOf } from '../../tensor/parameters';
import { readSafetensors, type StoredTensor } from '../../tensor/safetensors';
import { inspectTokenizer } from './inspectTokenizer';
import type { FoundClassifier } from './keepClassifier';
import {
  broken,
  foreignWeights,
  keptAsTheyAre,
  largestJson,
  readJson,
  weightNames,
  type Json,
  type ModelFolder,
} from './modelFiles';
import { poolingFile, readPooling } from './readPooling';
import { bytes } from '../../words/numbers';

export interface InspectedModel extends Pick<
  InstalledModel,
  'head' | 'license' | 'languages' | 'notes' | 'parameters' | 'sizes' | 'pooling' | 'maxTokens'
> {
  /** The files to keep, those that were made from others included. */
  files: Map<string, Blob>;
  /** Of a fine-tuned classifier. */
  classifier: FoundClassifier | null;
}

/** More cannot be in one browser tab's memory beside what training needs. */
const largestWeights = 2 ** 31;

/** Reads and checks a model's files. @throws Failure `ModelBroken` */
export async function inspectModel(folder: ModelFolder): Promise<InspectedModel> {
  const json = await readJson(folder, 'config.json');
  const config = readEncoderConfig(json);
  const pooling = await poolingOf(folder, config);
  const weights = await weightFiles(folder);
  const tensors = checkpointTensors(readShards(weights));
  const unknown = checkCheckpoint(tensors, config);
  const encoder = encoderTensors(tensors, config);
  const tokenizer = await inspectTokenizer(folder, json, config);
  const notes = unknown.length > 0 ? [`Left out, since Hone does not know them: ${listed(unknown)}.`] : [];
  const { own, head, note } = classifierOf(json, tensors, config);
  if (note) notes.push(note);
  const honeFile = await readHoneFile(folder);
  const files = new Map(weights.map(({ name, content }) => [name, content]));
  for (const name of keptAsTheyAre) {
    const content = folder.get(name);
    if (content) files.set(name, content);
  }
  for (const [name, content] of Object.entries(tokenizer)) {
    files.set(name, new Blob([JSON.stringify(content)]));
  }
  const card = (await folder.get('README.md')?.slice(0, 65_536).text()) ?? '';
  return {
    files,
    notes,
    sizes: sizesOf(config),
    pooling,
    maxTokens: Math.min(recipeBounds.maxTokens.max, config.maxPositions),
    head: own ?? null,
    classifier: head ? { weights: head, honeFile, pooling: config.headReads } : null,
    license: /^license:\s*["']?([\w.-]{1,40})/m.exec(card)?.[1] ?? 'other',
    languages: '',
    parameters: [...encoder.values()].reduce((sum, { shape }) => sum + sizeOf(shape), 0),
  };
}

/** What a new head reads: as the model's file says, or as the head before it; else the mean in the architecture's way. */
async function poolingOf(folder: ModelFolder, { headReads, architecture }: EncoderConfig): Promise<Pooling> {
  const asked = folder.has(poolingFile) ? readPooling(await readJson(folder, poolingFile)) : null;
  if (asked === null) return isBeyondLayers(headReads) ? headReads : architecture.pooling;
  return asked === 'mean' ? architecture.pooling : asked;
}

function sizesOf(config: EncoderConfig): ModelSizes {
  const { architecture, vocabularySize, hiddenSize, layerCount, intermediateSize } = config;
  return {
    architecture: architecture.modelType,
    vocabularySize,
    hiddenSize,
    layerCount,
    intermediateSize,
  };
}

/** What Hone wrote of the model beside it; `null` where it did not. A larger file is not read, only called unreadable. */
async function readHoneFile(folder: ModelFolder): Promise<string | null> {
  const file = folder.get('hone.json');
  if (!file) return null;
  return file.size > largestJson * 8 ? '' : file.text();
}

/** The safetensors files: one, or the shards that an index names. */
async function weightFiles(folder: ModelFolder): Promise<{ name: string; content: Blob }[]> {
  const single = folder.get('model.safetensors');
  if (single) return checkedSize([{ name: 'model.safetensors', content: single }]);
  const indexName = 'model.safetensors.index.json';
  if (!folder.has(indexName)) {
    const foreign = [...folder.keys()].find((name) => foreignWeights.test(name));
    throw foreign ? inAnotherFormat(foreign) : broken('model.safetensors is missing');
  }
  const index = await readJson(folder, indexName);
  const map = index['weight_map'];
  const names = new Set(typeof map === 'object' && map !== null ? Object.values(map) : []);
  if (names.size === 0) throw broken(`${indexName} names no files`);
  return checkedSize(
    [...names].map((name) => {
      const content = typeof name === 'string' && weightNames.test(name) && folder.get(name);
      if (content) return { name: String(name), content };
      throw broken(`${String(name).slice(0, 80)}, which ${indexName} names, is missing`);
    }),
  );
}

function checkedSize(files: { name: string; content: Blob }[]) {
  const total = files.reduce((sum, { content }) => sum + content.size, 0);
  if (total < largestWeights) return files;
  throw new Failure(
    'OutOfMemory',
    `This model has ${bytes(total)} of weights, and a browser tab can hold about 2 GB. Choose a smaller one, or save it in half precision.`,
  );
}

function readShards(files: { name: string; content: Blob }[]): Map<string, StoredTensor> {
  const tensors = new Map<string, StoredTensor>();
  for (const { name, content } of files) {
    for (const [tensor, value] of readSafetensors(blobBytes(content))) {
      if (tensors.has(tensor)) throw broken(`the weight “${tensor}” is in ${name} and before`);
      tensors.set(tensor, value);
    }
  }
  return tensors;
}

/** The labels of a fine-tuned classifier whose head can be used. */
function classifierOf(
  json: Json,
  tensors: ReadonlyMap<string, StoredTensor>,
  { architecture, hiddenSize }: EncoderConfig,
): { own?: ClassifierLabels; head?: TensorValues; note?: string } {
  const classes: unknown = json['architectures'];
  const isClassifier = Array.isArray(classes) && String(classes[0]).endsWith('ForSequenceClassification');
  if (!isClassifier) return {};
  const own = readClassifierLabels(json);
  if (!own) return { note: 'It was trained to give numbers; only its encoder is used.' };
  const { labels } = own;
  const head = headValues(tensors, architecture);
  const shapes: [string, number[]][] = [
    ['dense.weight', [hiddenSize, hiddenSize]],
    ['output.weight', [hiddenSize, labels.length]],
  ];
  for (const [name, shape] of shapes) {
    if (head.get(name)?.shape.join() !== shape.join()) {
      throw broken(`its head does not fit the ${labels.length} labels in config.json`);
    }
  }
  return { own, head };
}

function inAnotherFormat(name: string): Failure {
  return new Failure(
    'ModelBroken',
    `This folder has its weights as ${name}, and Hone reads only safetensors${name.endsWith('.bin') ? ': a .bin file can run a program when it is opened' : ''}. ` +
      'Convert it once in Python: from transformers import AutoModelForSequenceClassification as M; ' +
      'M.from_pretrained("folder").save_pretrained("folder", safe_serialization=True). Then add the folder again.',
  );
}
