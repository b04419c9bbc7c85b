// When to submit: often enough that no submission keeps a slow graphics card for long, because browsers and drivers
// take a card away from who holds it for seconds, and the screen stutters long before that.

/** How long one submission should take at most, in milliseconds. */
const wantedTime = 50;
/** Operations of the first submissions, before the card's speed is known: 50 ms at 4 GFLOP/s. */
const firstBudget = 2e8;

export class SubmissionBudget {
  private operationsPerMillisecond = firstBudget / wantedTime;
  private lastDone = 0;

  constructor(private readonly queue: GPUQueue) {}

  /** Operations that one submission may hold. */
  get operations(): number {
    return this.operationsPerMillisecond * wantedTime;
  }

  /** Learns the card's speed from a submission of this many operations that was just made. */
  submitted(operations: number): void {
    // Small ones measure the way there and back.
    if (operations < this.operations / 4) return;
    const start = performance.now();
    void this.queue.onSubmittedWorkDone().then(
      () => {
        const now = performance.now();
        const time = Math.max(now - Math.max(start, this.lastDone), 0.1);
        this.lastDone = now;
        const speed = operations / time;
        // Down at once, up step by step: one submission too long is worse than many too short.
        const steady = Math.min(speed, this.operationsPerMillisecond * 2);
        this.operationsPerMillisecond = Math.max(steady, firstBudget / wantedTime / 10);
      },
      () => {
        // The device is lost, which it tells by itself.
      },
    );
  }
}
