// What the browser's workers have and Node lacks: a Blob read at once. Another thread reads it, and this one waits.
// Import it for that.

import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads';

const reading = `
  require('node:worker_threads').parentPort.on('message', async ({ blob, port, done }) => {
    const bytes = await blob.arrayBuffer();
    port.postMessage(bytes, [bytes]);
    Atomics.store(done, 0, 1);
    Atomics.notify(done, 0);
  });`;

class NodeFileReaderSync {
  private static worker: Worker | null = null;

  readAsArrayBuffer(blob: Blob): ArrayBuffer {
    NodeFileReaderSync.worker ??= new Worker(reading, { eval: true });
    NodeFileReaderSync.worker.unref();
    const { port1, port2 } = new MessageChannel();
    const done = new Int32Array(new SharedArrayBuffer(4));
    NodeFileReaderSync.worker.postMessage({ blob, port: port2, done }, [port2]);
    Atomics.wait(done, 0, 0);
    const received = receiveMessageOnPort(port1) as { message: ArrayBuffer };
    port1.close();
    return received.message;
  }
}

Object.assign(globalThis, { FileReaderSync: NodeFileReaderSync });
