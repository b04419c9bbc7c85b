// Threads that the page makes for who asks.

import { afterAll, expect, test, vi } from 'vitest';
import { serveThreads } from '../../../src/bridge/threads';
import { Thread } from '../../../src/domain/threads';

const made: FakeWorker[] = [];

/** Says back what it hears; a function can't be sent, as to a real one. */
class FakeWorker extends EventTarget {
  terminated = false;

  constructor() {
    super();
    made.push(this);
  }

  postMessage(message: unknown): void {
    const data: unknown = structuredClone(message);
    if (data === 'die') this.dispatchEvent(new ErrorEvent('error', { message: 'out of memory' }));
    else this.dispatchEvent(new MessageEvent('message', { data }));
  }

  terminate(): void {
    this.terminated = true;
  }
}

// The page of the tests serves itself already (tests/support/pageThreads.ts).
const { port1: asking, port2: own } = new MessageChannel();
vi.stubGlobal('postMessage', own.postMessage.bind(own));
vi.stubGlobal('Worker', FakeWorker);
const endAll = serveThreads(asking);
asking.start();
afterAll(() => vi.unstubAllGlobals());

test('messages go both ways; the death of a thread is said', async () => {
  const thread = new Thread<string>('kernel');
  expect(await thread.ask('hello')).toBe('hello');
  expect(await thread.ask('die')).toEqual({ problem: 'out of memory' });
});

test('a thread ends when it is told to, and all end with who asked', async () => {
  const [one, two] = [new Thread<string>('onnx'), new Thread<string>('onnx')];
  expect(await Promise.all([one.ask(1), two.ask(2)])).toEqual([1, 2]);
  const [first, second] = made.slice(-2);
  one.end();
  await vi.waitUntil(() => first?.terminated);
  expect(second?.terminated).toBe(false);
  endAll();
  expect(made.every(({ terminated }) => terminated)).toBe(true);
});

test('other messages ask for nothing', async () => {
  const before = made.length;
  own.postMessage({ id: 'a call' });
  own.postMessage(null);
  expect(await new Thread<string>('kernel').ask('a request after them')).toBe('a request after them');
  expect(made.length).toBe(before + 1);
});
