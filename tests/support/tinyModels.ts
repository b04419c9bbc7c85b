// Tiny random models of each architecture as Hugging Face's files: 2 layers of 32, with the tokenizers of
// tests/fixtures/tokenizers.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { seededRandom } from '../../src/domain/random';
import { singleToHalf } from '../../src/tensor/halfPrecision';
import { fromFloat32, writeSafetensors, type StoredTensor } from '../../src/tensor/safetensors';
import { sentencePieceFile, tinyTokenizer } from './tinyTokenizers';

export type TinyArchitecture = 'bert' | 'distilbert' | 'roberta' | 'xlm-roberta' | 'modernbert';
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
/** Tokens that ModernBERT's tokenizer adds to its vocabulary. */
const rowsOfSpaces = 7;
const tokenizers = {
  bert: 'cased',
  distilbert: 'cased',
  roberta: 'bytePairs',
  'xlm-roberta': 'unigram',
  modernbert: 'modernbert',
} as const;

/** Writes a model's files into a folder. */
export function writeFolder(folder: string, files: Map<string, Buffer>): string {
  mkdirSync(folder, { recursive: true });
  for (const [name, content] of files) writeFileSync(join(folder, name), content);
  return folder;
}

/** A model's files by name. */
export function tinyModel(
  architecture: TinyArchitecture,
  { type = 'F32', shards = 1, labels, vocabularyFiles = false }: TinyOptions = {},
): Map<string, Buffer> {
  const tokenizer = tinyTokenizer(tokenizers[architecture]) as { model: { vocab: object } };
  const vocabularySize = Object.keys(tokenizer.model.vocab).length + (architecture === 'modernbert' ? rowsOfSpaces : 0);
  const files = new Map<string, Buffer>();
  const json = (value: unknown) => Buffer.from(JSON.stringify(value));
  files.set('config.json', json(config(architecture, vocabularySize, labels)));
  files.set('tokenizer_config.json', json(tokenizerConfig(architecture)));
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

/** ModernBERT has no tokenizer class that knows its special tokens. */
function tokenizerConfig(architecture: TinyArchitecture) {
  const own = { cls_token: '<s>', sep_token: '</s>', pad_token: '<pad>', unk_token: '<unk>', mask_token: '<mask>' };
  const named = architecture === 'modernbert' ? { tokenizer_class: 'PreTrainedTokenizerFast', ...own } : {};
  return { do_lower_case: false, model_max_length: 64, ...named };
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

/** Windows of 4 tokens to either side in the second layer. */
function modernbertConfig(vocabularySize: number, labels?: string[]) {
  return {
    model_type: 'modernbert',
    architectures: [labels ? 'ModernBertForSequenceClassification' : 'ModernBertForMaskedLM'],
    vocab_size: vocabularySize,
    hidden_size: hidden,
    intermediate_size: inner,
    num_hidden_layers: 2,
    num_attention_heads: 4,
    max_position_embeddings: 64,
    global_attn_every_n_layers: 2,
    local_attention: 8,
    classifier_pooling: 'mean',
    pad_token_id: 1,
    cls_token_id: 0,
    bos_token_id: 0,
    sep_token_id: 2,
    eos_token_id: 2,
    ...(labels && { id2label: { ...labels } }),
  };
}

function config(architecture: TinyArchitecture, vocabularySize: number, labels?: string[]) {
  if (architecture === 'modernbert') return modernbertConfig(vocabularySize, labels);
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

/** With the head that its masked language model has too. */
function modernbertShapes(vocabularySize: number, classes?: number): Map<string, number[]> {
  const layer = (index: number) => [
    ...(index > 0 ? [[`layers.${index}.attn_norm`, hidden] as const] : []),
    [`layers.${index}.attn.Wqkv`, 3 * hidden, hidden] as const,
    [`layers.${index}.attn.Wo`, hidden, hidden] as const,
    [`layers.${index}.mlp_norm`, hidden] as const,
    [`layers.${index}.mlp.Wi`, 2 * inner, hidden] as const,
    [`layers.${index}.mlp.Wo`, hidden, inner] as const,
  ];
  const encoder = [
    ['embeddings.tok_embeddings', vocabularySize, hidden] as const,
    ['embeddings.norm', hidden] as const,
    ...[0, 1].flatMap(layer),
    ['final_norm', hidden] as const,
  ];
  return new Map<string, number[]>([
    ...encoder.map(([name, ...shape]): [string, number[]] => [`model.${name}.weight`, shape]),
    ['head.dense.weight', [hidden, hidden]],
    ['head.norm.weight', [hidden]],
    ...(classes
      ? ([
          ['classifier.weight', [classes, hidden]],
          ['classifier.bias', [classes]],
        ] as [string, number[]][])
      : [['decoder.bias', [vocabularySize]] as [string, number[]]]),
  ]);
}

function shapes(architecture: TinyArchitecture, vocabularySize: number, classes?: number): Map<string, number[]> {
  if (architecture === 'modernbert') return modernbertShapes(vocabularySize, classes);
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
