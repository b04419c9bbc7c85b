import { env } from '@xenova/transformers';

/** By default the library fetches models from huggingface.co and WebAssembly from a CDN. Nothing may. */
export function lockLibrary(): void {
  env.allowRemoteModels = false;
  env.allowLocalModels = false;
  env.useBrowserCache = false;
  env.remoteHost = '';
  env.backends.onnx.wasm.wasmPaths = './';
}
