// One call after another of a job: which of them counts, and what the page is told of it.

import { expect, test, vi } from 'vitest';
import type { Progress, ReportProgress } from '../../../src/domain/progress';
import { Job, untilAborted } from '../../../src/state/job.svelte';

/** Work that goes on until it is told how to end. */
function openWork<Result>() {
  let answer: (result: Result) => void = () => {};
  let fail: (error: unknown) => void = () => {};
  let report: ReportProgress = () => {};
  let signal = new AbortController().signal;
  const result = new Promise<Result>((resolve, reject) => ([answer, fail] = [resolve, reject]));
  return {
    work: (own: AbortSignal, ownReport: ReportProgress) => {
      [signal, report] = [own, ownReport];
      return result;
    },
    answer,
    fail,
    report: (progress: Progress) => report(progress),
    isAborted: () => signal.aborted,
  };
}

const at = (done: number, job: Progress['job'] = 'Searching'): Progress => ({
  job,
  done,
  total: 10,
});

test('a run is shown while it runs, and its result afterwards', async () => {
  const job = new Job<number>();
  const { work, answer, report } = openWork<number>();
  const run = job.run(work);
  expect(job.running).toBe(true);
  report(at(3));
  expect(job.progress).toEqual(at(3));
  answer(7);
  expect(await run).toBe(7);
  expect(job).toMatchObject({ running: false, progress: null, result: 7, error: null });
  report(at(4));
  expect(job.progress).toBeNull();
});

test('a later run ends the one before, whose answer and progress come too late', async () => {
  const job = new Job<string>();
  const [first, second] = [openWork<string>(), openWork<string>()];
  const earlier = job.run(first.work);
  const later = job.run(second.work);
  expect(first.isAborted()).toBe(true);
  second.report(at(1));
  first.report(at(9));
  expect(job.progress).toEqual(at(1));
  first.answer('early');
  await expect(earlier).rejects.toMatchObject({ name: 'AbortError' });
  expect(job).toMatchObject({ running: true, result: null });
  second.answer('late');
  expect(await later).toBe('late');
  expect(job.result).toBe('late');
});

test('a failure is kept, but not that of an earlier run, nor a stop', async () => {
  const job = new Job<string>();
  const [first, second, third] = [openWork<string>(), openWork<string>(), openWork<string>()];
  const earlier = job.run(first.work);
  const later = job.run(second.work);
  first.fail(new Error('nobody asked'));
  await expect(earlier).rejects.toMatchObject({ name: 'AbortError' });
  expect(job.error).toBeNull();
  second.fail(new Error('no rows'));
  await expect(later).rejects.toThrow('no rows');
  expect(job).toMatchObject({ running: false, error: { message: 'no rows' } });
  const stopped = job.run(third.work);
  expect(job.error).toBeNull();
  third.fail(new DOMException('Stopped.', 'AbortError'));
  await expect(stopped).rejects.toMatchObject({ name: 'AbortError' });
  expect(job.error).toBeNull();
});

test('a stop waits for what the work has to keep', async () => {
  const job = new Job<string>();
  const { work, answer, report, isAborted } = openWork<string>();
  const run = job.run(work);
  report(at(5));
  job.stop();
  expect(isAborted()).toBe(true);
  report(at(6));
  expect(job).toMatchObject({ running: true, stopping: true, progress: at(5) });
  answer('the best so far');
  expect(await run).toBe('the best so far');
  expect(job).toMatchObject({ running: false, stopping: false, result: 'the best so far' });
});

test('a stop without a run is none', () => {
  const job = new Job();
  job.stop();
  expect(job).toMatchObject({ running: false, stopping: false });
});

test('a result stays while the next run works, and goes when the job is cleared', async () => {
  const job = new Job<number>();
  await job.run(() => Promise.resolve(1));
  const { work, answer } = openWork<number>();
  const run = job.run(work);
  expect(job.result).toBe(1);
  job.clear();
  expect(job).toMatchObject({ running: false, result: null });
  answer(2);
  await expect(run).rejects.toMatchObject({ name: 'AbortError' });
  expect(job.result).toBeNull();
});

test('the time left follows from what was done since a job began', async () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  try {
    const job = new Job();
    const { work, report, answer } = openWork<void>();
    const run = job.run(work);
    report(at(0, 'Encoding'));
    vi.advanceTimersByTime(1000);
    report(at(1, 'Encoding'));
    expect(job.secondsLeft).toBeNull();
    vi.advanceTimersByTime(1000);
    report(at(2, 'Encoding'));
    expect(job.secondsLeft).toBe(8);
    vi.advanceTimersByTime(1000);
    report(at(3, 'Encoding'));
    expect(job.secondsLeft).toBe(7);
    report(at(0, 'Training'));
    expect(job.secondsLeft).toBeNull();
    answer();
    await run;
  } finally {
    vi.useRealTimers();
  }
});

test('a wait is cut short by an abort', async () => {
  const abort = new AbortController();
  const never = untilAborted(new Promise(() => {}), abort.signal);
  abort.abort();
  await expect(never).rejects.toMatchObject({ name: 'AbortError' });
  await expect(untilAborted(Promise.resolve(1), abort.signal)).resolves.toBe(1);
  await expect(untilAborted(new Promise(() => {}), abort.signal)).rejects.toMatchObject({
    name: 'AbortError',
  });
});
