// Encodes SST-2's test texts with somebody else's engine, in a thread of its own: onnxruntime-web's number of threads
// is fixed at its first session. Asked by encode.bench.ts.

import { env, pipeline } from '@xenova/transformers';
import * as ort from 'onnxruntime-web/wasm';

export interface EncoderOrder {
  engine: 'onnxruntime-web' | '@xenova/transformers';
  threads: number;
  /** Token ids of each text, for onnxruntime-web. */
  tokens: number[][];
  texts: string[];
  batchSize: number;
}

const folder = '/node_modules/.cache/encoder';
/** The newest onnxruntime-web, and the one that @xenova/transformers was made for. */
const binaries = '/node_modules/onnxruntime/dist/';
const transformersBinaries = '/node_modules/onnxruntime-for-transformers/dist/';

self.addEventListener('message', ({ data }: MessageEvent<EncoderOrder>) => {
  void run(data).then(
    (seconds) => postMessage({ seconds }),
    (error: unknown) => postMessage({ error: String(error) }),
  );
});

function run(order: EncoderOrder): Promise<number> {
  return order.engine === 'onnxruntime-web' ? runOnnxRuntime(order) : runTransformers(order);
}

async function runOnnxRuntime({ threads, tokens, batchSize }: EncoderOrder): Promise<number> {
  ort.env.wasm.numThreads = threads;
  ort.env.wasm.wasmPaths = binaries;
  const session = await ort.InferenceSession.create(`${folder}/onnx/model.onnx`, {
    executionProviders: ['wasm'],
    graphOptimizationLevel: 'all',
  });
  // By length, as whoever wants speed would do.
  const sorted = [...tokens].sort((a, b) => a.length - b.length);
  const encode = async (batch: number[][]) => {
    const length = Math.max(...batch.map((ids) => ids.length));
    const size = batch.length * length;
    const ids = new BigInt64Array(size);
    const mask = new BigInt64Array(size);
    batch.forEach((own, row) =>
      own.forEach((id, column) => {
        ids[row * length + column] = BigInt(id);
        mask[row * length + column] = 1n;
      }),
    );
    const shape = [batch.length, length];
    await session.run({
      input_ids: new ort.Tensor('int64', ids, shape),
      attention_mask: new ort.Tensor('int64', mask, shape),
      token_type_ids: new ort.Tensor('int64', new BigInt64Array(size), shape),
    });
  };
  await encode(sorted.slice(-batchSize));
  const started = performance.now();
  for (let start = 0; start < sorted.length; start += batchSize) {
    await encode(sorted.slice(start, start + batchSize));
  }
  return (performance.now() - started) / 1000;
}

async function runTransformers({ threads, texts, batchSize }: EncoderOrder): Promise<number> {
  env.allowRemoteModels = false;
  env.localModelPath = '/node_modules/.cache/';
  env.useBrowserCache = false;
  Object.assign(env.backends.onnx.wasm, {
    numThreads: threads,
    wasmPaths: transformersBinaries,
  });
  const extract = await pipeline('feature-extraction', 'encoder', { quantized: false });
  await extract(texts.slice(0, batchSize), { pooling: 'mean' });
  const started = performance.now();
  for (let start = 0; start < texts.length; start += batchSize) {
    await extract(texts.slice(start, start + batchSize), { pooling: 'mean' });
  }
  return (performance.now() - started) / 1000;
}
