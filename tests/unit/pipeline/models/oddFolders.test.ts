// Folders that look like a classifier and are none, or say less than others: right, or said.

import { readFileSync, readdirSync } from 'node:fs';
import { expect, it, test } from 'vitest';
import '../../../support/fileReaderSync';
import type { NamedFile } from '../../../../src/data/read/archives/zipEntries';
import { readEncoderConfig } from '../../../../src/encoder/config';
import { checkpointTensors } from '../../../../src/encoder/checkpoint';
import { encoderTensors } from '../../../../src/encoder/tensors';
import { frozenClassifier } from '../../../../src/inference/frozenClassifier';
import { predict } from '../../../../src/inference/predict';
import { inspectModel } from '../../../../src/pipeline/models/inspectModel';
import { modelFolder } from '../../../../src/pipeline/models/modelFolder';
import { fromFloat32, readSafetensors, writeSafetensors, type StoredTensor } from '../../../../src/tensor/safetensors';
import { createWasmDevice } from '../../../../src/tensor/wasm/wasmDevice';
import { createTokenizer, tokenizeTexts } from '../../../../src/tokenization/tokenizer';
import { tinyModel, type TinyArchitecture } from '../../../support/tinyModels';

type Files = Map<string, Buffer>;
const cases = new URL('../../../data/cases/', import.meta.url);
const blob = (content: Buffer | string) => new Blob([typeof content === 'string' ? content : new Uint8Array(content)]);
const folderOf = (files: Files) => new Map([...files].map(([name, content]) => [name, blob(content)]));
const json = (value: unknown) => Buffer.from(JSON.stringify(value));

function caseFolder(path: string): Files {
  const folder = new URL(`${path}/`, cases);
  return new Map(readdirSync(folder).map((name) => [name, readFileSync(new URL(name, folder))]));
}

function configOf(files: Files): Record<string, unknown> {
  return JSON.parse(files.get('config.json')?.toString() ?? '{}') as Record<string, unknown>;
}

/** Without some settings, and with others. */
function withConfig(files: Files, without: string[], change: object = {}): Files {
  const kept = Object.fromEntries(Object.entries(configOf(files)).filter(([name]) => !without.includes(name)));
  return new Map([...files, ['config.json', json({ ...kept, ...change })]]);
}

function withTensors(files: Files, change: (tensors: Map<string, StoredTensor>) => Map<string, StoredTensor>): Files {
  const tensors = readSafetensors(new Uint8Array(files.get('model.safetensors') ?? []).buffer);
  return new Map([...files, ['model.safetensors', Buffer.concat(writeSafetensors(change(tensors)))]]);
}

const renamed = (prefix: string) => (tensors: Map<string, StoredTensor>) =>
  new Map([...tensors].map(([name, tensor]) => [prefix + name, tensor]));

const inspect = (files: Files) => inspectModel(folderOf(files));

it('a config.json that leaves out the defaults: the answers of transformers', async () => {
  interface Case {
    labels: { roberta: string[] };
    roberta: { text: string; ids: number[]; softmax: number[] }[];
  }
  const expected = JSON.parse(readFileSync(new URL('31-model-sparse-config/expected.json', cases), 'utf8')) as Case;
  const files = caseFolder('31-model-sparse-config/roberta');
  const { head, classifier, files: kept } = await inspect(files);
  expect(head?.labels).toEqual(expected.labels.roberta);
  if (!head || !classifier) throw new Error('It is no classifier.');
  const read = async (name: string) => JSON.parse((await kept.get(name)?.text()) ?? '') as object;
  const tokenizer = createTokenizer(await read('tokenizer.json'), await read('tokenizer_config.json'));
  const config = readEncoderConfig(configOf(files));
  const stored = checkpointTensors(readSafetensors(new Uint8Array(files.get('model.safetensors') ?? []).buffer));
  const answering = await frozenClassifier(await createWasmDevice({ threads: 1 }), {
    config,
    tensors: encoderTensors(stored, config),
    largest: { tokens: 256, texts: 4 },
    longest: 64,
    head: classifier.weights,
    classCount: head.labels.length,
    task: head.task,
    pooling: classifier.pooling,
  });
  for (const { text, ids, softmax } of expected.roberta) {
    const tokens = await tokenizeTexts(tokenizer, [text], { maxTokens: 64, truncation: 'start' });
    expect([...tokens.ids]).toEqual(ids);
    const { probabilities } = await predict(answering, tokens, head);
    softmax.forEach((share, id) => expect(probabilities[id]).toBeCloseTo(share, 3));
  }
});

it.each<[TinyArchitecture, string[]]>([
  ['bert', ['hidden_act', 'layer_norm_eps', 'type_vocab_size', 'pad_token_id', 'id2label']],
  ['distilbert', ['activation', 'pad_token_id', 'id2label', 'architectures']],
  ['roberta', ['hidden_act', 'pad_token_id', 'id2label']],
  ['xlm-roberta', ['hidden_act', 'pad_token_id', 'id2label']],
])('%s: what transformers has a default for may be missing', async (architecture, without) => {
  const files = withConfig(tinyModel(architecture, { labels: ['a', 'b', 'c'] }), without);
  const { head } = await inspect(files);
  expect(head?.labels).toEqual(['LABEL_0', 'LABEL_1', 'LABEL_2']);
});

test('labels by label2id alone, and labels that are numbers', async () => {
  const files = tinyModel('bert', { labels: ['a', 'b', 'c'] });
  const inverted = withConfig(files, ['id2label'], { label2id: { cross: 1, calm: 0, curious: 2 } });
  expect((await inspect(inverted)).head?.labels).toEqual(['calm', 'cross', 'curious']);
  const numbers = withConfig(files, [], { id2label: { 0: 1, 1: 3, 2: 5 } });
  expect((await inspect(numbers)).head?.labels).toEqual(['1', '3', '5']);
});

test.each(['module.', '_orig_mod.', 'model.', 'module._orig_mod.', '_orig_mod.model.'])(
  'weights under “%s”',
  async (prefix) => {
    for (const architecture of ['bert', 'modernbert'] as const) {
      const files = withTensors(tinyModel(architecture, { labels: ['a', 'b'] }), renamed(prefix));
      await expect(inspect(files)).resolves.toMatchObject({ notes: [], head: { labels: ['a', 'b'] } });
    }
    const base = withTensors(tinyModel('bert'), renamed(prefix));
    await expect(inspect(base)).resolves.toMatchObject({ notes: [], head: null });
  },
);

test('two weights of one name are refused', async () => {
  const files = withTensors(tinyModel('bert'), (tensors) => new Map([...tensors, ...renamed('module.')(tensors)]));
  await expect(inspect(files)).rejects.toThrow(/two weights for “embeddings\.word_embeddings\.weight”/);
});

test('weights besides, of any type, are named and left out; weights in double precision are read', async () => {
  const files = withTensors(tinyModel('bert', { labels: ['a', 'b'] }), (tensors) => {
    const bias = tensors.get('classifier.bias');
    const values = Float64Array.of(0.25, -0.5);
    if (bias) tensors.set('classifier.bias', { type: 'F64', shape: [2], bytes: new Uint8Array(values.buffer) });
    return tensors
      .set('class_weights', { type: 'F64', shape: [2], bytes: new Uint8Array(16) })
      .set('seen', { type: 'BOOL', shape: [3], bytes: new Uint8Array(3) })
      .set('step', { type: 'I16', shape: [], bytes: new Uint8Array(2) });
  });
  const { notes, classifier } = await inspect(files);
  expect(notes).toEqual(['Left out, since Hone does not know them: “class_weights” and “seen” and “step”.']);
  expect([...(classifier?.weights.get('output.bias')?.values ?? [])]).toEqual([0.25, -0.5]);
});

test('weights that are not all numbers are refused by name', async () => {
  await expect(inspect(caseFolder('36-model-not-a-plain-classifier/not_a_number'))).rejects.toThrow(
    /its weight “classifier\.weight” is not all numbers/,
  );
  for (const type of ['F32', 'F16', 'BF16'] as const) {
    const files = withTensors(tinyModel('distilbert', { type }), (tensors) => {
      const name = 'transformer.layer.1.ffn.lin1.bias';
      const own = tensors.get(name);
      if (!own) throw new Error('It has another name.');
      const bytes = own.bytes.slice();
      // The last number becomes an infinity: sign aside, the exponent's bits alone.
      const infinity = { F32: [0x00, 0x00, 0x80, 0x7f], F16: [0x00, 0x7c], BF16: [0x80, 0x7f] }[type];
      bytes.set(infinity, bytes.length - infinity.length);
      return tensors.set(name, { ...own, bytes });
    });
    await expect(inspect(files)).rejects.toThrow(/“transformer\.layer\.1\.ffn\.lin1\.bias” is not all numbers/);
  }
  const unused = withTensors(tinyModel('bert'), (tensors) =>
    tensors.set('reward_head.weight', fromFloat32(Float32Array.of(NaN), [1])),
  );
  await expect(inspect(unused)).resolves.toMatchObject({ head: null });
});

const pointer = 'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a2146\nsize 267844284\n';

test.each(['model.safetensors', 'tokenizer.json'])('a pointer of Git LFS for %s is called one', async (name) => {
  const files = tinyModel('bert').set(name, Buffer.from(pointer));
  await expect(inspect(files)).rejects.toThrow(new RegExp(`its ${name} is only a pointer of Git LFS.*git lfs pull`));
});

test.each<[string, string[], object, RegExp]>([
  [
    'labels of words',
    ['classifier.weight'],
    { architectures: ['BertForTokenClassification'] },
    /labels words, not texts/,
  ],
  [
    'a head of its own',
    ['classifier.weight', 'classifier.bias'],
    {},
    /a head of its own: the file lacks “classifier\.weight”/,
  ],
  ['numbers', [], { problem_type: 'regression' }, /trained to give numbers/],
])('%s: a base model, and why', async (_, without, change, note) => {
  const files = withTensors(withConfig(tinyModel('bert', { labels: ['a', 'b'] }), [], change), (tensors) => {
    without.forEach((name) => tensors.delete(name));
    return tensors;
  });
  const { head, classifier, notes } = await inspect(files);
  expect([head, classifier]).toEqual([null, null]);
  expect(notes.join(' ')).toMatch(note);
});

test('a SetFit folder: a base model, and its head is named', async () => {
  const files = tinyModel('bert').set('model_head.pkl', Buffer.from('pickle'));
  const { head, notes, files: kept } = await inspect(files);
  expect(head).toBeNull();
  expect(notes.join()).toMatch(/Its head \(model_head\.pkl\) is a pickle of scikit-learn/);
  expect([...kept.keys()]).not.toContain('model_head.pkl');
});

test('tokens that were added beside a vocabulary file are missed', async () => {
  const files = tinyModel('bert', { vocabularyFiles: true });
  const added = new Map([...files, ['added_tokens.json', json({ '@USER': 3000 })]]);
  await expect(inspect(added)).rejects.toThrow(/the token “@USER” was added to its tokenizer, and vocab\.txt lacks it/);
  const named = new Map([...files, ['added_tokens.json', json({ '[CLS]': 2 })]]);
  await expect(inspect(named)).resolves.toMatchObject({ notes: [] });
});

const at = (path: string, files: Files): NamedFile[] =>
  [...files].map(([name, content]) => ({ path: path + name, content: blob(content) }));

test('an adapter alone is called one, with its base', async () => {
  const adapter = new Map([['adapter_config.json', json({ base_model_name_or_path: 'bert-base-uncased' })]]);
  const said = /it is an adapter for bert-base-uncased, without the model that it changes\. Merge/;
  await expect(modelFolder(at('mine/', adapter))).rejects.toThrow(said);
  const files = tinyModel('bert');
  files.delete('model.safetensors');
  await expect(inspect(new Map([...files, ...adapter]))).rejects.toThrow(said);
});

function checkpoints(best: string | null): NamedFile[] {
  const own = tinyModel('bert');
  return [500, 1000, 1500].flatMap((step) =>
    at(
      `out/checkpoint-${step}/`,
      new Map([...own, ['trainer_state.json', json({ global_step: step, best_model_checkpoint: best })]]),
    ),
  );
}

test.each([
  [
    'out/checkpoint-1000',
    'checkpoint-1000',
    /Of 3 checkpoints, checkpoint-1000: trainer_state\.json calls it the best/,
  ],
  ['C:\\out\\checkpoint-500', 'checkpoint-500', /checkpoint-500: trainer_state/],
  [null, 'checkpoint-1500', /the last, checkpoint-1500: no trainer_state\.json says which is best/],
  ['out/checkpoint-200', 'checkpoint-1500', /the last, checkpoint-1500: the best, checkpoint-200, is not here/],
])('of several checkpoints (best: %s) %s is taken, and said', async (best, taken, note) => {
  const chosen = checkpoints(best);
  const { folder, notes } = await modelFolder(chosen);
  expect(folder.get('config.json')).toBe(chosen.find(({ path }) => path === `out/${taken}/config.json`)?.content);
  expect(notes.join()).toMatch(note);
});

test('a zip with backslashes as Windows writes them', async () => {
  const { BlobWriter, ZipWriter, TextReader, BlobReader } = await import('@zip.js/zip.js');
  const zip = new ZipWriter(new BlobWriter());
  for (const { path, content } of at('mine\\', tinyModel('bert'))) await zip.add(path, new BlobReader(content));
  await zip.add('mine\\notes.txt', new TextReader('none'));
  const { name, folder } = await modelFolder([{ path: 'mine.zip', content: await zip.close() }]);
  expect(name).toBe('mine');
  expect([...folder.keys()].sort()).toEqual([
    'config.json',
    'model.safetensors',
    'tokenizer.json',
    'tokenizer_config.json',
  ]);
});

test('several checkpoints in one zip: the best is unpacked with its weights', async () => {
  const { BlobWriter, ZipWriter, BlobReader } = await import('@zip.js/zip.js');
  const zip = new ZipWriter(new BlobWriter());
  for (const { path, content } of checkpoints('out/checkpoint-1000')) await zip.add(path, new BlobReader(content));
  const { folder, notes } = await modelFolder([{ path: 'out.zip', content: await zip.close() }]);
  expect(notes.join()).toMatch(/checkpoint-1000/);
  expect(folder.has('model.safetensors')).toBe(true);
});
