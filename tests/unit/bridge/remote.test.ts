// Calls to a worker that is a channel here: what crosses, what ends it, and what the page is told.

import { afterEach, expect, test } from 'vitest';
import { remote, type RemoteOptions, type StartedWorker } from '../../../src/bridge/remote';
import { serve } from '../../../src/bridge/serve';
import { Failure, type FailureCode } from '../../../src/domain/failures';

const open: FakeWorker[] = [];
afterEach(() => open.splice(0).forEach((worker) => worker.terminate()));

/** A worker whose thread is this one: messages go through ports and are copied as between threads. */
class FakeWorker extends EventTarget implements StartedWorker {
  terminated = false;
  private readonly ports = new MessageChannel();

  constructor(api: Parameters<typeof serve>[0]) {
    super();
    open.push(this);
    serve(api, this.ports.port2);
    this.ports.port1.onmessage = ({ data }) => this.dispatchEvent(new MessageEvent('message', { data }));
  }

  postMessage(message: unknown, transferred: Transferable[] = []): void {
    this.ports.port1.postMessage(message, transferred);
  }

  terminate(): void {
    this.terminated = true;
    this.ports.port1.close();
  }

  die(message: string): void {
    this.dispatchEvent(Object.assign(new Event('error'), { message }));
  }
}

/** Resolves when the signal aborts, in whichever thread it is. */
const aborted = (signal: AbortSignal) =>
  new Promise<string>((resolve) => {
    signal.addEventListener('abort', () => resolve(`ended with ${signal.reason}`));
  });

function createApi() {
  let begin = () => {};
  const begun = new Promise<void>((resolve) => (begin = resolve));
  return {
    double: (value: number) => 2 * value,
    count: async (to: number, onNumber: (value: number) => void) => {
      for (let value = 1; value <= to; value++) await Promise.resolve(onNumber(value));
      return to;
    },
    /** Answers only when the signal aborts. */
    waitForAbort: (signal: AbortSignal) => {
      begin();
      return aborted(signal);
    },
    hasBegun: () => begun,
    /** Answers nothing, ever. */
    hang: () => {
      begin();
      return new Promise<never>(() => {});
    },
    fail: (code: FailureCode, message: string) => {
      throw new Failure(code, message);
    },
    stop: () => {
      throw new DOMException('Stopped.', 'AbortError');
    },
    crash: () => {
      throw new RangeError('offset is out of bounds');
    },
  };
}

function startRemote(options?: RemoteOptions) {
  const started: FakeWorker[] = [];
  const worker = remote<ReturnType<typeof createApi>>(() => {
    const own = new FakeWorker(createApi());
    started.push(own);
    return own;
  }, options);
  return { worker, started };
}

test('a worker starts at the first call and answers all calls', async () => {
  const { worker, started } = startRemote();
  expect(started).toHaveLength(0);
  expect(await Promise.all([worker.double(21), worker.double(4)])).toEqual([42, 8]);
  expect(started).toHaveLength(1);
});

test('a door is no promise', async () => {
  const { worker, started } = startRemote();
  expect(await worker).toBe(worker);
  expect(started).toHaveLength(0);
});

test('functions are called back', async () => {
  const { worker } = startRemote();
  const numbers: number[] = [];
  expect(await worker.count(3, (value) => numbers.push(value))).toBe(3);
  expect(numbers).toEqual([1, 2, 3]);
});

test('an abort crosses to the worker, which answers as it sees fit', async () => {
  const { worker, started } = startRemote();
  const abort = new AbortController();
  const answer = worker.waitForAbort(abort.signal);
  await worker.hasBegun();
  abort.abort();
  expect(await answer).toBe('ended with AbortError: Stopped.');
  expect(started[0]?.terminated).toBe(false);
});

test('nothing begins with a signal that has aborted', async () => {
  const { worker, started } = startRemote();
  await expect(worker.waitForAbort(AbortSignal.abort())).rejects.toMatchObject({
    name: 'AbortError',
  });
  await expect(worker.endedBy(AbortSignal.abort()).double(1)).rejects.toMatchObject({
    name: 'AbortError',
  });
  await worker.double(1);
  expect(started).toHaveLength(1);
});

test('work that cannot listen ends with its worker, and the next call gets a fresh one', async () => {
  const { worker, started } = startRemote();
  const abort = new AbortController();
  const hanging = worker.endedBy(abort.signal).hang();
  const beside = worker.hang();
  await worker.hasBegun();
  abort.abort();
  await expect(hanging).rejects.toMatchObject({ name: 'AbortError' });
  await expect(beside).rejects.toMatchObject({ name: 'AbortError' });
  expect(started[0]?.terminated).toBe(true);
  expect(await worker.double(3)).toBe(6);
  expect(started).toHaveLength(2);
});

test('an abort after the answer leaves the worker alone', async () => {
  const { worker, started } = startRemote();
  const abort = new AbortController();
  await worker.endedBy(abort.signal).double(1);
  abort.abort();
  expect(await worker.double(3)).toBe(6);
  expect(started).toHaveLength(1);
});

test('the death of a worker is a failure of every call that waits', async () => {
  const { worker, started } = startRemote();
  const calls = [worker.hang(), worker.hang()];
  await worker.hasBegun();
  started[0]?.die('out of memory');
  for (const call of calls) {
    await expect(call).rejects.toMatchObject({
      code: 'WorkerDied',
      message: expect.stringContaining('(out of memory)'),
    });
  }
  expect(await worker.double(2)).toBe(4);
  // Its last words come late: the fresh one is not ended by them.
  started[0]?.die('again');
  expect(await worker.double(2)).toBe(4);
  expect(started).toHaveLength(2);
});

test('failures keep their code, aborts stay aborts, and the rest is put into words', async () => {
  const { worker } = startRemote();
  const failure = await worker.fail('NoRows', 'The file has no rows.').catch((e: unknown) => e);
  expect(failure).toBeInstanceOf(Failure);
  expect(failure).toMatchObject({ code: 'NoRows', message: 'The file has no rows.' });
  const abort = await worker.stop().catch((error: unknown) => error);
  expect(abort).toBeInstanceOf(DOMException);
  expect(abort).toMatchObject({ name: 'AbortError' });
  await expect(worker.crash()).rejects.toMatchObject({
    code: 'Unexpected',
    message: expect.stringContaining('offset is out of bounds'),
  });
});

test('some failures leave a worker of no use', async () => {
  const { worker, started } = startRemote({ endsAfter: ['DeviceLost'] });
  await expect(worker.fail('NoRows', 'None.')).rejects.toMatchObject({ code: 'NoRows' });
  expect(started[0]?.terminated).toBe(false);
  await expect(worker.fail('DeviceLost', 'Lost.')).rejects.toMatchObject({ code: 'DeviceLost' });
  expect(started[0]?.terminated).toBe(true);
});

test('an idle worker ends where nobody asks again', async () => {
  const { worker, started } = startRemote({ endsWhenIdle: true });
  const abort = new AbortController();
  const waiting = worker.waitForAbort(abort.signal);
  await worker.double(1);
  expect(started[0]?.terminated).toBe(false);
  abort.abort();
  await waiting;
  expect(started[0]?.terminated).toBe(true);
});
