// What the browser's workers have and Node lacks: a Blob read at once. Another thread reads it, and this one waits.
// Import it for that.

import { Worker } from 'node:worker_threads';

const reading = `
  require('node:worker_threads').parentPort.on('message', async ({ blob, bytes, done }) => {
    new Uint8Array(bytes).set(new Uint8Array(await blob.arrayBuffer()));
    Atomics.store(done, 0, 1);
    Atomics.notify(done, 0);
  });`;

class NodeFileReaderSync {
  private static worker: Worker | null = null;

  readAsArrayBuffer(blob: Blob): ArrayBuffer {
    NodeFileReaderSync.worker ??= new Worker(reading, { eval: true });
    NodeFileReaderSync.worker.unref();
    const done = new Int32Array(new SharedArrayBuffer(4));
    // Not by a port: it would be let go of only when this thread rests, and thousands of them are a gigabyte.
    const bytes = new SharedArrayBuffer(blob.size);
    NodeFileReaderSync.worker.postMessage({ blob, bytes, done });
    Atomics.wait(done, 0, 0);
    return new Uint8Array(bytes).slice().buffer;
  }
}

Object.assign(globalThis, { FileReaderSync: NodeFileReaderSync });
