// A job that can be paused waits in its `breathe`.

import { nextTask } from './breathe';

export class Pause {
  private over: Promise<void> = Promise.resolve();
  private end: () => void = () => {};

  /** @param signal of the job; its abort ends a pause too: a paused job can be stopped */
  constructor(readonly signal: AbortSignal) {
    signal.addEventListener('abort', () => this.resume());
  }

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
    await this.over;
  }

  /** As `breathe`, for jobs that have nothing to keep. @throws AbortError when the signal has aborted */
  async breatheOrStop(): Promise<void> {
    await this.breathe();
    this.signal.throwIfAborted();
  }
}
