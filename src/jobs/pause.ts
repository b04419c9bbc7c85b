// A job that can be paused waits in its `breathe`.

import { nextTask } from './breathe';

export class Pause {
  private over: Promise<void> = Promise.resolve();
  private end: () => void = () => {};

  /**
   * @param signal of the job; its abort ends a pause too: a paused job can be stopped
   * @param givenUp its abort makes the next breath throw, whatever the job is at
   */
  constructor(
    readonly signal: AbortSignal,
    private readonly givenUp?: AbortSignal,
  ) {
    signal.addEventListener('abort', () => this.resume());
  }

  /** This pause for one attempt at the job, which may be given up by itself. */
  until(givenUp: AbortSignal): Pause {
    const own = new Pause(this.signal, givenUp);
    own.waiting = () => this.waiting();
    return own;
  }

  private waiting: () => Promise<void> = () => this.over;

  pause(): void {
    this.resume();
    if (!this.signal.aborted) this.over = new Promise((resolve) => (this.end = resolve));
  }

  resume(): void {
    this.end();
  }

  /** Lets messages in; waits while paused. Afterwards `signal.aborted` is up to date. */
  async breathe(): Promise<void> {
    await nextTask();
    await this.waiting();
    this.givenUp?.throwIfAborted();
  }

  /** As `breathe`, for jobs that have nothing to keep. @throws AbortError when the signal has aborted */
  async breatheOrStop(): Promise<void> {
    await this.breathe();
    this.signal.throwIfAborted();
  }
}
