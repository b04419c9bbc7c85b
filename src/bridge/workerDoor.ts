// A worker as the page sees it: started at the first call, asked by calls that always settle, and replaced when
// it dies. comlink alone would leave a call to a dead worker pending for ever.

import { wrap, type Remote } from 'comlink';
import { Failure, failureCodes } from '../domain/failures';

export class WorkerDoor<Api> {
  private running: {
    worker: Worker;
    api: Remote<Api>;
    /** How to end each call that waits. One promise for all would hold every answer as long as the worker lives. */
    waiting: Set<(reason: Error) => void>;
  } | null = null;

  constructor(private readonly start: () => Worker) {}

  /**
   * Asks the worker. Aborting the signal terminates it: the next call starts a fresh one.
   *
   * @throws Failure what the worker threw, or `WorkerDied`; AbortError when aborted
   */
  async call<T>(ask: (api: Remote<Api>) => Promise<T>, signal?: AbortSignal): Promise<T> {
    signal?.throwIfAborted();
    const { api, waiting } = this.ensureRunning();
    const ended = Promise.withResolvers<never>();
    waiting.add(ended.reject);
    const abort = () => this.terminate(signal?.reason);
    signal?.addEventListener('abort', abort);
    try {
      return await Promise.race([ask(api), ended.promise]);
    } catch (error) {
      throw revive(error);
    } finally {
      // A later abort must not end a worker that is at other work by then.
      signal?.removeEventListener('abort', abort);
      waiting.delete(ended.reject);
    }
  }

  /** Ends the worker at once, and every call that waits for it. What it had stored stays. */
  terminate(reason: Error = new DOMException('Stopped.', 'AbortError')): void {
    const ended = this.running;
    this.running = null;
    ended?.worker.terminate();
    ended?.waiting.forEach((reject) => reject(reason));
  }

  private ensureRunning() {
    if (this.running) return this.running;
    const worker = this.start();
    const fail = (event: Event) => {
      const why = event instanceof ErrorEvent && event.message ? ` (${event.message})` : '';
      const failure = new Failure(
        'WorkerDied',
        `A part of Hone stopped unexpectedly${why}. What was saved is still there; please try again.`,
      );
      this.terminate(failure);
    };
    worker.addEventListener('error', fail);
    worker.addEventListener('messageerror', fail);
    this.running = { worker, api: wrap<Api>(worker), waiting: new Set() };
    return this.running;
  }
}

/** comlink carries an error's name and message: the name tells what it was. */
function revive(error: unknown): Error {
  if (error instanceof Failure || error instanceof DOMException) return error;
  if (!(error instanceof Error)) return new Failure('Unexpected', String(error));
  if (error.name === 'AbortError') return new DOMException(error.message, 'AbortError');
  const code = failureCodes.find((known) => known === error.name);
  if (code) return new Failure(code, error.message, { cause: error });
  return new Failure(
    'Unexpected',
    `Something went wrong that Hone did not expect: ${error.message} What was saved is still there.`,
    { cause: error },
  );
}
