// A tiny model and texts whose class is told by one token: enough to train on in a second.

import { readFileSync } from 'node:fs';
import type { PreparedSet } from '../../src/domain/dataset';
import { noSplitFacts } from '../../src/domain/splitChoice';
import { seededRandom } from '../../src/domain/random';
import { defaultRecipe, suitedTo, type Recipe } from '../../src/domain/recipe';
import type { TokenizedTexts } from '../../src/domain/tokens';
import { readEncoderConfig } from '../../src/encoder/config';
import { encoderTensors } from '../../src/encoder/tensors';
import type { BaseModel } from '../../src/pipeline/train/engine';
import { readSafetensors } from '../../src/tensor/safetensors';

const folder = new URL('../fixtures/distilbert/', import.meta.url);

/** The fixture's DistilBERT: 2 layers, hidden size 32; with dropout. */
export function tinyBaseModel(dropout = 0.1): BaseModel {
  const json = JSON.parse(readFileSync(new URL('config.json', folder), 'utf8')) as object;
  const own = { ...json, dropout, attention_dropout: dropout, seq_classif_dropout: dropout };
  const config = readEncoderConfig(own);
  const file = new Uint8Array(readFileSync(new URL('model.safetensors', folder)));
  const stored = readSafetensors(file.buffer);
  const tensors = encoderTensors(stored, config);
  return { id: 'all-MiniLM-L6-v2', json: own, config, stored, tensors, pooling: 'firstAndMean' };
}

/** Texts of 4 to 12 tokens, one of which is 100 + the class; every 6th validates, every 7th tests. */
export function tinySet(rows = 60): { set: PreparedSet; texts: TokenizedTexts } {
  const random = seededRandom(3);
  const offsets = new Uint32Array(rows + 1);
  const ids: number[] = [];
  const labelIds = Uint16Array.from({ length: rows }, (_, row) => row % 2);
  for (let row = 0; row < rows; row++) {
    const length = 4 + Math.floor(random() * 9);
    const text = Array.from({ length }, () => 200 + Math.floor(random() * 50));
    text[Math.floor(random() * length)] = 100 + (labelIds[row] ?? 0);
    ids.push(...text);
    offsets[row + 1] = ids.length;
  }
  const set: PreparedSet = {
    id: 'set',
    dataSetId: 'data',
    textsId: 'texts',
    preparation: { columns: { text: 0, label: 1 } },
    seed: 1,
    labels: ['a', 'b'],
    rows: Uint32Array.from({ length: rows }, (_, row) => row),
    task: 'singleLabel',
    labelIds,
    targets: labelIds,
    folds: null,
    splitFacts: noSplitFacts,
    splits: Uint8Array.from({ length: rows }, (_, row) => (row % 6 === 5 ? 1 : row % 7 === 6 ? 2 : 0)),
    dropped: { emptyText: 0, emptyLabel: 0, duplicate: 0, conflictingLabel: 0 },
  };
  return { set, texts: { ids: Int32Array.from(ids), offsets, truncated: 0 } };
}

/** As `tinySet`, but a text has label a, b, both or none: token 100 says a, 101 says b. */
export function tinyMultiLabelSet(rows = 80): { set: PreparedSet; texts: TokenizedTexts } {
  const { set, texts } = tinySet(rows);
  const targets = new Uint8Array(2 * rows);
  for (let row = 0; row < rows; row++) {
    const start = texts.offsets[row] ?? 0;
    [0, 1].forEach((label) => {
      const has = (row >> label) & 1;
      targets[2 * row + label] = has;
      texts.ids[start + label] = has ? 100 + label : 200;
    });
    for (let i = start + 2; i < (texts.offsets[row + 1] ?? 0); i++) texts.ids[i] = 200 + (i % 50);
  }
  return { set: { ...set, task: 'multiLabel', targets }, texts };
}

/** A recipe that learns the tiny set in a few epochs. */
export function tinyRecipe(changed: Partial<Recipe>): Recipe {
  const depth = changed.depth ?? 'whole';
  const method = changed.method ?? 'full';
  return {
    ...defaultRecipe,
    ...suitedTo(depth, method),
    depth,
    method,
    epochs: 6,
    batchSize: 8,
    learningRate: 0.005,
    headLearningRate: 0.01,
    maxTokens: 16,
    patience: 20,
    loraRank: 2,
    loraAlpha: 4,
    ...changed,
  };
}
