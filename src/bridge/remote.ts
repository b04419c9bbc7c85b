// A worker as the page sees it: an object with the methods of the worker's api. The worker starts at the first call and
// is replaced when it dies. comlink alone would leave a call to a dead worker pending for ever.

import { proxy, transfer, wrap, type Endpoint } from 'comlink';
import { Failure, failureCodes, type FailureCode } from '../domain/failures';
import { carry, type CarriedSignal } from './carriedSignal';

/** The methods of an api, each answered by a promise. */
export type Methods<Api> = {
  [Name in keyof Api]: Api[Name] extends (...args: infer Args) => infer Result
    ? (...args: Args) => Promise<Awaited<Result>>
    : never;
};

/**
 * An api in a worker. Its methods take what the api's own take: values are copied, functions are called back, and an
 * AbortSignal aborts in the worker too. They reject with what the worker threw as a Failure or an AbortError, or with
 * Failure `WorkerDied`.
 */
export type Remote<Api> = Methods<Api> & {
  /** The same methods for work that can't listen to a signal: its abort ends the worker at once, whatever else it does. */
  endedBy(signal: AbortSignal): Methods<Api>;
  /** Ends the worker, and every call that waits for it. What it had stored stays; the next call starts a fresh one. */
  terminate(reason?: Error): void;
};

export interface RemoteOptions {
  /** Failures after which a worker is of no use any more: the next call gets a fresh one. */
  endsAfter?: readonly FailureCode[];
  /** Whether a worker that no call waits for is ended: its memory is worth more. */
  endsWhenIdle?: boolean;
}

/** What is used of a Worker. */
export interface StartedWorker extends Endpoint {
  terminate(): void;
}

/** The page's door to a worker; `start` makes one when it is needed. */
export function remote<Api>(start: () => StartedWorker, options?: RemoteOptions): Remote<Api>;
export function remote(start: () => StartedWorker, options: RemoteOptions = {}): object {
  const connection = new Connection(start, options);
  const methods = (own: object, endedBy?: AbortSignal) =>
    new Proxy(own, {
      get: (target, name): unknown => {
        // A promise would take an object with a `then` for one of its own.
        if (typeof name === 'symbol' || name === 'then' || name in target) return Reflect.get(target, name);
        return (...args: unknown[]) => connection.call(name, args, endedBy);
      },
    });
  return methods({
    endedBy: (signal: AbortSignal) => methods({}, signal),
    terminate: (reason?: Error) => connection.terminate(reason),
  });
}

type AnyApi = Record<string, (...args: unknown[]) => unknown>;

class Connection {
  private running: {
    worker: StartedWorker;
    ask: (name: string, args: unknown[]) => Promise<unknown>;
    /** How to end each call that waits. One promise for all would hold every answer as long as the worker lives. */
    waiting: Set<(reason: Error) => void>;
  } | null = null;

  constructor(
    private readonly start: () => StartedWorker,
    private readonly options: RemoteOptions,
  ) {}

  async call(name: string, args: unknown[], endedBy?: AbortSignal): Promise<unknown> {
    endedBy?.throwIfAborted();
    const running = this.ensureRunning();
    const { ask, waiting } = running;
    let end: (reason: Error) => void = () => {};
    const ended = new Promise<never>((_, reject) => (end = reject));
    waiting.add(end);
    const abort = () => this.terminate(endedBy?.reason);
    endedBy?.addEventListener('abort', abort);
    const carried: CarriedSignal[] = [];
    try {
      const packed = args.map((arg) => pack(arg, carried));
      return await Promise.race([ask(name, packed), ended]);
    } catch (error) {
      const failure = revive(error);
      const isFatal = failure instanceof Failure && this.options.endsAfter?.includes(failure.code);
      if (isFatal && this.running === running) this.terminate();
      throw failure;
    } finally {
      // A later abort must not end a worker that is at other work by then.
      endedBy?.removeEventListener('abort', abort);
      carried.forEach((signal) => signal.release());
      waiting.delete(end);
      const isIdle = this.running === running && waiting.size === 0;
      if (isIdle && this.options.endsWhenIdle) this.terminate();
    }
  }

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
      const why = 'message' in event && event.message ? ` (${String(event.message)})` : '';
      const failure = new Failure(
        'WorkerDied',
        `A part of Hone stopped unexpectedly${why}. What was saved is still there; please try again.`,
      );
      if (this.running?.worker === worker) this.terminate(failure);
    };
    worker.addEventListener('error', fail);
    worker.addEventListener('messageerror', fail);
    const api = wrap<AnyApi>(worker);
    const ask = async (name: string, args: unknown[]): Promise<unknown> => api[name]?.(...args);
    this.running = { worker, ask, waiting: new Set() };
    return this.running;
  }
}

/** An argument as comlink takes it over. @throws the reason of a signal that has aborted */
function pack(arg: unknown, carried: CarriedSignal[]): unknown {
  if (typeof arg === 'function') return proxy(arg);
  if (!(arg instanceof AbortSignal)) return arg;
  arg.throwIfAborted();
  const signal = carry(arg);
  carried.push(signal);
  return transfer(signal.port, [signal.port]);
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
