// `npm run bench:encode`: texts and tokens a second on SST-2's test set, on one machine in one run: Hone on WebAssembly
// with one and two threads and on WebGPU, beside onnxruntime-web and @xenova/transformers with the same weights in single
// precision. onnxruntime-web gets its texts sorted by length, @xenova/transformers as its users call it.

import { test } from 'vitest';
import type { TokenizedTexts } from '../../src/domain/tokens';
import { longestFirst, packTexts } from '../../src/encoder/batch';
import { Classifier } from '../../src/encoder/classifier';
import { headSources, initialHead } from '../../src/encoder/classifierHead';
import { encoderSources, frozenScope } from '../../src/encoder/scope';
import { predicting } from '../../src/encoder/batch';
import type { BaseModel } from '../../src/pipeline/train/engine';
import { cutExamples } from '../../src/encoder/batch';
import type { Device } from '../../src/tensor/device';
import { ParameterStore } from '../../src/tensor/parameters';
import { createWasmDevice } from '../../src/tensor/wasm/wasmDevice';
import { createWebGPUDevice } from '../../src/tensor/webgpu/webgpuDevice';
import { tokenizeTexts } from '../../src/tokenization/tokenizer';
import { splitSet, labelledSets, miniLm, sst2TestTexts } from './labelledSets';
import type { EncoderOrder } from './encoderWorker';

/** Texts on the software adapter, which is slow. */
const textsOnWebGPU = 128;
const batchSize = 32;
/** Each is measured this often, in turns; the best counts, as other programs only ever slow one down. */
const rounds = 2;
/** @xenova/transformers pads every batch to its longest text, and is slow: the first texts are enough. */
const textsOfTransformers = 256;

interface Side {
  name: string;
  count: number;
  tokens: number;
  run: () => Promise<number>;
}

/** Texts and tokens a second of each side, measured in turns. */
async function bestRates(sides: Side[]) {
  const seconds = sides.map(() => Infinity);
  for (let round = 0; round < rounds; round++) {
    for (const [index, { run }] of sides.entries()) {
      seconds[index] = Math.min(seconds[index] ?? Infinity, await run());
    }
  }
  return sides.map(({ name, count, tokens }, index) => ({
    name,
    textsPerSecond: count / (seconds[index] ?? NaN),
    tokensPerSecond: tokens / (seconds[index] ?? NaN),
  }));
}

async function hone(device: Device, base: BaseModel, texts: TokenizedTexts): Promise<number> {
  const { config } = base;
  const scope = frozenScope(config);
  const sources = encoderSources(base.tensors, scope, config, 0);
  const head = initialHead(new Float32Array(config.hiddenSize), 2, config.architecture);
  for (const [name, source] of headSources(head)) sources.set(name, source);
  const store = new ParameterStore(device, sources);
  const largest = { tokens: 1024, texts: 512 };
  const classifier = new Classifier(device, store, {
    config,
    scope,
    classCount: 2,
    task: 'singleLabel',
    pooling: 'firstAndMean',
    largest,
    labelSmoothing: 0,
    trains: false,
  });
  await classifier.preparePooling({ kind: 'ids' });
  const all = Uint32Array.from({ length: texts.offsets.length - 1 }, (_, index) => index);
  const set = { texts, cache: 'none' as const };
  const batches = cutExamples(set, longestFirst(texts, all), largest);
  const encode = async (which: Uint32Array) => {
    classifier.run('pool', { batch: packTexts(texts, which), state: predicting });
    await classifier.readPooled(which.length);
  };
  const [first = all] = batches;
  await encode(first);
  const started = performance.now();
  for (const batch of batches) await encode(batch);
  const seconds = (performance.now() - started) / 1000;
  classifier.dispose();
  store.dispose();
  return seconds;
}

function other(order: EncoderOrder): Promise<number> {
  const worker = new Worker(new URL('./encoderWorker.ts', import.meta.url), { type: 'module' });
  return new Promise<number>((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<{ seconds: number } | { error: string }>) => {
      worker.terminate();
      if ('error' in data) reject(new Error(data.error));
      else resolve(data.seconds);
    };
    worker.onerror = ({ message }) => reject(new Error(message));
    worker.postMessage(order);
  });
}

test('encoding', async () => {
  const { base, tokenizer } = await miniLm();
  for (const name of ['SST-2, all rows', 'SMS spam'] as const) {
    const { texts } = (await splitSet(labelledSets[name], tokenizer))(1);
    console.log(`${name}: ${texts.ids.length} tokens in batches, 0 of them padding`);
  }
  const texts = await tokenizeTexts(tokenizer, sst2TestTexts, {
    maxTokens: 128,
    truncation: 'start',
  });
  const few = await tokenizeTexts(tokenizer, sst2TestTexts.slice(0, textsOnWebGPU), {
    maxTokens: 128,
    truncation: 'start',
  });
  const tokens = Array.from(sst2TestTexts, (_, index) =>
    Array.from(texts.ids.subarray(texts.offsets[index], texts.offsets[index + 1])),
  );
  const measure = (name: string, count: number, run: () => Promise<number>): Side => {
    const end = texts.offsets[count] ?? 0;
    return { name, count, tokens: end, run };
  };
  const ask = (engine: EncoderOrder['engine'], threads: number, count: number) =>
    measure(`${engine}, threads: ${threads}`, count, () => {
      const some = { tokens: tokens.slice(0, count), texts: sst2TestTexts.slice(0, count) };
      return other({ engine, threads, ...some, batchSize });
    });
  const onWasm = (threads: number) =>
    measure(`Hone on WebAssembly, threads: ${threads}`, sst2TestTexts.length, async () => {
      const device = await createWasmDevice({ threads });
      const seconds = await hone(device, base, texts);
      device.dispose();
      return seconds;
    });
  for (const threads of [1, 2]) {
    const sides = [
      ask('onnxruntime-web', threads, sst2TestTexts.length),
      onWasm(threads),
      ask('@xenova/transformers', threads, textsOfTransformers),
    ];
    const rates = await bestRates(sides);
    for (const { name, textsPerSecond, tokensPerSecond } of rates) {
      const ratio = tokensPerSecond / (rates[0]?.tokensPerSecond ?? NaN);
      console.log(
        `${name}: ${textsPerSecond.toFixed(0)} texts/s, ${tokensPerSecond.toFixed(0)} tokens/s, ` +
          `${ratio.toFixed(2)} × onnxruntime-web`,
      );
    }
  }
  const gpu = await createWebGPUDevice();
  const seconds = await hone(gpu, base, few);
  console.log(
    `Hone on WebGPU, first ${textsOnWebGPU} texts: ${(textsOnWebGPU / seconds).toFixed(0)} texts/s, ` +
      `${(few.ids.length / seconds).toFixed(0)} tokens/s`,
  );
});
