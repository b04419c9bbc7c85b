import { XLMRobertaTokenizer } from '@xenova/transformers';
import { describe, expect, test } from 'vitest';
import { leftOut } from '../../../src/domain/splitNames';
import type { SplitRows } from '../../../src/domain/metrics';
import { defaultFolds, defaultSplit, noSplitFacts, type SplitChoice } from '../../../src/domain/splitChoice';
import { defaultRecipe, suitedTo } from '../../../src/domain/recipe';
import type { Evaluation } from '../../../src/domain/evaluation';
import type { ModelTrainedHere } from '../../../src/domain/run';
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
import { rowNumbersOfFolds, splitCsv } from '../../../src/export/splitRows';
import { fromFloat32, toFloat32 } from '../../../src/tensor/safetensors';
import { fromSentencePiece } from '../../../src/tokenization/fromSentencePiece';
import { createTokenizer } from '../../../src/tokenization/tokenizer';
import { trainedModel } from '../../support/trainedModel';
import { sentencePieceFile } from '../../support/tinyTokenizers';

const hostile = ['a|b', '`code`', '__proto__', '# heading\nnext'];
const model: ModelTrainedHere = { ...trainedModel(hostile), name: 'reviews: "new"' };

const splitRows: SplitRows = {
  rowNumbers: Uint32Array.of(2, 4, 5, 8, 9),
  splits: Uint8Array.of(0, 1, 2, leftOut, 0),
  folds: null,
};
const inFolds: SplitRows = {
  ...splitRows,
  splits: Uint8Array.of(0, 1, 0, 0, 0),
  folds: Uint8Array.of(0, 1, 2, 0, 1),
};

describe('config.json', () => {
  const base = { model_type: 'bert', num_hidden_layers: 6, _name_or_path: 'x', hidden_size: 384 };
  const labelsOf = (...labels: string[]) => ({ ...trainedModel(labels) });

  test('is a classifier’s, one layer deeper, in single precision', () => {
    expect(classifierConfig(base, labelsOf('no', 'yes'))).toEqual({
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

  test('says the type of its own weights, not of the base model’s, by whichever key that had it', () => {
    const labels = labelsOf('no', 'yes');
    const half = { ...base, dtype: 'float16', torch_dtype: 'float16' };
    expect(classifierConfig(half, labels)).toEqual(classifierConfig(base, labels));
  });

  test('names the pooling that no layer gives, its own and not the base model’s', () => {
    const labels = labelsOf('no', 'yes');
    expect(classifierConfig(base, { ...labels, pooling: 'max' })).toMatchObject({
      num_hidden_layers: 6,
      hone_pooling: 'max',
    });
    expect(classifierConfig({ ...base, hone_pooling: 'max' }, labels)).not.toHaveProperty('hone_pooling');
  });

  test('refuses two labels of one name', () => {
    expect(() => classifierConfig(base, labelsOf('a', 'a'))).toThrowError(/same name/);
  });

  test('keeps a label named __proto__', () => {
    const json = JSON.stringify(classifierConfig(base, labelsOf('__proto__', 'b')));
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

test('XLM-R’s tokenizer gives the same ids in transformers.js', () => {
  const file = fromSentencePiece(sentencePieceFile(), {});
  const [own, library] = [createTokenizer(file, {}), classifierTokenizer({ ...file }, 64)];
  const theirs = new XLMRobertaTokenizer(library, {});
  const texts = ['Free entry, call 0800 now!', 'Das wäre schön', 'سعر المنتج', '今天天气很好'];
  for (const text of texts) expect(theirs.encode(text)).toEqual([...own.encode(text, 64)]);
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
    ['layers.0.output.bias', { shape: [2], values: () => values.slice(0, 2) }],
    ['layers.0.qkv.bias', { shape: [6], values: () => values }],
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
  expect([...tensors.keys()].filter((name) => name.includes('layer.1'))).toHaveLength(poolingLayerTensors(config).size);
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
  expect(card).toMatch(/^---\nlicense: "mit"\n/);
  expect(card).toContain('- name: "reviews: \\"new\\""');
  expect(card).toContain('base_model: "intfloat/e5-small-v2"');
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
  const content = report(model, [prediction], splitRows, '0.1.0');
  expect(content).toMatchObject({
    appVersion: '0.1.0',
    data: { fileName: 'reviews.csv', rowsRead: 30, rowsKept: 24, rowsDropped: { duplicate: 3 } },
    seed: 42,
    baseModel: 'e5-small-v2',
    backend: 'wasm',
    adapter: 'processor',
    history: [{ step: 1, epoch: 1, trainLoss: 1, validationLoss: 0.9, validationMacroF1: 0.5 }],
    predictions: [prediction],
  });
  expect(content.data.splits['train']?.rowsPerClass[2]).toEqual({ label: '__proto__', rows: 2 });
  expect(content.data.splits['train']?.rowNumbers).toEqual([2, 9]);
  expect(content.data.splits['test']?.rowNumbers).toEqual([5]);
  expect(content.data).not.toHaveProperty('folds');
  const old = report(model, [prediction], undefined, '0.1.0');
  expect(old.data.splits['train']).not.toHaveProperty('rowNumbers');
});

describe('how far the numbers can be trusted', () => {
  const estimate = { value: 0.75, interval: { low: 0.5, high: 0.9 } };
  const estimates = {
    accuracy: estimate,
    macroPrecision: estimate,
    macroRecall: estimate,
    macroF1: { value: 1, interval: null },
    microF1: estimate,
  };
  const evaluation: Evaluation = {
    estimates,
    baselines: [
      { name: 'majority', estimates, ahead: estimates, verdict: 'better' },
      { name: 'tfidf', estimates, ahead: estimates, verdict: 'even' },
    ],
    reliability: { bins: [], expectedCalibrationError: 0.021, errorByChance: 0.034 },
    certainties: { certainty: Float32Array.of(0.9, 0.8, 0.3), right: Uint32Array.of(1, 1, 2) },
  };
  const before = { expectedCalibrationError: 0.06, loss: 0.7 };
  const evaluated: ModelTrainedHere = {
    ...model,
    calibration: { temperature: 1.5, rows: 40, outcome: 'fitted', before },
    tfidf: {
      inversePenalty: 10,
      terms: 900,
      trainingRows: 50,
      allTrainingRows: 80,
      accuracy: 0.7,
      macroF1: 0.6,
      seconds: 1,
    },
    unsureBelow: 0.7,
  };

  test('is in the model card', () => {
    const card = modelCard(evaluated, '0.1.0', { evaluation });
    expect(card).toContain(
      '| Word counts (TF-IDF, logistic regression) | 75.0 % (50.0 % to 90.0 %) | 100.0 % | the difference could be chance |',
    );
    expect(card).toContain('learned from 50 of the 80 training rows');
    expect(card).toContain('Expected calibration error 2.1 % (15 bins; chance alone would show up to 3.4 %)');
    expect(card).toContain('a temperature of 1.500, fitted on 40 validation rows');
    expect(card).toContain('is below\n0.7 (also `hone_unsure_below` in config.json)');
    expect(card).toContain('answers 66.7 % of the test texts, 50.0 % of them correctly');
    expect(card).toContain('but the confidence below which a person is asked');
    const plain = modelCard(model, '0.1.0', { evaluation });
    expect(plain).toContain('The probabilities are as training left them.');
    expect(plain).not.toContain('ask a person');
  });

  test('is in report.json and config.json', () => {
    expect(report(evaluated, [], undefined, '0.1.0', evaluation)).toMatchObject({
      intervals: { level: 0.95, accuracy: estimate },
      baselines: [{ name: 'majority' }, { name: 'tfidf', facts: { terms: 900 } }],
      calibration: { temperature: 1.5, before, expectedCalibrationError: 0.021 },
      unsureBelow: 0.7,
    });
    const config = classifierConfig({ model_type: 'bert', num_hidden_layers: 6 }, evaluated);
    expect(config).toMatchObject({ hone_unsure_below: 0.7 });
  });
});

describe('the split', () => {
  test('is a CSV of row numbers, in the order of the file', () => {
    expect(splitCsv(splitRows)).toBe(
      'row_number,split\r\n2,train\r\n4,validation\r\n5,test\r\n8,left out\r\n9,train\r\n',
    );
    expect(splitCsv(inFolds)).toBe(
      'row_number,split,fold\r\n2,train,1\r\n4,validation,2\r\n5,train,3\r\n8,train,1\r\n9,train,2\r\n',
    );
    expect(rowNumbersOfFolds(inFolds)).toEqual([[2, 8], [4, 9], [5]]);
    const files = { names: ['a.csv', 'b "new", 2.csv'], of: Uint16Array.of(0, 0, 0, 1, 1) };
    expect(
      splitCsv({ ...splitRows, files })
        .split('\r\n')
        .slice(0, 6),
    ).toEqual([
      ...['file,row_number,split', '"a.csv",2,train', '"a.csv",4,validation', '"a.csv",5,test'],
      ...['"b ""new"", 2.csv",8,left out', '"b ""new"", 2.csv",9,train'],
    ]);
  });

  test('is told in the model card, with its check and how to repeat it', () => {
    const facts = { ...noSplitFacts, overlappingRows: 3 };
    const drawn = modelCard({ ...model, split: { choice: defaultSplit, column: null, facts } }, '');
    expect(drawn).toContain('by a seeded draw within each class, near duplicates together:');
    expect(drawn).toContain('3 of 8 test rows are also in train (exactly or nearly).');
    expect(drawn).toContain('`split.csv`');

    const choice: SplitChoice = { kind: 'column', column: 2, parts: [], overlap: 'leaveOut' };
    const mended = { ...noSplitFacts, remediedRows: 2, drawn: ['validation' as const] };
    const given = modelCard({ ...model, split: { choice, column: 'set|x', facts: mended } }, '').replaceAll(
      /\s+/g,
      ' ',
    );
    expect(given).toContain('as column `set\\|x` says, with a seeded tenth of train as validation:');
    expect(given).toContain('0 of 8 test rows are also in train (exactly or nearly), after 2 were left out.');
  });

  test('in folds is told as such: mean, deviation, and that the model saw all rows', () => {
    const crossValidation = {
      folds: [2, 3, 3].map((rows) => ({ rows, accuracy: 0.75, macroF1: 0.7 })),
      accuracy: { mean: 0.75, deviation: 0.021 },
      macroF1: { mean: 0.7, deviation: 0.034 },
    };
    const split = { choice: { ...defaultFolds, folds: 3 }, column: null, facts: noSplitFacts };
    const card = modelCard({ ...model, split, crossValidation }, '0.1.0');
    expect(card).toContain('## Results by cross-validation');
    expect(card).toContain('accuracy 75.0 % ± 2.1 %, macro F1 70.0 % ± 3.4 %');
    expect(card).toContain('into 3 folds, drawn within each class, near duplicates together');
    expect(card).toContain('split: cross-validation}');
    expect(card).not.toContain('The test split was never used');
    const content = report({ ...model, split, crossValidation }, [], inFolds, '0.1.0');
    expect(content).toMatchObject({
      crossValidation,
      data: { split, folds: [{ rowNumbers: [2, 8] }, { rowNumbers: [4, 9] }, { rowNumbers: [5] }] },
    });
  });
});

test('contrastive training is told as such, with what it was compared with', () => {
  const contrastive = { kept: 'contrastive', folds: 5, rows: 16, right: { contrastive: 14, head: 12 } } as const;
  const recipe = {
    ...defaultRecipe,
    depth: 'whole',
    method: 'contrastive',
    ...suitedTo('whole', 'contrastive'),
  } as const;
  const trained = { ...model, recipe, contrastive };
  const card = modelCard(trained, '0.1.0');
  expect(card).toContain('- Trained: the whole model, contrastively, by adapters on pairs of texts, and the head');
  expect(card).toContain('- Adapters: rank 8');
  expect(card).toMatch(/- 320 pairs of texts, half of them of one label, in batches of 16, once/);
  expect(card).toContain('So it was kept, by 2 rows.');
  expect(report(trained, [], undefined, '0.1.0')).toMatchObject({ contrastive, recipe: { method: 'contrastive' } });
});

test('the model card says what was decided about the rows and how to clean new texts', () => {
  const card = modelCard(
    {
      ...model,
      dropped: { ...model.dropped, byChoice: [{ reason: 'nearDuplicates', rows: 7 }] },
      recipe: { ...defaultRecipe, balancing: 'overSampling' },
      preparation: {
        columns: { text: 0, label: 1 },
        labelling: { source: { kind: 'one' }, changes: [{ from: 'pos', to: 'a|b' }] },
        fixes: [{ finding: 'nearDuplicates', action: 'drop' }],
        cleaning: { steps: ['urls'], removeWords: [], removePassages: ['a private passage'] },
      },
    },
    '1.0.0',
  );
  expect(card).toContain(', 7 nearly the same as another.');
  expect(card).toContain('1 of them were renamed, merged or left out');
  expect(card).toContain('- Only the first of near duplicates is kept.');
  expect(card).toContain('**Clean new texts in the same way**');
  expect(card).toContain('- Replace URLs');
  expect(card).toContain('Unbalanced labels: over-sample.');
  expect(card).not.toContain('private passage');
});
