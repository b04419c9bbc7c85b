// Pre-trained models: the one that comes with Hone, those that can be downloaded, and those on this computer.

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

/** A model that Hone knows by name. */
export interface CatalogueModel {
  id: BaseModelId;
  /** Its name on the Hugging Face hub. */
  hub: string;
  parameters: number;
  /** What is downloaded, about, in bytes. 0: it comes with Hone. */
  downloadBytes: number;
  license: string;
  /** In words; those of one language have its name. */
  languages: string;
  about: string;
  sizes: ModelSizes;
  /** Whether its weights are in 8 bits, in which frozen ones stay. */
  eightBits?: true;
  /**
   * Whether its head alone is so good that no measurement of the time chooses a deeper depth: deeper ones gain little for
   * many times the time (docs/accuracy.md).
   */
  headFirst?: true;
}

/** The models that come with Hone. The first one is used where no other was chosen. */
export const embeddedModels = ['e5-small-v2', 'all-MiniLM-L6-v2'] as const;
export const defaultModel = embeddedModels[0];

export function isEmbedded(id: BaseModelId): boolean {
  return embeddedModels.some((own) => own === id);
}

/** The model of the catalogue that reads other languages. */
export const multilingualModel = 'multilingual-e5-small';

const base = { hiddenSize: 768, intermediateSize: 3072 };

export const catalogue: readonly CatalogueModel[] = [
  {
    id: 'e5-small-v2',
    hub: 'intfloat/e5-small-v2',
    parameters: 33_360_000,
    downloadBytes: 0,
    license: 'mit',
    languages: 'English',
    about: 'The more accurate of the two that come with Hone, by its head alone and with few rows.',
    sizes: { architecture: 'bert', vocabularySize: 30_522, hiddenSize: 384, layerCount: 12, intermediateSize: 1536 },
    eightBits: true,
    headFirst: true,
  },
  {
    id: 'all-MiniLM-L6-v2',
    hub: 'sentence-transformers/all-MiniLM-L6-v2',
    parameters: 22_713_216,
    downloadBytes: 0,
    license: 'apache-2.0',
    languages: 'English',
    about: 'The quickest: half the layers of e5-small-v2. It was trained to compare sentences, so it needs few rows.',
    eightBits: true,
    sizes: { architecture: 'bert', vocabularySize: 30_522, hiddenSize: 384, layerCount: 6, intermediateSize: 1536 },
  },
  {
    id: 'distilbert-base-uncased',
    hub: 'distilbert/distilbert-base-uncased',
    parameters: 66_362_880,
    downloadBytes: 268_700_000,
    license: 'apache-2.0',
    languages: 'English',
    about: 'The usual next step: better with a few thousand rows, at half of BERT’s time.',
    sizes: { ...base, architecture: 'distilbert', vocabularySize: 30_522, layerCount: 6 },
  },
  {
    id: 'distilroberta-base',
    hub: 'distilbert/distilroberta-base',
    parameters: 82_118_400,
    downloadBytes: 333_000_000,
    license: 'apache-2.0',
    languages: 'English',
    about: 'RoBERTa at half the depth. It reads case and emoji, so it suits posts and reviews.',
    sizes: { ...base, architecture: 'roberta', vocabularySize: 50_265, layerCount: 6 },
  },
  {
    id: 'bert-base-uncased',
    hub: 'google-bert/bert-base-uncased',
    parameters: 109_482_240,
    downloadBytes: 441_200_000,
    license: 'apache-2.0',
    languages: 'English',
    about: 'The classic, to compare with published results.',
    sizes: { ...base, architecture: 'bert', vocabularySize: 30_522, layerCount: 12 },
  },
  {
    id: 'roberta-base',
    hub: 'FacebookAI/roberta-base',
    parameters: 124_645_632,
    downloadBytes: 501_000_000,
    license: 'mit',
    languages: 'English',
    about: 'Usually the most accurate of these on English, and the slowest.',
    sizes: { ...base, architecture: 'roberta', vocabularySize: 50_265, layerCount: 12 },
  },
  {
    id: multilingualModel,
    hub: 'intfloat/multilingual-e5-small',
    parameters: 117_653_760,
    downloadBytes: 488_000_000,
    license: 'mit',
    languages: 'about 100 languages',
    about: 'The first choice for other languages and mixed ones: small layers, good with few rows.',
    sizes: { architecture: 'bert', vocabularySize: 250_037, hiddenSize: 384, layerCount: 12, intermediateSize: 1536 },
  },
  {
    id: 'distilbert-base-multilingual-cased',
    hub: 'distilbert/distilbert-base-multilingual-cased',
    parameters: 134_734_080,
    downloadBytes: 544_700_000,
    license: 'apache-2.0',
    languages: '104 languages',
    about: 'For other languages where upper and lower case matter.',
    sizes: { ...base, architecture: 'distilbert', vocabularySize: 119_547, layerCount: 6 },
  },
  {
    id: 'distilroberta-financial-news',
    hub: 'mrm8488/distilroberta-finetuned-financial-news-sentiment-analysis',
    parameters: 82_120_707,
    downloadBytes: 331_700_000,
    license: 'apache-2.0',
    languages: 'English',
    about: 'Finance: learned the tone of financial news (negative, neutral, positive).',
    sizes: { ...base, architecture: 'roberta', vocabularySize: 50_265, layerCount: 6 },
  },
  {
    id: 'twitter-roberta-base-sentiment',
    hub: 'cardiffnlp/twitter-roberta-base-sentiment-latest',
    parameters: 124_647_939,
    downloadBytes: 501_000_000,
    license: 'cc-by-4.0',
    languages: 'English',
    about: 'Tweets: learned from 124 million of them, and their tone.',
    sizes: { ...base, architecture: 'roberta', vocabularySize: 50_265, layerCount: 12 },
  },
  {
    id: 'pubmedbert-base-embeddings',
    hub: 'NeuML/pubmedbert-base-embeddings',
    parameters: 109_482_240,
    downloadBytes: 438_700_000,
    license: 'apache-2.0',
    languages: 'English',
    about: 'Biomedicine: its vocabulary and training texts are PubMed’s.',
    sizes: { ...base, architecture: 'bert', vocabularySize: 30_522, layerCount: 12 },
  },
];

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

export function fromCatalogue(id: BaseModelId): CatalogueModel | undefined {
  return catalogue.find((model) => model.id === id);
}
