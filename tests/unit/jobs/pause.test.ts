// A job that breathes waits while it is paused, and hears of an abort.

import { expect, test } from 'vitest';
import { nextTask } from '../../../src/jobs/breathe';
import { Pause } from '../../../src/jobs/pause';

/** Whether a promise is still open after some tasks. */
async function isOpen(promise: Promise<unknown>): Promise<boolean> {
  let open = true;
  void promise.finally(() => (open = false)).catch(() => {});
  for (let task = 0; task < 5; task++) await nextTask();
  return open;
}

test('a breath waits while paused, and goes on after', async () => {
  const pause = new Pause(new AbortController().signal);
  await pause.breathe();
  pause.pause();
  const breath = pause.breathe();
  expect(await isOpen(breath)).toBe(true);
  pause.resume();
  await breath;
});

test('an abort ends a pause: what has something to keep goes on, the rest ends', async () => {
  const abort = new AbortController();
  const pause = new Pause(abort.signal);
  pause.pause();
  const breaths = [pause.breathe(), pause.breatheOrStop()] as const;
  abort.abort();
  await breaths[0];
  await expect(breaths[1]).rejects.toMatchObject({ name: 'AbortError' });
  // It can't be paused any more.
  pause.pause();
  await pause.breathe();
});

test('paused again before the first pause is over, it waits for the second to end', async () => {
  const pause = new Pause(new AbortController().signal);
  pause.pause();
  pause.pause();
  const breath = pause.breathe();
  expect(await isOpen(breath)).toBe(true);
  pause.resume();
  await breath;
});
