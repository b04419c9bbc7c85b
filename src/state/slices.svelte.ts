// How well a model does on parts of its tested rows.

import { slicingWorker } from '../bridge/workers';
import type { SliceReport } from '../domain/slices';
import { alert } from './alert.svelte';
import { Job } from './job.svelte';

export class SlicesState {
  readonly measuring = new Job<SliceReport>();

  constructor(private readonly modelId: string) {}

  get report(): SliceReport | null {
    return this.measuring.result;
  }

  /** Measures all slices, unless that is done or being done. */
  async measure(): Promise<void> {
    if (this.report || this.measuring.running) return;
    try {
      await this.measuring.run((signal, report) => {
        report({ job: 'Grouping', done: 0, total: 1 });
        return slicingWorker.endedBy(signal).slice(this.modelId, report);
      });
    } catch (error) {
      alert.show(error);
    }
  }
}
