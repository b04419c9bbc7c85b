// Work on the one device, a piece at a time. Measuring is for later: it gives way to whatever a person asks for.

import { isAbort } from '../domain/failures';
import { JobControl } from './jobControl';

export class DeviceQueue {
  private last: Promise<unknown> = Promise.resolve();
  private measuring = new JobControl();
  private measurements = 0;

  /** @param guard fails what waits when the device is lost */
  constructor(private readonly guard: <T>(work: Promise<T>) => Promise<T>) {}

  /** Runs work after all that was asked before it: two at once would load the model twice. */
  run<T>(work: () => Promise<T>): Promise<T> {
    this.measuring.stop();
    return this.append(work);
  }

  /**
   * Runs a measurement. When something else is asked for, it is stopped by its control and begun again after that: it
   * should remember what it found.
   *
   * @throws AbortError when another measurement is asked for, or `dropMeasurement` called
   */
  async measure<T>(work: (control: JobControl) => Promise<T>): Promise<T> {
    const own = this.dropMeasurement();
    for (;;) {
      const control = new JobControl();
      this.measuring = control;
      try {
        return await this.append(async () => {
          await control.breatheOrStop();
          return work(control);
        });
      } catch (error) {
        if (!isAbort(error) || own !== this.measurements) throw error;
      }
    }
  }

  /** Ends the measurement that runs or waits; gives the number of the next. */
  dropMeasurement(): number {
    this.measuring.stop();
    return ++this.measurements;
  }

  private append<T>(work: () => Promise<T>): Promise<T> {
    const own = this.last.then(work);
    this.last = own.catch(() => {});
    return this.guard(own);
  }
}
