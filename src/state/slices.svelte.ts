// How well a model does on parts of its tested rows.

import { slicingWorker } from '../bridge/workers';
import type { SliceReport } from '../domain/slices';
import { alert } from './alert.svelte';
import { JobProgress } from './jobProgress.svelte';

export class SlicesState {
  report = $state.raw<SliceReport | null>(null);
  readonly progress = new JobProgress();
  private running: AbortController | null = null;

  constructor(private readonly modelId: string) {}

  /** Measures all slices, unless that is done or being done. */
  async measure(): Promise<void> {
    if (this.report || this.running) return;
    const running = new AbortController();
    this.running = running;
    this.progress.report({ job: 'Grouping', done: 0, total: 1 });
    try {
      this.report = await slicingWorker.endedBy(running.signal).slice(this.modelId, (progress) => {
        if (this.running === running) this.progress.report(progress);
      });
    } catch (error) {
      alert.show(error);
    } finally {
      this.running = null;
      this.progress.clear();
    }
  }

  stop(): void {
    this.running?.abort();
  }
}
