// A model's files at the boundary: what is read of them, and what is refused by which words.

import { describe, expect, it } from 'vitest';
import '../../../support/fileReaderSync';
import { inspectModel } from '../../../../src/pipeline/models/inspectModel';
import { fromFloat32, readSafetensors, writeSafetensors, type StoredTensor } from '../../../../src/tensor/safetensors';
import { inEightBits } from '../../../support/eightBits';
import { tinyModel, type TinyArchitecture } from '../../../support/tinyModels';
import { symbolsFile } from '../../../support/tinyTokenizers';

type Files = Map<string, Buffer>;

const folderOf = (files: Files) =>
  new Map([...files].map(([name, content]) => [name, new Blob([new Uint8Array(content)])]));

/** A model whose tensors are renamed, dropped or added. */
function withTensors(files: Files, rename: (name: string) => string | null): Files {
  const file = new Uint8Array(files.get('model.safetensors') ?? []).buffer;
  const tensors = [...readSafetensors(file)].flatMap(([name, tensor]) => {
    const other = rename(name);
    return other === null ? [] : [[other, tensor] as const];
  });
  const content = Buffer.concat(writeSafetensors(new Map(tensors)));
  return new Map([...files, ['model.safetensors', content]]);
}

/** A model in 8 bits; of one of its scales it has what `change` gives. */
function inBytes(files: Files, change: (tensors: Map<string, StoredTensor>) => void = () => {}): Files {
  const tensors = inEightBits(readSafetensors(new Uint8Array(files.get('model.safetensors') ?? []).buffer));
  change(tensors);
  return new Map([...files, ['model.safetensors', Buffer.concat(writeSafetensors(tensors))]]);
}

function withConfig(files: Files, change: object): Files {
  const config = JSON.parse(files.get('config.json')?.toString() ?? '{}') as object;
  return new Map([...files, ['config.json', Buffer.from(JSON.stringify({ ...config, ...change }))]]);
}

/** A model with so many rows of its word embedding. */
function withRows(files: Files, rows: number): Files {
  const file = new Uint8Array(files.get('model.safetensors') ?? []).buffer;
  const tensors = new Map(readSafetensors(file));
  const values = fromFloat32(new Float32Array(rows * 32), [rows, 32]);
  tensors.set('embeddings.word_embeddings.weight', values);
  const content = Buffer.concat(writeSafetensors(tensors));
  return new Map([...withConfig(files, { vocab_size: rows }), ['model.safetensors', content]]);
}

describe('a model’s files', () => {
  it.each<TinyArchitecture>(['bert', 'distilbert', 'roberta', 'xlm-roberta'])(
    '%s: read, from vocabulary files and shards too',
    async (architecture) => {
      const inspected = await inspectModel(folderOf(tinyModel(architecture, { shards: 2 })));
      expect(inspected).toMatchObject({ notes: [], maxTokens: 64, license: 'other' });
      expect(inspected.sizes.hiddenSize).toBe(32);
      const old = await inspectModel(folderOf(tinyModel(architecture, { vocabularyFiles: true })));
      expect(old.parameters).toBe(inspected.parameters);
      expect([...old.files.keys()]).toContain('tokenizer.json');
    },
  );

  it('one in 8 bits: read, and a scale that does not belong refused by name', async () => {
    const files = tinyModel('bert');
    const inspected = await inspectModel(folderOf(inBytes(files)));
    const plain = await inspectModel(folderOf(files));
    expect(inspected).toMatchObject({ notes: [], parameters: plain.parameters });
    const scale = 'encoder.layer.1.output.dense.weight_scale';
    const without = inBytes(files, (tensors) => tensors.delete(scale));
    await expect(inspectModel(folderOf(without))).rejects.toThrow(
      /“encoder\.layer\.1\.output\.dense\.weight” can’t be used: .*weight_scale” is missing/,
    );
    const other = inBytes(files, (tensors) => tensors.set(scale, fromFloat32(new Float32Array(64), [1, 64])));
    await expect(inspectModel(folderOf(other))).rejects.toThrow(/F32 1 × 64, where one number a row \(32 × 1\)/);
  });

  it('a BERT with XLM-R’s tokenizer: read, and its class kept', async () => {
    const files = tinyModel('bert');
    const xlmr = tinyModel('xlm-roberta', { vocabularyFiles: true });
    files.delete('tokenizer.json');
    files.set('sentencepiece.bpe.model', xlmr.get('sentencepiece.bpe.model') ?? Buffer.of());
    await expect(inspectModel(folderOf(files))).rejects.toThrow(/is for BertTokenizer/);
    const own = withConfig(withRows(files, 4002), { tokenizer_class: 'XLMRobertaTokenizer' });
    const { files: kept } = await inspectModel(folderOf(own));
    const settings = await kept.get('tokenizer_config.json')?.text();
    expect(settings).toContain('"tokenizer_class":"XLMRobertaTokenizer"');
  });

  it('names of TensorFlow’s days are known', async () => {
    const files = withTensors(tinyModel('bert'), (name) =>
      `bert.${name}`.replace('LayerNorm.weight', 'LayerNorm.gamma').replace('LayerNorm.bias', 'LayerNorm.beta'),
    );
    await expect(inspectModel(folderOf(files))).resolves.toMatchObject({ notes: [] });
  });

  it.each([
    ['bert', 'num_hidden_layers'],
    ['distilbert', 'n_layers'],
  ] as const)('a billion layers: a sentence, %s', async (architecture, name) => {
    const files = withConfig(tinyModel(architecture), { [name]: 1_000_000_000 });
    await expect(inspectModel(folderOf(files))).rejects.toMatchObject({
      code: 'ModelBroken',
      message: `This model can’t be used: a ${name} of 1000000000 (Hone takes up to 256) in its config.json.`,
    });
  });

  it('the labels of a classifier are known', async () => {
    const files = tinyModel('distilbert', { labels: ['no', 'yes'] });
    await expect(inspectModel(folderOf(files))).resolves.toMatchObject({
      head: { labels: ['no', 'yes'], task: 'singleLabel' },
    });
    const regression = withConfig(files, { problem_type: 'regression' });
    const { head, notes } = await inspectModel(folderOf(regression));
    expect([head, notes]).toEqual([null, ['It was trained to give numbers; only its encoder is used.']]);
  });

  it('what Hone does not know of is named and left out', async () => {
    const files = withTensors(tinyModel('bert'), (name) => name);
    const extra = withTensors(files, (name) => name);
    const file = new Uint8Array(extra.get('model.safetensors') ?? []).buffer;
    const tensors = new Map(readSafetensors(file));
    const [some] = tensors.values();
    if (some) tensors.set('reward_head.weight', some).set('cls.predictions.bias', some);
    extra.set('model.safetensors', Buffer.concat(writeSafetensors(tensors)));
    const { notes } = await inspectModel(folderOf(extra));
    expect(notes).toEqual(['Left out, since Hone does not know them: “reward_head.weight”.']);
  });

  it.each<[string, RegExp, () => Files]>([
    [
      'a missing weight',
      /lacks “encoder\.layer\.1\.output\.dense\.bias”/,
      () => withTensors(tinyModel('bert'), (name) => (name === 'encoder.layer.1.output.dense.bias' ? null : name)),
    ],
    [
      'a layer that the config knows nothing of',
      /has “encoder\.layer\.1.*They don’t belong together/,
      () => withConfig(tinyModel('bert'), { num_hidden_layers: 1 }),
    ],
    [
      'a vocabulary of another model',
      /3000 tokens and its embedding 2000 rows/,
      () => withRows(tinyModel('bert'), 2000),
    ],
    [
      'a SentencePiece vocabulary of another model',
      /602 tokens and its embedding 4002 rows: they are of different models/,
      () =>
        tinyModel('xlm-roberta', { vocabularyFiles: true }).set('sentencepiece.bpe.model', Buffer.from(symbolsFile())),
    ],
    [
      'a SentencePiece vocabulary that was cut off',
      /its sentencepiece\.bpe\.model is damaged or cut off/,
      () =>
        tinyModel('xlm-roberta', { vocabularyFiles: true }).set(
          'sentencepiece.bpe.model',
          Buffer.from(symbolsFile().subarray(0, 4000)),
        ),
    ],
    [
      'a SentencePiece vocabulary that is read in another way',
      /is for BarthezTokenizer, and without a tokenizer\.json Hone reads only that of XLMRobertaTokenizer/,
      () =>
        withConfig(tinyModel('xlm-roberta', { vocabularyFiles: true }), {
          tokenizer_class: 'BarthezTokenizer',
        }),
    ],
    [
      'a vocabulary whose words need another program',
      /its vocab\.txt is for BertJapaneseTokenizer/,
      () =>
        withConfig(tinyModel('bert', { vocabularyFiles: true }), {
          tokenizer_class: 'BertJapaneseTokenizer',
        }),
    ],
    [
      'another shape than the config says',
      /is 3000 × 32, but the model’s config\.json says 3000 × 64/,
      () => withConfig(tinyModel('bert'), { hidden_size: 64 }),
    ],
    [
      'labels that do not fit the head',
      /its head does not fit the 3 labels/,
      () =>
        withConfig(tinyModel('roberta', { labels: ['a', 'b'] }), {
          id2label: { 0: 'a', 1: 'b', 2: 'c' },
        }),
    ],
    [
      'a shard that is missing',
      /00002\.safetensors, which .*index\.json names, is missing/,
      () => {
        const files = tinyModel('bert', { shards: 2 });
        files.delete('model-00002-of-00002.safetensors');
        return files;
      },
    ],
    [
      'relative positions',
      /positions of the kind “relative_key”/,
      () => withConfig(tinyModel('bert'), { position_embedding_type: 'relative_key' }),
    ],
    [
      'an index that names files elsewhere',
      /\.\.\/x, which/,
      () => {
        const files = tinyModel('bert', { shards: 2 });
        const index = { weight_map: { a: '../x' } };
        return files.set('model.safetensors.index.json', Buffer.from(JSON.stringify(index)));
      },
    ],
  ])('%s is refused', async (_, message, files) => {
    await expect(inspectModel(folderOf(files()))).rejects.toThrow(
      expect.objectContaining({
        code: 'ModelBroken',
        message: expect.stringMatching(message) as string,
      }),
    );
  });
});
