// `npm run bench:accuracy`: test accuracy and macro F1 of the head on the frozen encoder, on the sets and splits of
// ../shared/design/targets.md, with the app's own tokenizer, encoder and training, on WebAssembly in Chromium.
// A tenth of the training rows watches the training, so the head learns from 90 % of the rows that the targets had.

import { test } from 'vitest';
import amazon from '../../../shared/data/uci_sentiment_sentences/amazon_cells_labelled.txt?raw';
import imdb from '../../../shared/data/uci_sentiment_sentences/imdb_labelled.txt?raw';
import yelp from '../../../shared/data/uci_sentiment_sentences/yelp_labelled.txt?raw';
import customerReviews from '../../../shared/data/customer_reviews/custrev.all?raw';
import spam from '../../../shared/data/sms_spam_uci/SMSSpamCollection.tsv?raw';
import sst2Test from '../../../shared/data/sst2/test.tsv?raw';
import sst2Train from '../../../shared/data/sst2/train.tsv?raw';
import { splitNames, type PreparedSet } from '../../src/domain/dataset';
import { seededRandom, shuffle } from '../../src/domain/random';
import { defaultRecipe } from '../../src/domain/recipe';
import { planBatches } from '../../src/encoder/batch';
import { readEncoderConfig } from '../../src/encoder/config';
import { loadEncoderWeights } from '../../src/encoder/weights';
import { measure } from '../../src/evaluation/metrics';
import { softmaxRows } from '../../src/evaluation/softmax';
import { encodePooled } from '../../src/pipeline/encodeDataSet';
import { JobControl } from '../../src/pipeline/jobControl';
import { examplesOf, labelIdsOf, predictSplit, trainHead } from '../../src/pipeline/trainHead';
import { startBackend } from '../../src/tensor/backend';
import { readSafetensors } from '../../src/tensor/safetensors';
import { createTokenizer, tokenizeTexts } from '../../src/tokenization/tokenizer';

type Example = [text: string, label: string];

const lines = (file: string) => file.split('\n').filter((line) => line.trim() !== '');
const textThenLabel = (file: string): Example[] =>
  lines(file).map((line) => {
    const [text = '', label = ''] = line.split('\t');
    return [text.trim(), label.trim()];
  });
const labelThenText =
  (separator: string) =>
  (file: string): Example[] =>
    lines(file)
      .map((line): Example => {
        const at = line.indexOf(separator);
        return [line.slice(at + 1).trim(), line.slice(0, at)];
      })
      .filter(([text]) => text !== '');
const withoutDuplicates = (examples: Example[]) => [...new Map(examples)];

interface BenchSet {
  name: string;
  target: string;
  train: Example[];
  /** Absent: a fifth of the rows, drawn within each class. */
  test?: Example[];
  /** Training rows used, drawn within each class; all when absent. */
  trainRows?: number;
}

const sst2 = { train: textThenLabel(sst2Train), test: textThenLabel(sst2Test) };
const sets: BenchSet[] = [
  { name: 'SST-2, 1,000 rows', target: '79.0', ...sst2, trainRows: 1000 },
  { name: 'SST-2, all rows', target: '81.4', ...sst2 },
  { name: 'SMS spam', target: '98.4', train: withoutDuplicates(labelThenText('\t')(spam)) },
  { name: 'customer reviews', target: '83.0', train: labelThenText(' ')(customerReviews) },
  { name: 'UCI sentences', target: '89.9', train: [amazon, yelp, imdb].flatMap(textThenLabel) },
];
const seeds = [1, 2, 3];

/** The split of each example: the fixed test rows or a fifth, and a tenth of the rest to watch the training. */
function splitFor(
  labelIds: Uint16Array,
  classCount: number,
  { test: fixed, trainRows }: BenchSet,
  trainCount: number,
  seed: number,
): Uint8Array {
  const unused = 255;
  const splits = new Uint8Array(labelIds.length).fill(splitNames.indexOf('test'));
  for (let label = 0; label < classCount; label++) {
    const members = [...labelIds.keys()].filter((index) => labelIds[index] === label);
    const order = Uint32Array.from(members.filter((index) => !fixed || index < trainCount));
    shuffle(order, seededRandom(seed * 1000 + label));
    const start = fixed ? 0 : Math.round(order.length / 5);
    const share = trainRows ? trainRows / trainCount : 1;
    const end = start + Math.round((order.length - start) * share);
    const validation = Math.round((end - start) / 10);
    order.forEach((example, position) => {
      if (position < start) return;
      splits[example] =
        position >= end
          ? unused
          : splitNames.indexOf(position < start + validation ? 'validation' : 'train');
    });
  }
  return splits;
}

test('accuracy of the head', async () => {
  await startBackend('wasm');
  const models = '/models/all-MiniLM-L6-v2';
  const json = async (name: string): Promise<unknown> => (await fetch(`${models}/${name}`)).json();
  const config = readEncoderConfig(await json('config.json'));
  const file = await (await fetch(`${models}/model.safetensors`)).arrayBuffer();
  const encoder = loadEncoderWeights(readSafetensors(file), config);
  const tokenizer = createTokenizer(
    await json('tokenizer.json'),
    await json('tokenizer_config.json'),
  );
  const encoded = new Map<string, Float32Array>();

  for (const set of sets) {
    const examples = [...set.train, ...(set.test ?? [])];
    const labels = [...new Set(examples.map(([, label]) => label))].toSorted();
    const labelIds = Uint16Array.from(examples, ([, label]) => labels.indexOf(label));
    const tokens = await tokenizeTexts(
      tokenizer,
      examples.map(([text]) => text),
      defaultRecipe.maxTokens,
    );
    const batches = planBatches(tokens, Int32Array.from(examples.keys()), 2048);
    const padded = 1 - tokens.ids.length / batches.reduce((sum, { ids }) => sum + ids.length, 0);
    const key = examples.length + (examples[0]?.[0] ?? '');
    const pooled = encoded.get(key) ?? new Float32Array(examples.length * config.hiddenSize);
    if (!encoded.has(key)) {
      for (const batch of batches) {
        const rows = await encodePooled(encoder, batch);
        batch.texts.forEach((text, row) => {
          const { hiddenSize } = config;
          pooled.set(rows.subarray(row * hiddenSize, (row + 1) * hiddenSize), text * hiddenSize);
        });
      }
      encoded.set(key, pooled);
    }
    const results: { accuracy: number; macroF1: number }[] = [];
    for (const seed of seeds) {
      const prepared: PreparedSet = {
        id: '',
        dataSetId: '',
        columns: { text: 0, label: 1 },
        seed,
        labels,
        dropped: { emptyText: 0, emptyLabel: 0, duplicate: 0, conflictingLabel: 0 },
        rows: Uint32Array.from(examples.keys()),
        labelIds,
        splits: splitFor(labelIds, labels.length, set, set.train.length, seed),
      };
      const data = { set: prepared, pooled, width: config.hiddenSize };
      const recipe = { ...defaultRecipe, seed };
      const silent = () => {};
      const run = await trainHead(data, config, recipe, new JobControl(), silent, silent);
      const logits = await predictSplit(data, config, run.weights, 'test');
      const trueIds = labelIdsOf(prepared, examplesOf(prepared, 'test'));
      results.push(measure(trueIds, softmaxRows(logits, labels.length), labels));
    }
    const mean = (key: 'accuracy' | 'macroF1') =>
      ((100 * results.reduce((sum, own) => sum + own[key], 0)) / results.length).toFixed(1);
    console.log(
      `${set.name}: accuracy ${mean('accuracy')}, macro F1 ${mean('macroF1')} (target ${set.target}; ` +
        `seeds: ${results.map(({ accuracy }) => (100 * accuracy).toFixed(1)).join(' ')}); ` +
        `padding ${(100 * padded).toFixed(1)} % of tokens`,
    );
  }
});
