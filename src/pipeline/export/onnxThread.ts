// A thread for one run of an ONNX file.

import { Thread } from '../../domain/threads';
import type { OnnxOrder } from '../../export/onnx/runOnnx';

/** Logits `[texts * classes]`. @throws Error what the runtime says */
export async function runInWorker(order: OnnxOrder): Promise<Float32Array<ArrayBuffer>> {
  const thread = new Thread<{ logits: Float32Array<ArrayBuffer> }>('onnx');
  try {
    const answer = await thread.ask(order);
    if ('problem' in answer) throw new Error(answer.problem);
    return answer.logits;
  } finally {
    thread.end();
  }
}
