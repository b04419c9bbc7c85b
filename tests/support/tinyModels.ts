// Tiny random models of each architecture as Hugging Face's files: 2 layers of 32, with the tokenizers of
// tests/fixtures/tokenizers.

import { seededRandom } from '../../src/domain/random';
import { singleToHalf } from '../../src/tensor/halfPrecision';
import { fromFloat32, writeSafetensors, type StoredTensor } from '../../src/tensor/safetensors';
import { sentencePieceFile, tinyTokenizer } from './tinyTokenizers';

export type TinyArchitecture = 'bert' | 'distilbert' | 'roberta' | 'xlm-roberta';
export type StoredType = 'F32' | 'F16' | 'BF16';

interface TinyOptions {
  type?: StoredType;
  /** More than one: with an index. */
  shards?: number;
  /** A classifier's. */
  labels?: string[];
  /** Vocabulary files in the place of tokenizer.json. */
  vocabularyFiles?: boolean;
}

const hidden = 32;
const inner = 64;
const tokenizers = {
  bert: 'cased',
  distilbert: 'cased',
  roberta: 'bytePairs',
  'xlm-roberta': 'unigram',
} as const;

/** A model's files by name. */
export function tinyModel(
  architecture: TinyArchitecture,
  { type = 'F32', shards = 1, labels, vocabularyFiles = false }: TinyOptions = {},
): Map<string, Buffer> {
  const tokenizer = tinyTokenizer(tokenizers[architecture]) as { model: { vocab: object } };
  const vocabularySize = Object.keys(tokenizer.model.vocab).length;
  const files = new Map<string, Buffer>();
  const json = (value: unknown) => Buffer.from(JSON.stringify(value));
  files.set('config.json', json(config(architecture, vocabularySize, labels)));
  files.set('tokenizer_config.json', json({ do_lower_case: false, model_max_length: 64 }));
  if (vocabularyFiles) addVocabulary(files, tokenizer);
  else files.set('tokenizer.json', json(tokenizer));
  const tensors = randomTensors(shapes(architecture, vocabularySize, labels?.length), type);
  if (shards === 1) {
    files.set('model.safetensors', Buffer.concat(writeSafetensors(tensors)));
    return files;
  }
  const weightMap: Record<string, string> = {};
  for (let shard = 0; shard < shards; shard++) {
    const number = (value: number) => String(value).padStart(5, '0');
    const name = `model-${number(shard + 1)}-of-${number(shards)}.safetensors`;
    const own = new Map([...tensors].filter((_, index) => index % shards === shard));
    for (const tensor of own.keys()) weightMap[tensor] = name;
    files.set(name, Buffer.concat(writeSafetensors(own)));
  }
  files.set('model.safetensors.index.json', json({ metadata: {}, weight_map: weightMap }));
  return files;
}

function addVocabulary(files: Map<string, Buffer>, { model }: { model: object }): void {
  const { vocab, merges } = model as { vocab: Record<string, number>; merges?: string[][] };
  if (Array.isArray(vocab)) {
    files.set('sentencepiece.bpe.model', Buffer.from(sentencePieceFile()));
    return;
  }
  if (!merges) {
    const words = Object.entries(vocab).sort(([, a], [, b]) => a - b);
    files.set('vocab.txt', Buffer.from(words.map(([word]) => `${word}\n`).join('')));
    return;
  }
  const lines = merges.map((pair) => pair.join(' '));
  files.set('vocab.json', Buffer.from(JSON.stringify(vocab)));
  files.set('merges.txt', Buffer.from(`#version: 0.2\n${lines.join('\n')}\n`));
}

function config(architecture: TinyArchitecture, vocabularySize: number, labels?: string[]) {
  const names = {
    bert: 'Bert',
    distilbert: 'DistilBert',
    roberta: 'Roberta',
    'xlm-roberta': 'XLMRoberta',
  };
  const sizes =
    architecture === 'distilbert'
      ? { dim: hidden, hidden_dim: inner, n_layers: 2, n_heads: 4, activation: 'gelu' }
      : {
          hidden_size: hidden,
          intermediate_size: inner,
          num_hidden_layers: 2,
          num_attention_heads: 4,
          hidden_act: 'gelu',
          layer_norm_eps: 1e-5,
          type_vocab_size: architecture === 'bert' ? 2 : 1,
        };
  const padded = architecture.includes('roberta');
  return {
    ...sizes,
    model_type: architecture,
    architectures: [`${names[architecture]}${labels ? 'ForSequenceClassification' : 'Model'}`],
    vocab_size: vocabularySize,
    max_position_embeddings: padded ? 66 : 64,
    pad_token_id: padded ? 1 : 0,
    ...(labels && { id2label: { ...labels } }),
  };
}

function shapes(architecture: TinyArchitecture, vocabularySize: number, classes?: number): Map<string, number[]> {
  const found = new Map<string, number[]>();
  const padded = architecture.includes('roberta');
  const prefix = classes ? `${padded ? 'roberta' : architecture}.` : '';
  const linear = (name: string, outputs: number, inputs: number) => {
    found.set(`${name}.weight`, [outputs, inputs]);
    found.set(`${name}.bias`, [outputs]);
  };
  const norm = (name: string) => {
    found.set(`${name}.weight`, [hidden]);
    found.set(`${name}.bias`, [hidden]);
  };
  const embeddings = `${prefix}embeddings`;
  found.set(`${embeddings}.word_embeddings.weight`, [vocabularySize, hidden]);
  found.set(`${embeddings}.position_embeddings.weight`, [padded ? 66 : 64, hidden]);
  if (architecture !== 'distilbert') {
    const types = architecture === 'bert' ? 2 : 1;
    found.set(`${embeddings}.token_type_embeddings.weight`, [types, hidden]);
  }
  norm(`${embeddings}.LayerNorm`);
  for (let layer = 0; layer < 2; layer++) {
    if (architecture === 'distilbert') {
      const path = `${prefix}transformer.layer.${layer}`;
      for (const name of ['q_lin', 'k_lin', 'v_lin', 'out_lin']) {
        linear(`${path}.attention.${name}`, hidden, hidden);
      }
      norm(`${path}.sa_layer_norm`);
      linear(`${path}.ffn.lin1`, inner, hidden);
      linear(`${path}.ffn.lin2`, hidden, inner);
      norm(`${path}.output_layer_norm`);
    } else {
      const path = `${prefix}encoder.layer.${layer}`;
      for (const name of ['self.query', 'self.key', 'self.value', 'output.dense']) {
        linear(`${path}.attention.${name}`, hidden, hidden);
      }
      norm(`${path}.attention.output.LayerNorm`);
      linear(`${path}.intermediate.dense`, inner, hidden);
      linear(`${path}.output.dense`, hidden, inner);
      norm(`${path}.output.LayerNorm`);
    }
  }
  if (!classes) return found;
  const heads = {
    bert: ['bert.pooler.dense', 'classifier'],
    distilbert: ['pre_classifier', 'classifier'],
    roberta: ['classifier.dense', 'classifier.out_proj'],
    'xlm-roberta': ['classifier.dense', 'classifier.out_proj'],
  };
  const [dense = '', output = ''] = heads[architecture];
  linear(dense, hidden, hidden);
  linear(output, classes, hidden);
  return found;
}

function randomTensors(shapesByName: Map<string, number[]>, type: StoredType): Map<string, StoredTensor> {
  const random = seededRandom(11);
  return new Map(
    [...shapesByName].map(([name, shape]) => {
      const isNorm = /norm.*weight$/i.test(name);
      const length = shape.reduce((product, size) => product * size, 1);
      const values = Float32Array.from(
        { length },
        () => (isNorm ? 1 : 0) + (random() - 0.5) * (name.includes('embeddings') ? 2 : 0.4),
      );
      return [name, stored(values, shape, type)];
    }),
  );
}

function stored(values: Float32Array<ArrayBuffer>, shape: number[], type: StoredType): StoredTensor {
  if (type === 'F32') return fromFloat32(values, shape);
  const halves =
    type === 'F16' ? singleToHalf(values) : Uint16Array.from(new Uint32Array(values.buffer), (bits) => bits >>> 16);
  return { type, shape, bytes: new Uint8Array(halves.buffer) };
}
