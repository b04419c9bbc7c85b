// The page makes threads for its workers (src/domain/threads.ts says why).

import { isEnd, type ThreadProblem, type ThreadRequest } from '../domain/threads';

/** What can ask for threads: a worker; in tests of a device, the page itself. */
interface Asking {
  addEventListener(type: 'message', listener: (event: MessageEvent) => void): void;
}

/** Makes the threads that a worker asks for. Gives how to end them all, for when the worker has ended. */
export function serveThreads(asking: Asking): () => void {
  const threads = new Set<Worker>();
  asking.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    if (isRequest(data)) connect(data, threads);
  });
  return () => threads.forEach((worker) => worker.terminate());
}

function isRequest(data: unknown): data is ThreadRequest {
  return typeof data === 'object' && data !== null && 'thread' in data && 'port' in data;
}

/** Passes messages on, both ways. */
function connect({ thread, port }: ThreadRequest, threads: Set<Worker>): void {
  const worker = start(thread);
  threads.add(worker);
  const fail = (problem: string) => port.postMessage({ problem } satisfies ThreadProblem);
  worker.addEventListener('message', ({ data }) => port.postMessage(data));
  worker.addEventListener('error', ({ message }) => fail(message || 'it ended'));
  port.onmessageerror = () => fail('what it was sent did not arrive');
  port.onmessage = ({ data }) => {
    if (isEnd(data)) {
      worker.terminate();
      threads.delete(worker);
      return port.close();
    }
    try {
      // A browser that lets no page share memory refuses it here.
      worker.postMessage(data);
    } catch (error) {
      fail(error instanceof Error ? error.message : String(error));
    }
  };
}

function start(thread: ThreadRequest['thread']): Worker {
  switch (thread) {
    case 'kernel':
      return new Worker(new URL('../../workers/kernel.worker.ts', import.meta.url), { type: 'module' });
    case 'onnx':
      return new Worker(new URL('../../workers/onnx.worker.ts', import.meta.url), { type: 'module' });
    default:
      return thread satisfies never;
  }
}
