// Runs an exported ONNX file, to see that it answers as the model did. ONNX Runtime holds the file in WebAssembly's memory,
// which never shrinks: only a worker that ends afterwards may run this.

import { env, InferenceSession, Tensor } from 'onnxruntime-web/wasm';
import binary from 'onnxruntime/ort-wasm-simd-threaded.wasm?url';

/** A file and what to give it. */
export interface OnnxOrder {
  file: Blob;
  /** Token ids of each text. */
  texts: number[][];
  /** The id that fills short texts up. */
  padding: number;
}

/** Texts in a batch: several, so that padding is tried too. */
const batchSize = 8;

/** Logits `[texts * classes]`. */
export async function runOnnx({ file, texts, padding }: OnnxOrder): Promise<Float32Array<ArrayBuffer>> {
  env.wasm.numThreads = 1;
  env.wasm.wasmPaths = { wasm: binary };
  const session = await InferenceSession.create(new Uint8Array(await file.arrayBuffer()), {
    executionProviders: ['wasm'],
    // As the file says, and without copies of weights in another layout: memory is scarcer here than time.
    graphOptimizationLevel: 'disabled',
    enableCpuMemArena: false,
    extra: { session: { disable_prepacking: '1' } },
  });
  const logits: number[] = [];
  for (let start = 0; start < texts.length; start += batchSize) {
    const batch = texts.slice(start, start + batchSize);
    const { logits: output } = await session.run(inputs(session.inputNames, batch, padding));
    for (const value of output?.data ?? []) logits.push(Number(value));
  }
  return Float32Array.from(logits);
}

function inputs(names: readonly string[], texts: number[][], padding: number): Record<string, Tensor> {
  const length = Math.max(...texts.map((ids) => ids.length));
  const filled = (value: (ids: number[], at: number) => number) => {
    const values = texts.flatMap((ids) => Array.from({ length }, (_, at) => BigInt(value(ids, at))));
    return new Tensor('int64', BigInt64Array.from(values), [texts.length, length]);
  };
  const all: Record<string, Tensor> = {
    input_ids: filled((ids, at) => ids[at] ?? padding),
    attention_mask: filled((ids, at) => (at < ids.length ? 1 : 0)),
    token_type_ids: filled(() => 0),
  };
  return Object.fromEntries(Object.entries(all).filter(([name]) => names.includes(name)));
}
