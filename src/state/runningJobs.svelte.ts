// The long work that is under way in this tab: what leaving the page would end.

import { SvelteSet } from 'svelte/reactivity';

/** A kind of long work. */
export type LongJob = 'import' | 'training' | 'classification' | 'export' | 'adding a model';

class RunningJobs {
  private readonly running = new SvelteSet<LongJob>();

  /** In the order in which they began. */
  list = $derived([...this.running]);
  any = $derived(this.running.size > 0);

  began(job: LongJob): void {
    this.running.add(job);
  }

  ended(job: LongJob): void {
    this.running.delete(job);
  }
}

export const runningJobs = new RunningJobs();
