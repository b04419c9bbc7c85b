// A long job as the page shows it. Every kind of work has one `Job`, which runs one call of it after another: whatever
// comes of an earlier call too late, its answer, its failure or its progress, is ignored here and nowhere else.

import { isAbort } from '../domain/failures';
import type { Progress, ReportProgress } from '../domain/progress';
import { ifLockIsFree, workLock } from '../jobs/lock';
import { outdated } from '../storage/database';
import { runningJobs, type LongJob } from './runningJobs.svelte';

/** Seconds of a job that must pass before a guess of its end is worth showing. */
const settleSeconds = 1.5;

export class Job<Result = void> {
  running = $state(false);
  /** Stop was asked for, and the work has not ended yet. */
  stopping = $state(false);
  progress = $state.raw<Progress | null>(null);
  /** `null` while nothing can be said of the end. */
  secondsLeft = $state<number | null>(null);
  /** What the last run that succeeded gave; it stays while the next one runs. */
  result = $state.raw<Result | null>(null);
  /** Why the last run failed; `null` where it did not, or was stopped. */
  error = $state.raw<Error | null>(null);

  // Not state: a view's effect that starts a job must not run again because of it.
  private latest: AbortController | null = null;
  private shown: Progress | null = null;
  private startedAt = 0;
  private startedWith = 0;

  /** @param long what the work is, where it is long: leaving the page is then asked about, and a newer Hone waits for it */
  constructor(private readonly long: LongJob | null = null) {}

  /**
   * Runs work. What ran before is stopped, and nothing that comes of it counts any more.
   *
   * @param work what it gives after a stop still counts: it may have something to keep
   * @throws what the work throws; AbortError where another run, or `clear`, came before its end
   */
  async run(work: (signal: AbortSignal, report: ReportProgress) => Promise<Result>): Promise<Result> {
    this.drop();
    const own = new AbortController();
    const { signal } = own;
    this.latest = own;
    this.running = true;
    this.error = null;
    if (this.long) runningJobs.began(this.long);
    try {
      const report: ReportProgress = (progress) => {
        if (this.latest === own && !signal.aborted) this.report(progress);
      };
      const result = await (this.long ? whileNotOutdated(() => work(signal, report)) : work(signal, report));
      this.throwUnlessLatest(own);
      this.result = result;
      return result;
    } catch (error) {
      this.throwUnlessLatest(own);
      if (!isAbort(error)) this.error = error instanceof Error ? error : new Error(String(error));
      throw error;
    } finally {
      if (this.latest === own) this.end();
    }
  }

  /** Asks the work to end. */
  stop(): void {
    if (!this.latest) return;
    this.stopping = true;
    this.latest.abort();
  }

  /** Stops, and forgets what came of this job. */
  clear(): void {
    this.drop();
    this.result = null;
    this.error = null;
  }

  private throwUnlessLatest(own: AbortController): void {
    if (this.latest !== own) throw new DOMException('Nobody waits for this any more.', 'AbortError');
  }

  /** Lets go of the work that runs: it is stopped, and nobody waits for its end. */
  private drop(): void {
    this.latest?.abort();
    this.end();
  }

  private end(): void {
    if (this.latest && this.long) runningJobs.ended(this.long);
    this.latest = this.shown = null;
    this.running = this.stopping = false;
    this.progress = this.secondsLeft = null;
  }

  private report(progress: Progress): void {
    const now = performance.now();
    // A job of several passes begins anew with each.
    if (progress.job !== this.shown?.job || progress.done < this.shown.done) {
      this.startedAt = now;
      this.startedWith = progress.done;
    }
    this.progress = this.shown = progress;
    const seconds = (now - this.startedAt) / 1000;
    const done = progress.done - this.startedWith;
    this.secondsLeft =
      seconds < settleSeconds || done <= 0 ? null : (seconds / done) * (progress.total - progress.done);
  }
}

/** Runs work before which, and under which, no newer Hone changes the store. @throws Failure `Outdated` when one waits */
function whileNotOutdated<T>(work: () => Promise<T>): Promise<T> {
  return ifLockIsFree(workLock, work, () => Promise.reject<T>(outdated()), 'shared');
}

/** A promise that an abort cuts short. @throws the signal's reason */
export function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    if (signal.aborted) reject(signal.reason);
  });
  return Promise.race([promise, aborted]);
}
