// A thread that runs an exported ONNX file once, and is then ended with all the memory it took.

import '../src/security/trustedTypes';
import { runOnnx, type OnnxOrder } from '../src/export/onnx/runOnnx';

self.addEventListener('message', async ({ data }: MessageEvent<OnnxOrder>) => {
  try {
    postMessage({ logits: await runOnnx(data) });
  } catch (error) {
    postMessage({ problem: error instanceof Error ? error.message : String(error) });
  }
});
