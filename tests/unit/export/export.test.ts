import { describe, expect, test } from 'vitest';
import { defaultRecipe } from '../../../src/domain/recipe';
import type { TrainedModel } from '../../../src/domain/run';
import { readEncoderConfig } from '../../../src/encoder/config';
import { poolingLayerTensors } from '../../../src/encoder/pooling';
import {
  classifierConfig,
  classifierTokenizer,
  classifierTokenizerConfig,
} from '../../../src/export/huggingFaceConfig';
import { classifierTensors } from '../../../src/export/huggingFaceWeights';
import { modelCard } from '../../../src/export/modelCard';
import { report } from '../../../src/export/report';
import { fromFloat32, toFloat32 } from '../../../src/tensor/safetensors';

const hostile = ['a|b', '`code`', '__proto__', '# heading\nnext'];
const counts = { rows: 8, rowsPerClass: [2, 2, 2, 2] };
const model: TrainedModel = {
  id: 'm',
  name: 'reviews: "new"',
  createdAt: Date.UTC(2026, 10, 24),
  dataSetId: 'd',
  dataSetName: 'reviews.csv',
  preparedSetId: 'p',
  rowsRead: 30,
  dropped: { emptyText: 1, emptyLabel: 2, duplicate: 3, conflictingLabel: 0 },
  splitCounts: { train: counts, validation: counts, test: counts },
  labels: hostile,
  recipe: { ...defaultRecipe },
  compute: { kind: 'wasm', adapter: 'processor', threads: 2, why: '' },
  seconds: {
    importing: 1,
    tokenizing: 1,
    loadingModel: 1,
    encoding: 1,
    training: 1,
    evaluating: 1,
  },
  truncatedTexts: 4,
  history: [
    {
      step: 1,
      epoch: 1,
      trainLoss: 1,
      learningRate: 1e-4,
      validationLoss: 0.9,
      validationMacroF1: 0.5,
    },
  ],
  bestEpoch: 1,
  stoppedEarly: false,
  metrics: {
    rows: 8,
    accuracy: 0.75,
    macroPrecision: 0.7,
    macroRecall: 0.7,
    macroF1: 0.7,
    loss: 0.6,
    classes: hostile.map((label) => ({ label, precision: 1, recall: 0.5, f1: 0.66, support: 2 })),
    confusionMatrix: hostile.map((_, row) => hostile.map((__, column) => (row === column ? 2 : 0))),
  },
};

describe('config.json', () => {
  const base = { model_type: 'bert', num_hidden_layers: 6, _name_or_path: 'x', hidden_size: 384 };

  test('is a classifier’s, one layer deeper, in single precision', () => {
    expect(classifierConfig(base, { labels: ['no', 'yes'] })).toEqual({
      model_type: 'bert',
      hidden_size: 384,
      num_hidden_layers: 7,
      architectures: ['BertForSequenceClassification'],
      id2label: { 0: 'no', 1: 'yes' },
      label2id: { no: 0, yes: 1 },
      problem_type: 'single_label_classification',
      torch_dtype: 'float32',
    });
  });

  test('refuses two labels of one name', () => {
    expect(() => classifierConfig(base, { labels: ['a', 'a'] })).toThrowError(/same name/);
  });

  test('keeps a label named __proto__', () => {
    const json = JSON.stringify(classifierConfig(base, { labels: ['__proto__', 'b'] }));
    expect(json).toContain('"label2id":{"__proto__":0,"b":1}');
  });
});

test('the tokenizer cuts where training cut, and pads nothing', () => {
  const stored = {
    truncation: { max_length: 128 },
    padding: { strategy: { Fixed: 128 } },
    model: {},
  };
  expect(classifierTokenizer(stored, 64)).toMatchObject({
    truncation: { max_length: 64 },
    padding: null,
    model: {},
  });
  expect(classifierTokenizerConfig({ name_or_path: 'x', do_lower_case: true }, 64)).toEqual({
    do_lower_case: true,
    model_max_length: 64,
  });
});

test('weights have the names that Hugging Face expects, old heads left behind', () => {
  const config = readEncoderConfig({
    model_type: 'bert',
    vocab_size: 3,
    hidden_size: 2,
    num_hidden_layers: 1,
    num_attention_heads: 1,
    intermediate_size: 4,
    max_position_embeddings: 8,
    hidden_act: 'gelu',
  });
  const tensor = fromFloat32(new Float32Array(2), [2]);
  const base = new Map(
    [
      'embeddings.LayerNorm.weight',
      'encoder.layer.0.output.dense.bias',
      'pooler.dense.bias',
      'embeddings.position_ids',
    ].map((name) => [name, tensor]),
  );
  const head = new Map([
    ['dense.weight', { shape: [2, 2], values: new Float32Array([1, 2, 3, 4]) }],
    ['dense.bias', { shape: [2], values: new Float32Array(2) }],
    ['output.weight', { shape: [2, 3], values: new Float32Array(6) }],
    ['output.bias', { shape: [3], values: new Float32Array(3) }],
  ]);
  const values = new Float32Array([1, 2, 3, 4, 5, 6]);
  const changed = new Map([
    ['layers.0.output.bias', { shape: [2], values: values.slice(0, 2) }],
    ['layers.0.qkv.bias', { shape: [6], values }],
  ]);
  const tensors = classifierTensors(base, config, head, changed, 'firstAndMean');
  expect([...tensors.keys()].filter((name) => !name.includes('layer.1'))).toEqual([
    'bert.embeddings.LayerNorm.weight',
    'bert.encoder.layer.0.output.dense.bias',
    'bert.encoder.layer.0.attention.self.query.bias',
    'bert.encoder.layer.0.attention.self.key.bias',
    'bert.encoder.layer.0.attention.self.value.bias',
    'bert.pooler.dense.weight',
    'bert.pooler.dense.bias',
    'classifier.weight',
    'classifier.bias',
  ]);
  expect([...tensors.keys()].filter((name) => name.includes('layer.1'))).toHaveLength(
    poolingLayerTensors(config).size,
  );
  const read = (name: string) => {
    const found = tensors.get(name);
    return found && Array.from(toFloat32(found));
  };
  expect(read('bert.encoder.layer.0.output.dense.bias')).toEqual([1, 2]);
  expect(read('bert.encoder.layer.0.attention.self.key.bias')).toEqual([3, 4]);
  const dense = tensors.get('bert.pooler.dense.weight');
  expect(dense && Array.from(toFloat32(dense))).toEqual([1, 3, 2, 4]);
});

test('the model card stands any label, and holds no text of the rows', () => {
  const card = modelCard(model, '0.1.0');
  expect(card).toMatch(/^---\nlicense: apache-2.0\n/);
  expect(card).toContain('- name: "reviews: \\"new\\""');
  expect(card).toContain('base_model: sentence-transformers/all-MiniLM-L6-v2');
  expect(card).toContain('`a\\|b`');
  expect(card).toContain('`` `code` ``');
  expect(card).not.toContain('\n# heading');
  expect(card).toContain('75.0 %');
});

test('report.json keeps its promise', () => {
  const prediction = {
    rowNumber: 7,
    text: 'fine',
    trueLabel: 'a|b',
    predictedLabel: 'a|b',
    logits: [1, 0, 0, 0],
    probabilities: [0.4, 0.2, 0.2, 0.2],
  };
  const content = report(model, [prediction], '0.1.0');
  expect(content).toMatchObject({
    appVersion: '0.1.0',
    data: { fileName: 'reviews.csv', rowsRead: 30, rowsKept: 24, rowsDropped: { duplicate: 3 } },
    seed: 42,
    baseModel: 'all-MiniLM-L6-v2',
    backend: 'wasm',
    adapter: 'processor',
    history: [{ step: 1, epoch: 1, trainLoss: 1, validationLoss: 0.9, validationMacroF1: 0.5 }],
    predictions: [prediction],
  });
  expect(content.data.splits['train']?.rowsPerClass[2]).toEqual({ label: '__proto__', rows: 2 });
});
