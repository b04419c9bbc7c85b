// Pause and Stop for long jobs in a worker. A job calls `breathe` between two pieces of work: messages from the
// page are let in there, and nowhere else.

/** Thrown where a job ends because the user stopped it. */
export function stopped(): DOMException {
  return new DOMException('Stopped.', 'AbortError');
}

export class JobControl {
  private resumed: Promise<void> = Promise.resolve();
  private release: () => void = () => {};
  private lastBreath = 0;
  /** Whether the user asked to stop. */
  stopRequested = false;

  pause(): void {
    this.release();
    this.resumed = new Promise((resolve) => (this.release = resolve));
  }

  resume(): void {
    this.release();
  }

  /** Ends a pause too: a paused job can be stopped. */
  stop(): void {
    this.stopRequested = true;
    this.release();
  }

  /** Whether it is time to let messages in: often enough to answer at once, seldom enough to cost nothing. */
  due(): boolean {
    const now = performance.now();
    if (now - this.lastBreath < 50) return false;
    this.lastBreath = now;
    return true;
  }

  /** Lets messages in; waits while paused. Afterwards `stopRequested` is up to date. */
  async breathe(): Promise<void> {
    await nextTask();
    await this.resumed;
  }

  /** As `breathe`, for jobs that have nothing to keep. @throws AbortError when stopped */
  async breatheOrStop(): Promise<void> {
    await this.breathe();
    if (this.stopRequested) throw stopped();
  }

  /** As `breatheOrStop` where it is time to. @throws AbortError when stopped */
  async breatheOrStopIfDue(): Promise<void> {
    if (this.due()) await this.breatheOrStop();
  }
}

/** Resolves in a later task. Timers would do too, but browsers slow them to 4 ms and more. */
function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
