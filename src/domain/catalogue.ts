// The base models that Hone knows by name: those that come with it, and those that can be downloaded.

import type { BaseModelId, ModelSizes } from './baseModel';

/** A number that a model's makers, or others, published. */
export interface PublicFigure {
  /** In percent, as it was published. */
  percent: number;
  /** Of what. */
  of: string;
}

/** Mean accuracy of logistic regression on frozen embeddings over the 12 English classification sets of MTEB, version 1. */
const mteb = (percent: number): PublicFigure => ({ percent, of: 'MTEB classification' });
/** Accuracy on SST-2's validation rows after training in full on all 67,000 training rows. */
const sst2 = (percent: number): PublicFigure => ({ percent, of: 'SST-2, trained in full' });

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
  /**
   * What it learned to give. `embedding`: one vector a text, which a head can read as it is. `masked`: words that were hidden,
   * nothing else; its frozen states say little of a text, and a head on them is its weakest use. `classifier`: another task's
   * labels.
   */
  learned: 'embedding' | 'masked' | 'classifier';
  /** Of an embedding model, as its maker pools: the first token ([CLS]), or the mean. Absent where that is not known for sure. */
  pooling?: 'first' | 'mean';
  /** What others measured. */
  publicFigure?: PublicFigure;
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
const modern = { architecture: 'modernbert', vocabularySize: 50_368 } as const;
const small = { architecture: 'bert', vocabularySize: 30_522, hiddenSize: 384, intermediateSize: 1536 } as const;

export const catalogue: readonly CatalogueModel[] = [
  {
    id: 'e5-small-v2',
    hub: 'intfloat/e5-small-v2',
    parameters: 33_360_000,
    downloadBytes: 0,
    license: 'mit',
    languages: 'English',
    about: 'The more accurate of the two that come with Hone, by its head alone and with few rows.',
    learned: 'embedding',
    pooling: 'mean',
    publicFigure: mteb(72.9),
    sizes: { ...small, layerCount: 12 },
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
    learned: 'embedding',
    pooling: 'mean',
    publicFigure: mteb(63.1),
    eightBits: true,
    sizes: { ...small, layerCount: 6 },
  },
  {
    id: 'bge-small-en-v1.5',
    hub: 'BAAI/bge-small-en-v1.5',
    parameters: 33_360_000,
    downloadBytes: 134_400_000,
    license: 'mit',
    languages: 'English',
    about: 'As small as e5-small-v2, trained for search; worth a try beside it.',
    learned: 'embedding',
    pooling: 'first',
    publicFigure: mteb(74.1),
    sizes: { ...small, layerCount: 12 },
  },
  {
    id: 'gte-small',
    hub: 'thenlper/gte-small',
    parameters: 33_360_000,
    downloadBytes: 67_700_000,
    license: 'mit',
    languages: 'English',
    about: 'As small as e5-small-v2, trained on pairs of texts of many kinds.',
    learned: 'embedding',
    pooling: 'mean',
    publicFigure: mteb(72.3),
    sizes: { ...small, layerCount: 12 },
  },
  {
    id: 'GIST-all-MiniLM-L6-v2',
    hub: 'avsolatorio/GIST-all-MiniLM-L6-v2',
    parameters: 22_713_216,
    downloadBytes: 91_800_000,
    license: 'mit',
    languages: 'English',
    about: 'all-MiniLM-L6-v2, trained further on labelled texts: as quick, for topics and intents.',
    learned: 'embedding',
    pooling: 'mean',
    sizes: { ...small, layerCount: 6 },
  },
  {
    id: 'mdbr-leaf-mt',
    hub: 'MongoDB/mdbr-leaf-mt',
    parameters: 22_713_216,
    downloadBytes: 91_800_000,
    license: 'apache-2.0',
    languages: 'English',
    about: 'As quick as all-MiniLM-L6-v2, distilled from a model of 335 M parameters to classify and group.',
    learned: 'embedding',
    publicFigure: { percent: 64.0, of: 'mean of all tasks of MTEB, version 2' },
    sizes: { ...small, layerCount: 6 },
  },
  {
    id: 'xtremedistil-l6-h384-uncased',
    hub: 'microsoft/xtremedistil-l6-h384-uncased',
    parameters: 22_713_216,
    downloadBytes: 91_800_000,
    license: 'mit',
    languages: 'English',
    about: 'As quick as all-MiniLM-L6-v2, distilled to be trained further: for depths beyond the head.',
    learned: 'masked',
    publicFigure: sst2(92.3),
    sizes: { ...small, layerCount: 6 },
  },
  {
    id: 'xtremedistil-l12-h384-uncased',
    hub: 'microsoft/xtremedistil-l12-h384-uncased',
    parameters: 33_360_000,
    downloadBytes: 134_400_000,
    license: 'mit',
    languages: 'English',
    about: 'Twice the layers of xtremedistil-l6-h384-uncased, and better, for depths beyond the head.',
    learned: 'masked',
    publicFigure: sst2(93.1),
    sizes: { ...small, layerCount: 12 },
  },
  {
    id: 'distilbert-base-uncased',
    hub: 'distilbert/distilbert-base-uncased',
    parameters: 66_362_880,
    downloadBytes: 268_700_000,
    license: 'apache-2.0',
    languages: 'English',
    about: 'The usual next step: better with a few thousand rows, at half of BERT’s time.',
    learned: 'masked',
    publicFigure: sst2(91.3),
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
    learned: 'masked',
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
    learned: 'masked',
    publicFigure: sst2(93.2),
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
    learned: 'masked',
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
    learned: 'embedding',
    pooling: 'mean',
    sizes: { ...small, vocabularySize: 250_037, layerCount: 12 },
  },
  {
    id: 'distilbert-base-multilingual-cased',
    hub: 'distilbert/distilbert-base-multilingual-cased',
    parameters: 134_734_080,
    downloadBytes: 544_700_000,
    license: 'apache-2.0',
    languages: '104 languages',
    about: 'For other languages where upper and lower case matter.',
    learned: 'masked',
    sizes: { ...base, architecture: 'distilbert', vocabularySize: 119_547, layerCount: 6 },
  },
  {
    id: 'ettin-encoder-17m',
    hub: 'jhu-clsp/ettin-encoder-17m',
    parameters: 16_800_000,
    downloadBytes: 70_800_000,
    license: 'mit',
    languages: 'English',
    about: 'The smallest and quickest ModernBERT, for depths beyond the head.',
    learned: 'masked',
    sizes: { ...modern, hiddenSize: 256, layerCount: 7, intermediateSize: 384 },
  },
  {
    id: 'ettin-encoder-32m',
    hub: 'jhu-clsp/ettin-encoder-32m',
    parameters: 31_900_000,
    downloadBytes: 131_000_000,
    license: 'mit',
    languages: 'English',
    about: 'A small ModernBERT for long texts and depths beyond the head.',
    learned: 'masked',
    sizes: { ...modern, hiddenSize: 384, layerCount: 10, intermediateSize: 576 },
  },
  {
    id: 'ettin-encoder-68m',
    hub: 'jhu-clsp/ettin-encoder-68m',
    parameters: 68_100_000,
    downloadBytes: 276_000_000,
    license: 'mit',
    languages: 'English',
    about: 'Between small and base; for long texts and depths beyond the head.',
    learned: 'masked',
    sizes: { ...modern, hiddenSize: 512, layerCount: 19, intermediateSize: 768 },
  },
  {
    id: 'ettin-encoder-150m',
    hub: 'jhu-clsp/ettin-encoder-150m',
    parameters: 149_000_000,
    downloadBytes: 600_000_000,
    license: 'mit',
    languages: 'English',
    about: 'As large as ModernBERT-base, trained on open data alone; for depths beyond the head.',
    learned: 'masked',
    sizes: { ...modern, hiddenSize: 768, layerCount: 22, intermediateSize: 1152 },
  },
  {
    id: 'ModernBERT-base',
    hub: 'answerdotai/ModernBERT-base',
    parameters: 149_014_272,
    downloadBytes: 602_000_000,
    license: 'apache-2.0',
    languages: 'English',
    about: 'For texts of up to 8,192 tokens, code among them; for depths beyond the head.',
    learned: 'masked',
    publicFigure: sst2(96.0),
    sizes: { ...modern, hiddenSize: 768, layerCount: 22, intermediateSize: 1152 },
  },
  {
    id: 'gte-modernbert-base',
    hub: 'Alibaba-NLP/gte-modernbert-base',
    parameters: 149_014_272,
    downloadBytes: 302_000_000,
    license: 'apache-2.0',
    languages: 'English',
    about: 'ModernBERT-base, trained to compare texts: its head alone reads texts of up to 8,192 tokens.',
    learned: 'embedding',
    pooling: 'first',
    sizes: { ...modern, hiddenSize: 768, layerCount: 22, intermediateSize: 1152 },
  },
  {
    id: 'mmBERT-small',
    hub: 'jhu-clsp/mmBERT-small',
    parameters: 140_500_000,
    downloadBytes: 597_000_000,
    license: 'mit',
    languages: 'over 1,800 languages',
    about: 'A ModernBERT of small layers for other languages and mixed ones, for depths beyond the head.',
    learned: 'masked',
    sizes: { ...modern, vocabularySize: 256_000, hiddenSize: 384, layerCount: 22, intermediateSize: 1152 },
  },
  {
    id: 'distilroberta-financial-news',
    hub: 'mrm8488/distilroberta-finetuned-financial-news-sentiment-analysis',
    parameters: 82_120_707,
    downloadBytes: 331_700_000,
    license: 'apache-2.0',
    languages: 'English',
    about: 'Finance: learned the tone of financial news (negative, neutral, positive).',
    learned: 'classifier',
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
    learned: 'classifier',
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
    learned: 'embedding',
    pooling: 'mean',
    sizes: { ...base, architecture: 'bert', vocabularySize: 30_522, layerCount: 12 },
  },
];

export function fromCatalogue(id: BaseModelId): CatalogueModel | undefined {
  return catalogue.find((model) => model.id === id);
}
