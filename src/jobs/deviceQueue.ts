// Work on the one device, a piece at a time. Measuring is for later: it gives way to whatever a person asks for.

import { breathe } from './breathe';

export class DeviceQueue {
  private last: Promise<unknown> = Promise.resolve();
  /** Of the measurements that run or wait. */
  private readonly measurements = new Set<AbortController>();

  /** @param guard fails work when the device is lost under it */
  constructor(private readonly guard: <T>(work: Promise<T>) => Promise<T>) {}

  /**
   * Runs work after all that was asked before it: two at once would load the model twice.
   *
   * @throws AbortError when the signal aborts before its turn comes
   */
  run<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    this.makeWay();
    return this.append(() => this.guard(work()), signal);
  }

  /** As `run`, for work that survives the loss of a device by itself. */
  runWithoutGuard<T>(work: () => Promise<T>): Promise<T> {
    this.makeWay();
    return this.append(work);
  }

  /**
   * Runs a measurement. When something else is asked for, another measurement too, its signal aborts, and it is begun again
   * after that: it should remember what it found.
   *
   * @throws AbortError when `signal` aborts
   */
  async measure<T>(work: (signal: AbortSignal) => Promise<T>, signal: AbortSignal): Promise<T> {
    this.makeWay();
    for (;;) {
      const interruption = new AbortController();
      this.measurements.add(interruption);
      const either = AbortSignal.any([signal, interruption.signal]);
      try {
        return await this.append(() => this.guard(work(either)), either);
      } catch (error) {
        if (signal.aborted || !interruption.signal.aborted) throw error;
      } finally {
        this.measurements.delete(interruption);
      }
    }
  }

  private makeWay(): void {
    for (const measurement of this.measurements) measurement.abort();
  }

  private append<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    let hasBegun = false;
    const own = this.last.then(async () => {
      if (signal) await breathe(signal);
      hasBegun = true;
      return work();
    });
    this.last = own.catch(() => {});
    // Whoever gives up before its turn need not wait for it.
    const givenUp = new Promise<never>((_, reject) => {
      signal?.addEventListener('abort', () => hasBegun || reject(signal.reason), { once: true });
    });
    return Promise.race([own, givenUp]);
  }
}
