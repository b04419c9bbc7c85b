import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Alias } from 'vite';
import { sha256 } from './files.ts';

/**
 * Which ONNX Runtime an import gets. The app's own is the package `onnxruntime`; under the name onnxruntime-web the library
 * @xenova/transformers asks for one that it never uses here.
 */
export const onnxRuntimes: Alias[] = [
  { find: /^onnxruntime-web\/wasm$/, replacement: 'onnxruntime/wasm' },
  {
    find: /^onnxruntime-web$/,
    replacement: fileURLToPath(new URL('absentRuntime.ts', import.meta.url)),
  },
];

const runtime = readFileSync('node_modules/onnxruntime/dist/ort-wasm-simd-threaded.wasm');

/** Size in bytes and hash of the app's own ONNX Runtime: the page keeps it for offline use, as it keeps the base models. */
export const onnxRuntimeFile = { size: runtime.length, sha256: sha256(runtime) };
