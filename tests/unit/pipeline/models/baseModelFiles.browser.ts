// A base model's files are compared with what they were when they came.

import { afterEach, expect, test, vi } from 'vitest';
import type { InstalledModel } from '../../../../src/domain/baseModel';
import { defaultModel } from '../../../../src/domain/catalogue';
import { quickHashOfFile, sha256OfFile } from '../../../../src/data/read/bytes/fileHash';
import { modelCacheName } from '../../../../src/domain/modelCache';
import { openBaseModel } from '../../../../src/pipeline/models/baseModelFiles';
import {
  deleteBaseModel,
  keepFiles,
  readModelFile,
  saveBaseModel,
  writeModelFile,
} from '../../../../src/storage/baseModels';

afterEach(() => void vi.restoreAllMocks());

const content = new Blob(['{"model_type":"bert"}']);

async function install(source: InstalledModel['source']): Promise<void> {
  const sha256 = await sha256OfFile(content);
  const quickHash = await quickHashOfFile(content);
  await saveBaseModel({
    id: 'mine',
    name: 'mine',
    source,
    hub: null,
    license: '',
    languages: '',
    parameters: 1,
    head: null,
    files: await keepFiles('mine', [{ name: 'config.json', content, sha256, quickHash }]),
    installedAt: Date.now(),
    notes: [],
    sizes: { architecture: 'bert', vocabularySize: 1, hiddenSize: 1, layerCount: 1, intermediateSize: 1 },
    pooling: 'firstAndMean',
    maxTokens: 512,
  });
}

async function flipBit(file: Blob): Promise<Blob> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  bytes[7] = (bytes[7] ?? 0) ^ 1;
  return new Blob([bytes]);
}

test.each([
  ['hub' as const, 'Press “Download again”'],
  ['disk' as const, 'add it again'],
])('one flipped bit in a model from the %s: it is refused, and what to do is said', async (source, what) => {
  await install(source);
  await writeModelFile('mine', 'config.json', await flipBit(await readModelFile('mine', 'config.json')));
  const files = await openBaseModel('mine');
  await expect(files.bytes('config.json')).rejects.toMatchObject({
    code: 'ModelBroken',
    message: expect.stringMatching(new RegExp(`mine is damaged on this computer .* ${what}`)) as string,
  });
  await writeModelFile('mine', 'config.json', content);
  expect(new TextDecoder().decode(await files.bytes('config.json'))).toBe(await content.text());
  await deleteBaseModel('mine');
});

test('one flipped bit in what is kept for offline use: it is let go of, and the host is asked', async () => {
  const right = await (await fetch(`/models/${defaultModel}/config.json`)).blob();
  const cache = await caches.open(modelCacheName);
  const asked = vi.spyOn(globalThis, 'fetch').mockImplementation(() => Promise.resolve(new Response(right)));
  const url = new URL(`../models/${defaultModel}/config.json`, self.location.href).href;
  await cache.put(url, new Response(await flipBit(right)));
  const files = await openBaseModel(defaultModel);
  expect(new TextDecoder().decode(await files.bytes('config.json'))).toBe(await right.text());
  expect(asked).toHaveBeenCalledExactlyOnceWith(url, { cache: 'reload' });
  expect(await (await cache.match(url))?.text()).toBe(await right.text());
});
