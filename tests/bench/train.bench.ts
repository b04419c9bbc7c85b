// `npm run bench:train`: one training step of each depth beside the same step in stock TensorFlow.js operations with
// tf.train.adam (stock/), on WebAssembly and on WebGPU: milliseconds and their ratio, and on WebGPU what each asks of the
// device. Both sides take turns on the same texts; the median counts. HONE_BENCH_TEXTS: texts in a step on WebGPU.

import * as tf from '@tensorflow/tfjs';
import { test } from 'vitest';
import { defaultRecipe, suitedTo, type Depth, type Method } from '../../src/domain/recipe';
import { tokenCount } from '../../src/domain/tokens';
import { fillCache, takeCache } from '../../src/pipeline/train/encodeDataSet';
import type { BaseModel } from '../../src/pipeline/train/engine';
import { nextTask } from '../../src/jobs/breathe';
import { planRun, scopeOf } from '../../src/encoder/planRun';
import { cacheKind, trainableClassifier } from '../../src/pipeline/train/runTraining';
import { ExampleTraining } from '../../src/pipeline/train/trainClassifier';
import type { TrainingExamples } from '../../src/pipeline/train/trainingExamples';
import type { Device } from '../../src/tensor/device';
import { Allocations } from '../../src/tensor/allocations';
import { createWasmDevice } from '../../src/tensor/wasm/wasmDevice';
import { createWebGPUDevice } from '../../src/tensor/webgpu/webgpuDevice';
import { countGpuCalls, gpuCallsOf } from './gpuCounters';
import { labelledSets, miniLm, splitSet } from './labelledSets';
import { startStockWasm } from './stock/startStock';
import { StockClassifier } from './stock/stockClassifier';

const depths: { depth: Depth; method: Method }[] = [
  { depth: 'head', method: 'lora' },
  { depth: 'topLayers', method: 'lora' },
  { depth: 'topLayers', method: 'full' },
  { depth: 'whole', method: 'lora' },
  { depth: 'whole', method: 'full' },
];
const textsOnWebGPU = Number(import.meta.env['HONE_BENCH_TEXTS'] ?? 4);

/** A step that can be repeated; it resolves when the device is done. */
type Step = () => Promise<void>;

interface Sample extends Omit<TrainingExamples, 'cache'> {
  /** Longest text, to which stock pads. */
  tokens: number;
}

/** The first training rows of SST-2 as a set of their own. */
async function sample(count: number): Promise<{ base: BaseModel; rows: Sample }> {
  const { base, tokenizer } = await miniLm();
  const { train } = labelledSets['SST-2, 1,000 rows'];
  const split = await splitSet({ train: train.slice(0, count), test: [] }, tokenizer);
  const { texts, set } = split(1);
  set.splits.fill(0);
  const lengths = Array.from({ length: count }, (_, index) => tokenCount(texts, index));
  return { base, rows: { set, texts, tokens: Math.max(...lengths) } };
}

async function ours(device: Device, base: BaseModel, rows: Sample, how: (typeof depths)[number]) {
  const recipe = { ...defaultRecipe, ...how, ...suitedTo(how.depth, how.method) };
  const plan = planRun(device, base.config, recipe, {
    tensors: base.tensors,
    classCount: 2,
    task: 'singleLabel',
    tokens: rows.texts.ids.length,
    texts: rows.set.rows.length,
  });
  const classifier = trainableClassifier({ device, base }, plan, recipe);
  const memory = new Allocations(device);
  const examples: TrainingExamples = { ...rows, cache: cacheKind(plan) };
  const { source, view } = takeCache(examples, memory, base.config.hiddenSize);
  if (view) {
    const room = { device, memory, classifier, breathe: nextTask, onProgress: () => {} };
    await fillCache(room, examples, view);
  }
  await classifier.prepareTraining(source);
  const training = new ExampleTraining(classifier, examples, recipe);
  const indices = Uint32Array.from(rows.set.rows.keys());
  let step = 0;
  return {
    step: async () => {
      step++;
      training.step(indices, { step, learningRate: 1e-5, dropoutSeed: step });
      await device.finish();
    },
    dispose() {
      classifier.dispose();
      classifier.store.dispose();
      memory.dispose();
    },
  };
}

function stock(base: BaseModel, rows: Sample, how: (typeof depths)[number]) {
  const { config } = base;
  const { firstLayer, adapters } = scopeOf({ ...defaultRecipe, ...how }, config);
  const model = new StockClassifier(config, base.tensors, {
    firstLayer,
    rank: adapters?.rank ?? null,
  });
  const { set, texts, tokens } = rows;
  const lengths = Int32Array.from(set.rows.keys(), (index) => tokenCount(texts, index));
  const ids = new Int32Array(lengths.length * tokens);
  lengths.forEach((length, row) => {
    const start = texts.offsets[row] ?? 0;
    ids.set(texts.ids.subarray(start, start + length), row * tokens);
  });
  const labels = Int32Array.from(set.labelIds);
  // Like ours, it starts from the frozen layers' activations.
  const frozen = model.encode(ids, lengths, tokens, firstLayer);
  const step: Step = async () => {
    const loss = tf.tidy(() => model.step(() => tf.clone(frozen), lengths, tokens, labels));
    await loss.data();
    loss.dispose();
  };
  return {
    step,
    dispose() {
      frozen.dispose();
      model.dispose();
    },
  };
}

/** Both steps in turns after a warm-up: the median milliseconds of each. */
async function inTurns(steps: [Step, Step], rounds: number): Promise<[number, number]> {
  const times: [number[], number[]] = [[], []];
  for (const step of steps) await step();
  for (let round = 0; round < rounds; round++) {
    for (const side of [0, 1] as const) {
      const started = performance.now();
      await steps[side]();
      times[side].push(performance.now() - started);
    }
  }
  const median = (all: number[]) => all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)] ?? NaN;
  return [median(times[0]), median(times[1])];
}

async function compare(device: Device, count: number, rounds: number): Promise<void> {
  const { base, rows } = await sample(count);
  const { length } = rows.texts.ids;
  console.log(`${device.kind}: ${count} texts, ${length} tokens; stock pads them to ${count * rows.tokens}`);
  for (const how of depths) {
    const name = `${device.kind}, ${how.depth}${how.depth === 'head' ? '' : ` ${how.method}`}`;
    const own = await ours(device, base, rows, how);
    const other = stock(base, rows, how);
    const [ownTime, otherTime] = await inTurns([own.step, other.step], rounds);
    console.log(
      `${name}: Hone ${ownTime.toFixed(1)} ms, stock ${otherTime.toFixed(1)} ms, ` +
        `${(otherTime / ownTime).toFixed(1)} times as fast`,
    );
    if (device.kind === 'webgpu') {
      for (const [side, step] of [['Hone', own.step] as const, ['stock', other.step] as const]) {
        const { dispatches, buffers, bytesUploaded, submissions } = await gpuCallsOf(step);
        console.log(
          `  ${side}: ${dispatches} dispatches, ${buffers} new buffers, ` +
            `${bytesUploaded} bytes uploaded, ${submissions} submissions`,
        );
      }
    }
    own.dispose();
    other.dispose();
  }
}

test('training steps on WebAssembly', async () => {
  const device = await createWasmDevice();
  await startStockWasm(device.threads);
  await compare(device, 16, 5);
  device.dispose();
});

test('training steps on WebGPU', async () => {
  countGpuCalls();
  const device = await createWebGPUDevice();
  await tf.setBackend('webgpu');
  await compare(device, textsOnWebGPU, 2);
});
