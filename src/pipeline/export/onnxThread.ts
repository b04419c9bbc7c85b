// A thread for one run of an ONNX file.

import type { OnnxOrder } from '../../export/onnx/runOnnx';

type Answer = { logits: Float32Array<ArrayBuffer> } | { problem: string };

/** Logits `[texts * classes]`. @throws Error what the runtime says */
export async function runInWorker(order: OnnxOrder): Promise<Float32Array<ArrayBuffer>> {
  const worker = new Worker(new URL('../../../workers/onnx.worker.ts', import.meta.url), {
    type: 'module',
  });
  try {
    const answer = await new Promise<Answer>((resolve, reject) => {
      worker.addEventListener('message', ({ data }: MessageEvent<Answer>) => resolve(data));
      worker.addEventListener('error', ({ message }) => reject(new Error(message || 'it ended')));
      worker.postMessage(order);
    });
    if ('problem' in answer) throw new Error(answer.problem);
    return answer.logits;
  } finally {
    worker.terminate();
  }
}
