// Models that were broken on the way: read, or refused in words; never another error, never for long.

import { zipSync } from 'fflate';
import { expect, test } from 'vitest';
import { modelCard } from '../../../../src/export/modelCard';
import { compareSettings } from '../../../../src/words/modelSettings';
import { readHoneFile, honeFile } from '../../../../src/export/honeFile';
import { readPageSettings } from '../../../../src/page/settings';
import { inspectModel } from '../../../../src/pipeline/models/inspectModel';
import { modelFolder } from '../../../../src/pipeline/models/modelFolder';
import { readSafetensors } from '../../../../src/tensor/safetensors';
import { createTokenizer } from '../../../../src/tokenization/tokenizer';
import { Failure } from '../../../../src/domain/failures';
import '../../../support/fileReaderSync';
import { mutantCount, readMutants } from '../../../support/mutants';
import { tinyModel, type TinyArchitecture } from '../../../support/tinyModels';
import { symbolsFile } from '../../../support/tinyTokenizers';
import { trainedModel } from '../../../support/trainedModel';

const timeout = 3_600_000;
const architectures: TinyArchitecture[] = ['bert', 'distilbert', 'roberta', 'xlm-roberta'];
const fileOf = (architecture: TinyArchitecture, name: string) =>
  new Uint8Array(tinyModel(architecture, { labels: ['a', 'b'] }).get(name) ?? Buffer.of());

const folders = new Map(
  architectures.map((own) => {
    const files = [...tinyModel(own, { labels: ['a', 'b'] })];
    return [own, new Map(files.map(([name, bytes]) => [name, new Blob([new Uint8Array(bytes)])]))];
  }),
);

/** A model's folder with one file replaced. */
function folderWith(architecture: TinyArchitecture, name: string, content: Uint8Array<ArrayBuffer>) {
  return new Map(folders.get(architecture)).set(name, new Blob([content]));
}

test('safetensors', { timeout }, async () => {
  const sound = architectures.map((own) => fileOf(own, 'model.safetensors'));
  // Most of such a file is numbers: its header alone, too.
  const headers = sound.map((bytes) => bytes.slice(0, 8 + Number(new DataView(bytes.buffer).getBigUint64(0, true))));
  await readMutants([...sound, ...headers], mutantCount(100), (bytes) => {
    for (const { shape, bytes: values } of readSafetensors(bytes.buffer).values()) {
      expect(shape.every((size) => Number.isSafeInteger(size) && size >= 0)).toBe(true);
      expect(values.length).toBeLessThanOrEqual(bytes.length);
    }
  });
});

test.each(['config.json', 'tokenizer_config.json', 'model.safetensors'])('a folder’s %s', { timeout }, async (name) => {
  for (const architecture of architectures) {
    const read = async (bytes: Uint8Array<ArrayBuffer>) => {
      await inspectModel(folderWith(architecture, name, bytes));
    };
    const count = Math.ceil(mutantCount(60) / architectures.length);
    const { taken } = await readMutants([fileOf(architecture, name)], count, read, name.endsWith('.json'));
    expect(taken).toBeGreaterThan(0);
  }
});

test.each(architectures)('tokenizer.json of %s', { timeout }, async (architecture) => {
  // The beginning and the end say how it works; the vocabulary in between is long.
  const texts = ['A good text, für 3 € 👍', `<mask>${' '.repeat(200)}</s>[SEP]`, 'a'.repeat(300), ''];
  const read = (bytes: Uint8Array<ArrayBuffer>) => {
    const tokenizer = createTokenizer(parsed(bytes), {});
    for (const text of texts) {
      const { ids } = tokenizer.encodeMarked(text, 64);
      expect(ids.length).toBeLessThanOrEqual(64);
      expect(ids.every((id) => Number.isInteger(id) && id >= 0 && id < tokenizer.vocabularySize)).toBe(true);
    }
  };
  await readMutants([fileOf(architecture, 'tokenizer.json')], mutantCount(25), read, true);
});

test('sentencepiece.bpe.model', { timeout }, async () => {
  await readMutants([symbolsFile()], mutantCount(25), async (bytes) => {
    const files = folderWith('xlm-roberta', 'sentencepiece.bpe.model', bytes);
    files.delete('tokenizer.json');
    await inspectModel(files);
  });
});

test('hone.json', { timeout }, async () => {
  const labels = ['good', 'bad'];
  const file = new TextEncoder().encode(honeFile(trainedModel(labels), '0.1.0'));
  let [taken, refused] = [0, 0];
  const read = (bytes: Uint8Array<ArrayBuffer>) => {
    const found = readHoneFile(new TextDecoder().decode(bytes), { labels, task: 'singleLabel' });
    if ('problem' in found) {
      refused++;
      expect(found.problem).toMatch(/^Its hone\.json .*\.$/);
    } else {
      taken++;
      expect(found.model.labels).toEqual(labels);
      // What is shown of it must be there.
      const model = { ...found.model, id: 'm', origin: 'restored' as const, pooling: 'first' as const };
      expect(compareSettings([model, trainedModel(labels)]).length).toBeGreaterThan(5);
      expect(modelCard(model, '0.1.0')).toContain('good');
    }
  };
  await readMutants([file], mutantCount(100), read, true);
  expect(Math.min(taken, refused)).toBeGreaterThan(0);
});

test('page.json', { timeout }, async () => {
  const cleaning = { steps: ['trim'], removeWords: ['a'], removePassages: [], passageHashes: [] };
  const settings = { title: 'A page', maxTokens: 64, truncation: 'start', cleaning, allowedOrigins: ['*'] };
  const file = new TextEncoder().encode(JSON.stringify(settings));
  await readMutants([file], mutantCount(80), (bytes) => readPageSettings(parsed(bytes)), true);
});

test('a zip of a model', { timeout }, async () => {
  const files = [...tinyModel('bert', { labels: ['a', 'b'] })].map(([name, bytes]) => [name, new Uint8Array(bytes)]);
  const packed = zipSync(Object.fromEntries(files));
  const stored = zipSync(Object.fromEntries(files), { level: 0 });
  await readMutants([packed, stored], mutantCount(20), async (bytes) => {
    const { folder } = await modelFolder([{ path: 'model.zip', content: new Blob([bytes]) }]);
    await inspectModel(folder);
  });
});

/** Bytes as JSON, as `readJson` takes them. */
function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    throw new Failure('ModelBroken', 'This is not readable as JSON.');
  }
}
