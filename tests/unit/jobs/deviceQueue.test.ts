// Who waits for whom on the one device.

import { expect, test } from 'vitest';
import { DeviceQueue } from '../../../src/jobs/deviceQueue';
import type { JobControl } from '../../../src/jobs/jobControl';

/** A measurement of three parts that goes on where it was stopped; each part notes that it began. */
function threeParts(log: string[], between: () => void = () => {}) {
  const found: number[] = [];
  return async (control: JobControl) => {
    while (found.length < 3) {
      log.push(`part ${found.length}`);
      between();
      await control.breatheOrStop();
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
  );
  expect(await measured).toEqual([0, 1, 2]);
  await asked;
  expect(log).toEqual(['part 0', 'part 1', 'asked', 'part 1', 'part 2']);
});

test('a measurement ends where another one, or a run, comes instead', async () => {
  const queue = new DeviceQueue((work) => work);
  const log: string[] = [];
  const first = queue.measure(threeParts(log));
  const second = queue.measure(threeParts(log));
  await expect(first).rejects.toMatchObject({ name: 'AbortError' });
  expect(await second).toEqual([0, 1, 2]);
  // The first never began: nothing is loaded for it.
  expect(log).toEqual(['part 0', 'part 1', 'part 2']);
  const third = queue.measure(threeParts(log));
  queue.dropMeasurement();
  await expect(third).rejects.toMatchObject({ name: 'AbortError' });
});

test('what fails is told to who asked, and the next goes on', async () => {
  const queue = new DeviceQueue((work) => work);
  const failing = queue.run(() => Promise.reject(new Error('no')));
  const next = queue.run(() => Promise.resolve(1));
  await expect(failing).rejects.toThrow('no');
  expect(await next).toBe(1);
});
