// The sets and splits of docs/accuracy.md, tokenized by the app's own tokenizer.

import { commands } from 'vitest/browser';
import type { PreparedSet } from '../../src/domain/dataset';
import { splitNames } from '../../src/domain/splitNames';
import { seededRandom, shuffle } from '../../src/domain/random';
import { noSplitFacts } from '../../src/domain/splitChoice';
import type { TokenizedTexts } from '../../src/domain/tokens';
import { readEncoderConfig } from '../../src/encoder/config';
import { packTexts } from '../../src/encoder/batch';
import { checkpointTensors } from '../../src/encoder/checkpoint';
import { encoderTensors } from '../../src/encoder/tensors';
import type { BaseModel } from '../../src/pipeline/train/engine';
import { readSafetensors } from '../../src/tensor/safetensors';
import { createTokenizer, tokenizeTexts, type Tokenizer } from '../../src/tokenization/tokenizer';

type Example = [text: string, label: string];
export type ShippedModelId = 'all-MiniLM-L6-v2' | 'e5-small-v2';

declare module 'vitest/browser' {
  interface BrowserCommands {
    dataLines: (path: string) => Promise<string[]>;
  }
}

const textThenLabel = async (path: string): Promise<Example[]> =>
  (await commands.dataLines(path)).map((line) => {
    const [text = '', label = ''] = line.split('\t');
    return [text.trim(), label.trim()];
  });
const labelThenText = async (path: string, separator: string): Promise<Example[]> =>
  (await commands.dataLines(path))
    .map((line): Example => {
      const at = line.indexOf(separator);
      return [line.slice(at + 1).trim(), line.slice(0, at)];
    })
    .filter(([text]) => text !== '');
const withoutDuplicates = (examples: Example[]) => [...new Map(examples)];

export interface LabelledSet {
  train: Example[];
  /** Absent: a fifth of the rows, drawn within each class. */
  test?: Example[];
  /** Training rows used, drawn within each class; all when absent. */
  trainRows?: number;
  /** Training rows used of each label; all when absent. */
  rowsOfLabel?: number;
}

const sst2 = {
  train: await textThenLabel('sst2/train.tsv'),
  test: await textThenLabel('sst2/test.tsv'),
};

const clinc150 = JSON.parse((await commands.dataLines('clinc150/data_small.json')).join('\n')) as {
  train: Example[];
  test: Example[];
};

export const labelledSets = {
  'SST-2, 1,000 rows': { ...sst2, trainRows: 1000 },
  'SST-2, all rows': sst2,
  'SMS spam': {
    train: withoutDuplicates(await labelThenText('sms_spam_uci/SMSSpamCollection.tsv', '\t')),
  },
  'customer reviews': { train: await labelThenText('customer_reviews/custrev.all', ' ') },
  'UCI sentences': {
    train: (
      await Promise.all(
        ['amazon_cells', 'yelp', 'imdb'].map((site) => textThenLabel(`uci_sentiment_sentences/${site}_labelled.txt`)),
      )
    ).flat(),
  },
  CLINC150: { train: clinc150.train, test: clinc150.test },
} as const satisfies Record<string, LabelledSet>;

/** The texts of SST-2's test set. */
export const sst2TestTexts = sst2.test.map(([text]) => text);

/** A set's rows, split and tokenized. A tenth of the training rows watches the training. */
export interface SplitSet {
  texts: TokenizedTexts;
  set: PreparedSet;
}

/**
 * Tokenizes a set; what comes back splits it by a seed.
 *
 * @param watches whether a tenth of the training rows watches the training, as in the app
 */
export async function splitSet(
  set: LabelledSet,
  tokenizer: Tokenizer,
  watches = true,
): Promise<(seed: number) => SplitSet> {
  const examples = [...set.train, ...(set.test ?? [])];
  const labels = [...new Set(examples.map(([, label]) => label))].toSorted();
  const labelIds = Uint16Array.from(examples, ([, label]) => labels.indexOf(label));
  const texts = await tokenizeTexts(
    tokenizer,
    examples.map(([text]) => text),
    { maxTokens: 128, truncation: 'start' },
  );
  return (seed): SplitSet => {
    const splits = splitFor(labelIds, labels.length, set, seed, watches);
    const used = Uint32Array.from(splits.keys()).filter((index) => splits[index] !== unused);
    const { ids: tokenIds, starts: offsets } = packTexts(texts, used);
    const ids = Uint16Array.from(used, (index) => labelIds[index] ?? 0);
    return {
      texts: { ids: tokenIds, offsets, truncated: 0 },
      set: {
        id: '',
        dataSetId: '',
        textsId: 'texts',
        preparation: { columns: { text: 0, label: 1 } },
        seed,
        labels,
        dropped: { emptyText: 0, emptyLabel: 0, duplicate: 0, conflictingLabel: 0 },
        rows: used,
        task: 'singleLabel',
        labelIds: ids,
        targets: ids,
        folds: null,
        splitFacts: noSplitFacts,
        splits: Uint8Array.from(used, (index) => splits[index] ?? 0),
      },
    };
  };
}

/** The mark of a row that is neither trained on nor tested. */
const unused = 255;

/** The split of each example: the fixed test rows or a fifth, and, when it watches, a tenth of the rest. */
function splitFor(
  labelIds: Uint16Array,
  classCount: number,
  { train, test: fixed, trainRows, rowsOfLabel }: LabelledSet,
  seed: number,
  watches: boolean,
): Uint8Array {
  const splits = new Uint8Array(labelIds.length).fill(splitNames.indexOf('test'));
  for (let label = 0; label < classCount; label++) {
    const members = [...labelIds.keys()].filter((index) => labelIds[index] === label);
    const order = Uint32Array.from(members.filter((index) => !fixed || index < train.length));
    shuffle(order, seededRandom(seed * 1000 + label));
    const start = fixed ? 0 : Math.round(order.length / 5);
    const share = trainRows ? trainRows / train.length : 1;
    const end = start + (rowsOfLabel ?? Math.round((order.length - start) * share));
    const validation = watches ? Math.round((end - start) / 10) : 0;
    order.forEach((example, position) => {
      if (position < start) return;
      splits[example] =
        position >= end ? unused : splitNames.indexOf(position < start + validation ? 'validation' : 'train');
    });
  }
  return splits;
}

/** A model as it comes with the app. */
export async function shippedModel(id: ShippedModelId): Promise<{ base: BaseModel; tokenizer: Tokenizer }> {
  const file = (name: string) => fetch(`/models/${id}/${name}`);
  const json = async (name: string) => (await (await file(name)).json()) as Record<string, unknown>;
  const configJson = await json('config.json');
  const config = readEncoderConfig(configJson);
  const stored = checkpointTensors(readSafetensors(await (await file('model.safetensors')).arrayBuffer()));
  const tensors = encoderTensors(stored, config);
  const tokenizer = createTokenizer(await json('tokenizer.json'), await json('tokenizer_config.json'));
  return { base: { id, json: configJson, config, stored, tensors, pooling: 'firstAndMean' }, tokenizer };
}

/** all-MiniLM-L6-v2 as it comes with the app. */
export const miniLm = () => shippedModel('all-MiniLM-L6-v2');
