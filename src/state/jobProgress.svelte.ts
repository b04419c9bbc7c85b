import type { Progress } from '../domain/progress';

/** Seconds of a job that must pass before a guess of its end is worth showing. */
const settleSeconds = 1.5;

/** A running job as the page shows it: how far, and how long still, pauses not counted. */
export class JobProgress {
  current = $state.raw<Progress | null>(null);
  secondsLeft = $state<number | null>(null);
  private startedAt = 0;
  private startedWith = 0;
  private pausedAt = 0;

  report(progress: Progress): void {
    const now = performance.now();
    // A job of several passes begins anew with each.
    if (progress.job !== this.current?.job || progress.done < this.current.done) {
      this.startedAt = now;
      this.startedWith = progress.done;
    }
    this.current = progress;
    const seconds = (now - this.startedAt) / 1000;
    const done = progress.done - this.startedWith;
    this.secondsLeft =
      seconds < settleSeconds || done <= 0
        ? null
        : (seconds / done) * (progress.total - progress.done);
  }

  pause(): void {
    this.pausedAt = performance.now();
  }

  resume(): void {
    this.startedAt += performance.now() - this.pausedAt;
  }

  clear(): void {
    this.current = null;
    this.secondsLeft = null;
  }
}
