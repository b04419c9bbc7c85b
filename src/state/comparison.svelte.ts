// Models of the library side by side.

import { trainingWorker } from '../bridge/workers';
import type { ModelComparison } from '../domain/comparison';
import type { TrainedModel } from '../domain/run';
import { alert } from './alert.svelte';
import { Job } from './job.svelte';

interface ComparedPair {
  first: string;
  second: string;
  result: ModelComparison;
}

class ComparisonState {
  /** Ids of the models that are compared, in the order in which they were chosen. */
  chosen = $state.raw<string[]>([]);
  private readonly comparing = new Job<ComparedPair>();

  /** The first chosen model beside one other; `null` until that is known. */
  get pair(): ComparedPair | null {
    return this.comparing.result;
  }

  async toggle(id: string): Promise<void> {
    this.chosen = this.chosen.includes(id) ? this.chosen.filter((other) => other !== id) : [...this.chosen, id];
    await this.beside(this.chosen[1]);
  }

  /** Compares the first model with another row by row. */
  async beside(second: string | undefined): Promise<void> {
    this.comparing.clear();
    const [first] = this.chosen;
    if (!first || !second) return;
    try {
      await this.comparing.run(async () => {
        return { first, second, result: await trainingWorker.compareModels(first, second) };
      });
    } catch (error) {
      alert.show(error);
    }
  }

  /** Models that are deleted are compared no more. */
  async follow(kept: TrainedModel[]): Promise<void> {
    for (const id of this.chosen) if (!kept.some((model) => model.id === id)) await this.toggle(id);
  }
}

export const comparison = new ComparisonState();
