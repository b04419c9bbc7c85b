// The files of a pre-trained model → what Hone needs to know of it. Nothing is kept unless all of it holds.

import type { InstalledModel, ModelSizes } from '../../domain/baseModel';
import { isBeyondLayers, type Pooling } from '../../domain/pooling';
import { recipeBounds } from '../../domain/recipe';
import { checkCheckpoint, checkpointTensors, listed } from '../../encoder/checkpoint';
import { readEncoderConfig } from '../../encoder/config';
import type { EncoderConfig } from '../../encoder/architectures/architecture';
import { bareName, encoderTensorNames, encoderTensors } from '../../encoder/tensors';
import { isFiniteTensor } from '../../tensor/finite';
import type { StoredTensor } from '../../tensor/safetensors';
import { sizeOf } from '../../tensor/parameters';
import { inspectTokenizer } from './inspectTokenizer';
import type { FoundClassifier } from './keepClassifier';
import { broken, keptAsTheyAre, largestJson, readJson, type ModelFolder } from './modelFiles';
import { checkPointers } from './lfsPointers';
import { inspectHead } from './inspectHead';
import { poolingFile, readPooling } from './readPooling';
import { readShards, weightFiles } from './weightFiles';

export interface InspectedModel extends Pick<
  InstalledModel,
  'head' | 'license' | 'languages' | 'notes' | 'parameters' | 'sizes' | 'pooling' | 'maxTokens'
> {
  /** The files to keep, those that were made from others included. */
  files: Map<string, Blob>;
  /** Of a fine-tuned classifier. */
  classifier: FoundClassifier | null;
}

/** Reads and checks a model's files. @throws Failure `ModelBroken` */
export async function inspectModel(folder: ModelFolder): Promise<InspectedModel> {
  await checkPointers(folder);
  const json = await readJson(folder, 'config.json');
  const config = readEncoderConfig(json);
  const pooling = await poolingOf(folder, config);
  const weights = await weightFiles(folder);
  const tensors = checkpointTensors(readShards(weights));
  const unknown = checkCheckpoint(tensors, config);
  const encoder = encoderTensors(tensors, config);
  const tokenizer = await inspectTokenizer(folder, json, config);
  const notes = unknown.length > 0 ? [`Left out, since Hone does not know them: ${listed(unknown)}.`] : [];
  const { own, head, note } = inspectHead(json, tensors, config, folder);
  if (note) notes.push(note);
  checkFinite(tensors, config, head !== undefined);
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

/** @throws Failure `ModelBroken` naming the first weight that holds NaN or an infinity, which would be in every answer */
function checkFinite(tensors: ReadonlyMap<string, StoredTensor>, config: EncoderConfig, hasHead: boolean): void {
  const encoder = new Set(encoderTensorNames(config));
  const { dense, norm, output } = config.architecture.head;
  const head = hasHead ? [dense, norm, output].map((name) => `${name}.`) : [];
  for (const [name, tensor] of tensors) {
    const isUsed = encoder.has(bareName(name, config.architecture)) || head.some((own) => name.startsWith(own));
    if (!isUsed || isFiniteTensor(tensor)) continue;
    throw broken(
      `its weight “${name.slice(0, 80)}” is not all numbers (NaN or infinite), as after a training that broke down. Take an earlier checkpoint, or train it again with a lower learning rate or in single precision`,
    );
  }
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
