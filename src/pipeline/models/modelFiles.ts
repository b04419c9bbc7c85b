// The files of a pre-trained model before they are kept: which belong to it, and its JSON.

import { Failure } from '../../domain/failures';

export type Json = Record<string, unknown>;

/** Files by name, all of one folder. */
export type ModelFolder = ReadonlyMap<string, Blob>;

export const keptAsTheyAre = [
  'config.json',
  '1_Pooling/config.json',
  'special_tokens_map.json',
  'vocab.txt',
  'vocab.json',
  'merges.txt',
  'sentencepiece.bpe.model',
];
export const weightNames = /^model(-\d{5}-of-\d{5})?\.safetensors(\.index\.json)?$/;
export const foreignWeights = /^(pytorch_model.*\.bin|tf_model\.h5|flax_model\.msgpack|model.*\.onnx)$/;

/** The head of a SetFit model. */
export const setFitHead = 'model_head.pkl';
export const adapterConfig = 'adapter_config.json';
export const addedTokensFile = 'added_tokens.json';
/** What Hugging Face's Trainer knows of a training. */
export const trainerState = 'trainer_state.json';

/** They are read to say what a model is; none is downloaded or kept. */
const readOnly = [setFitHead, adapterConfig, addedTokensFile, trainerState];

/** Whether a file of that name says something of a model. */
export function isModelFile(name: string): boolean {
  return readOnly.includes(name) || isDownloaded(name);
}

/** Whether a file of that name can be a part of a model. */
export function isDownloaded(name: string): boolean {
  return (
    [...keptAsTheyAre, 'tokenizer.json', 'tokenizer_config.json', 'README.md', 'hone.json'].includes(name) ||
    weightNames.test(name) ||
    foreignWeights.test(name)
  );
}

/** Bytes of a JSON file, if nothing else is said. */
export const largestJson = 2 ** 20;

/** A JSON object of a model's folder. @throws Failure `ModelBroken` */
export async function readJson(folder: ModelFolder, name: string, largest = largestJson): Promise<Json> {
  const file = folder.get(name);
  if (!file) throw broken(`${name} is missing`);
  if (file.size > largest) throw broken(`${name} is too large to be one`);
  try {
    const parsed: unknown = JSON.parse(await file.text());
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) {
      return parsed as Json;
    }
  } catch {
    // Said below, in the user's words.
  }
  throw broken(`${name} is not readable as JSON`);
}

/** A model that can't be used, and what of it. */
export function broken(what: string): Failure {
  return new Failure(
    'ModelBroken',
    `This model can’t be used: ${what}. Nothing was kept; what was here before is unchanged.`,
  );
}
