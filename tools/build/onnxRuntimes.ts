import { fileURLToPath } from 'node:url';
import type { Alias } from 'vite';

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
