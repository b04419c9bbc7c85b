// Who waits for whom on the one device.

import { expect, test } from 'vitest';
import { breathe } from '../../../src/jobs/breathe';
import { DeviceQueue } from '../../../src/jobs/deviceQueue';

const { signal } = new AbortController();

/** A measurement of three parts that goes on where it was stopped; each part notes that it began. */
function threeParts(log: string[], between: () => void = () => {}) {
  const found: number[] = [];
  return async (own: AbortSignal) => {
    while (found.length < 3) {
      log.push(`part ${found.length}`);
      between();
      await breathe(own);
      found.push(found.length);
    }
    return found;
  };
}

test('a measurement gives way to what is asked, and goes on after it', async () => {
  const queue = new DeviceQueue((work) => work);
  const log: string[] = [];
  let asked: Promise<unknown> | undefined;
  const measured = queue.measure(
    threeParts(log, () => {
      if (log.length === 2) asked = queue.run(async () => void log.push('asked'));
    }),
    signal,
  );
  expect(await measured).toEqual([0, 1, 2]);
  await asked;
  expect(log).toEqual(['part 0', 'part 1', 'asked', 'part 1', 'part 2']);
});

test('a measurement ends with its signal, whether it runs or waits', async () => {
  const queue = new DeviceQueue((work) => work);
  const log: string[] = [];
  const abort = new AbortController();
  const running = queue.measure(
    threeParts(log, () => log.length === 2 && abort.abort()),
    abort.signal,
  );
  await expect(running).rejects.toMatchObject({ name: 'AbortError' });
  expect(log).toEqual(['part 0', 'part 1']);
  const waiting = new AbortController();
  const first = queue.measure(threeParts(log), waiting.signal);
  const second = queue.run(() => Promise.resolve('asked'));
  waiting.abort();
  await expect(first).rejects.toMatchObject({ name: 'AbortError' });
  expect(await second).toBe('asked');
  // It never began: nothing is loaded for it.
  expect(log).toHaveLength(2);
});

test('what is aborted before its turn ends at once, and never begins', async () => {
  const queue = new DeviceQueue((work) => work);
  const log: string[] = [];
  const abort = new AbortController();
  let end = () => {};
  const first = queue.run(() => new Promise<void>((resolve) => (end = resolve)));
  const second = queue.run(async () => void log.push('second'), abort.signal);
  abort.abort();
  await expect(second).rejects.toMatchObject({ name: 'AbortError' });
  end();
  await first;
  await queue.run(async () => void log.push('third'));
  expect(log).toEqual(['third']);
});

test('what has begun decides itself what an abort means', async () => {
  const queue = new DeviceQueue((work) => work);
  const abort = new AbortController();
  const work = async () => {
    abort.abort();
    await breathe(signal);
    return 'the best so far';
  };
  expect(await queue.run(work, abort.signal)).toBe('the best so far');
});

test('what fails is told to who asked, and the next goes on', async () => {
  const queue = new DeviceQueue((work) => work);
  const failing = queue.run(() => Promise.reject(new Error('no')));
  const next = queue.run(() => Promise.resolve(1));
  await expect(failing).rejects.toThrow('no');
  expect(await next).toBe(1);
});

test('a newer measurement comes first, and both give way to what is asked', async () => {
  const queue = new DeviceQueue((work) => work);
  const log: string[] = [];
  let newer: Promise<unknown> | undefined;
  const older = queue.measure(
    threeParts(log, () => {
      if (log.length !== 2) return;
      const own = threeParts(log, () => {
        if (log.length === 4) void queue.run(async () => void log.push('asked'));
      });
      newer = queue.measure(own, signal);
    }),
    signal,
  );
  await older;
  await newer;
  expect(log[2]).toBe('part 0');
  expect(log).toContain('asked');
  expect(log.filter((line) => line === 'part 2')).toHaveLength(2);
});
