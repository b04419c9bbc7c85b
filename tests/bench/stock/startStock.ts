// Stock TensorFlow.js, for comparison.

import * as tf from '@tensorflow/tfjs';
import { setThreadsCount, setWasmPaths } from '@tensorflow/tfjs-backend-wasm';

/** Makes TensorFlow.js's WASM backend its own, with a number of threads. Once a page. */
export async function startStockWasm(threads: number): Promise<void> {
  setWasmPaths('/node_modules/@tensorflow/tfjs-backend-wasm/dist/');
  // It halves the number of processors by itself.
  Object.defineProperty(navigator, 'hardwareConcurrency', {
    value: 2 * threads,
    configurable: true,
  });
  setThreadsCount(threads);
  await tf.setBackend('wasm');
  await tf.ready();
}
