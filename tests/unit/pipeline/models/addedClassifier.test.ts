// A classifier that comes from disk: found among files, its head read, and the same answers as before it was written.

import { describe, expect, it } from 'vitest';
import '../../../support/fileReaderSync';
import { packTexts, predicting } from '../../../../src/encoder/batch';
import { Classifier } from '../../../../src/encoder/classifier';
import { headSources, headValues } from '../../../../src/encoder/classifierHead';
import { architectures } from '../../../../src/encoder/architectures/architectures';
import { readEncoderConfig } from '../../../../src/encoder/config';
import type { EncoderConfig } from '../../../../src/encoder/architectures/architecture';
import type { Pooling } from '../../../../src/domain/pooling';
import { encoderSources, frozenScope } from '../../../../src/encoder/scope';
import { encoderTensors } from '../../../../src/encoder/tensors';
import { classifierTensors } from '../../../../src/export/huggingFaceWeights';
import { inspectModel } from '../../../../src/pipeline/models/inspectModel';
import { modelFolder } from '../../../../src/pipeline/models/modelFolder';
import { ParameterStore } from '../../../../src/tensor/parameters';
import { readSafetensors, writeSafetensors, type StoredTensor } from '../../../../src/tensor/safetensors';
import { createWasmDevice } from '../../../../src/tensor/wasm/wasmDevice';
import { tinyModel } from '../../../support/tinyModels';

const device = await createWasmDevice({ threads: 1 });
const labels = ['no', 'perhaps', 'yes'];

async function logitsOf(
  stored: Map<string, StoredTensor>,
  config: EncoderConfig,
  pooling: Pooling,
): Promise<Float32Array> {
  const scope = frozenScope(config);
  const sources = encoderSources(encoderTensors(stored, config), scope, config, 0);
  for (const [name, source] of headSources(headValues(stored, config.architecture))) {
    sources.set(name, source);
  }
  const classifier = new Classifier(device, new ParameterStore(device, sources), {
    config,
    classCount: labels.length,
    task: 'singleLabel',
    pooling,
    scope,
    largest: { tokens: 64, texts: 4 },
    labelSmoothing: 0,
    trains: false,
  });
  await classifier.preparePrediction({ kind: 'ids' });
  const ids = Int32Array.from({ length: 40 }, (_, at) => 5 + at);
  const texts = { ids, offsets: Uint32Array.of(0, 3, 20, 40), truncated: 0 };
  const batch = packTexts(texts, Uint32Array.of(0, 1, 2));
  classifier.run('predict', { batch, state: predicting });
  return classifier.readLogits(3);
}

describe('a classifier that was exported and added again', () => {
  it.each(Object.values(architectures))('$modelType: the same logits to 1e-5', async (own) => {
    const files = tinyModel(own.modelType, { labels });
    const config = readEncoderConfig(JSON.parse(files.get('config.json')?.toString() ?? ''));
    const bytes = new Uint8Array(files.get('model.safetensors') ?? []).buffer;
    const stored = readSafetensors(bytes);
    const head = headValues(stored, own);
    const before = await logitsOf(stored, config, own.pooling);
    const exported = classifierTensors(stored, config, head, new Map(), own.pooling);
    const file = await new Blob(writeSafetensors(exported)).arrayBuffer();
    const pools = own.pooling === 'firstAndMean';
    const exportedConfig = { ...config, layerCount: config.layerCount + (pools ? 1 : 0) };
    const after = await logitsOf(readSafetensors(file), exportedConfig, config.headReads);
    expect(Math.max(...before.map(Math.abs))).toBeGreaterThan(0.01);
    before.forEach((logit, at) => {
      expect(Math.abs(logit - (after[at] ?? NaN))).toBeLessThan(1e-5);
    });
  });
});

const blob = (content: Buffer | string) => new Blob([typeof content === 'string' ? content : new Uint8Array(content)]);

describe('a model among files', () => {
  const model = [...tinyModel('bert', { labels })].map(([name, content]) => [name, blob(content)] as const);
  const at = (folder: string) => model.map(([name, content]) => ({ path: folder + name, content }));
  const honeFile = { path: 'mine/hone.json', content: blob('{}') };

  it('is the one highest up', async () => {
    const found = await modelFolder([...at('mine/web/model/'), ...at('mine/'), honeFile]);
    expect(found.name).toBe('mine');
    expect(found.folder.get('config.json')).toBe(at('mine/')[0]?.content);
    expect([...found.folder.keys()]).toContain('hone.json');
    const { head, classifier } = await inspectModel(found.folder);
    expect(classifier).toMatchObject({ honeFile: '{}' });
    expect(head?.labels).toEqual(labels);
    expect(classifier?.weights.get('output.weight')?.shape).toEqual([32, 3]);
  });

  it('is the page’s where the download has no weights but the page’s', async () => {
    const top = at('mine/').filter(({ path }) => !path.endsWith('.safetensors'));
    const found = await modelFolder([...top, ...at('mine/web/model/'), honeFile]);
    expect(found.name).toBe('mine');
    expect([...found.folder.keys()]).toEqual(expect.arrayContaining(['model.safetensors', 'config.json', 'hone.json']));
  });

  it('is no classifier without one', async () => {
    const files = [...tinyModel('bert')].map(([name, content]) => [name, blob(content)] as const);
    expect((await inspectModel(new Map(files))).classifier).toBeNull();
  });
});
