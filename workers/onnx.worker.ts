// A thread that runs an exported ONNX file once, and is then ended with all the memory it took.

import '../src/security/trustedTypes';
import { runOnnx, type OnnxOrder } from '../src/export/onnx/runOnnx';

async function answer(order: OnnxOrder): Promise<void> {
  try {
    postMessage({ logits: await runOnnx(order) });
  } catch (error) {
    postMessage({ problem: error instanceof Error ? error.message : String(error) });
  }
}

self.addEventListener('message', ({ data }: MessageEvent<OnnxOrder>) => void answer(data));
