// Pre-trained models: what is known of one, and of those on this computer.

import type { Pooling } from './pooling';
import type { ClassifierLabels } from './task';

/** The id of a model of the catalogue, or of one that was added from disk. */
export type BaseModelId = string;

/** `model_type` in config.json of the encoders that Hone reads. */
export const modelTypes = ['bert', 'distilbert', 'roberta', 'xlm-roberta', 'modernbert'] as const;
export type ModelType = (typeof modelTypes)[number];

/** What decides how much memory and time a model takes. */
export interface ModelSizes {
  architecture: ModelType;
  vocabularySize: number;
  hiddenSize: number;
  layerCount: number;
  intermediateSize: number;
}

/** What a model would take on the device at least. */
export interface ModelFit {
  bytes: number;
  freeBytes: number;
  /** Its word table is beyond what the device can bind at once, and stays with the processor. */
  wordsOnHost: boolean;
}

/** A model's file as it is kept. */
export interface KeptFile {
  name: string;
  size: number;
  /** Hexadecimal. */
  sha256: string;
  /** xxHash3, hexadecimal: compared when the file is read. */
  quickHash: string;
}

/** A file of a model elsewhere, and what it must be. */
export interface RemoteFile {
  name: string;
  url: string;
  size: number | null;
  /** `sha256`: of the content; `git`: as git names a blob, SHA-1 of a header and the content. */
  hash: { kind: 'sha256' | 'git'; hex: string };
}

/** A model on this computer. Its record is written last: one that is here has all its files. */
export interface InstalledModel {
  id: BaseModelId;
  name: string;
  source: 'hub' | 'disk';
  /** Its name on the Hugging Face hub, where it has one. */
  hub: string | null;
  license: string;
  languages: string;
  parameters: number;
  /** What a fine-tuned classifier answers with; `null` where only the encoder is used. */
  head: ClassifierLabels | null;
  files: KeptFile[];
  installedAt: number;
  /** What a person should know of it, in sentences. */
  notes: string[];
  sizes: ModelSizes;
  /** What a new head reads. */
  pooling: Pooling;
  /** Longest text in tokens, special tokens included. */
  maxTokens: number;
}

export function fitsDevice({ bytes, freeBytes }: ModelFit): boolean {
  return bytes <= freeBytes;
}

/** A model that was just added. */
export interface AddedModel {
  model: InstalledModel;
  /** The id of the classifier that it is, in My models; `null` where it is none. */
  classifierId: string | null;
}

/** The bytes that a model takes on disk. */
export function bytesOf({ files }: Pick<InstalledModel, 'files'>): number {
  return files.reduce((sum, { size }) => sum + size, 0);
}

/** Multiplications for one token in all layers, attention's own aside: what time grows with. */
export function operationsPerToken({ architecture, layerCount, hiddenSize, intermediateSize }: ModelSizes): number {
  // The feed-forward part has a matrix more where it has a gate.
  const matrices = architecture === 'modernbert' ? 3 : 2;
  return layerCount * hiddenSize * (4 * hiddenSize + matrices * intermediateSize);
}
