// About how long each depth takes here, measured when rows are ready; and the depth that follows from it.

import { tokenizingWorker, trainingWorker } from '../bridge/workers';
import type { BaseModelId } from '../domain/baseModel';
import { defaultDepth } from '../domain/defaultDepth';
import type { Depth } from '../domain/recipe';
import { isMeasured, type DepthEstimate } from '../domain/run';
import type { TokenizingSummary } from '../domain/tokens';
import { alert } from './alert.svelte';
import { dataSet } from './dataSet.svelte';
import { Job } from './job.svelte';
import { recipe } from './recipe.svelte';

class EstimatesState {
  byDepth = $state.raw<ReadonlyMap<Depth, DepthEstimate>>(new Map());
  /** What tokenizing the rows found. */
  tokenized = $state.raw<TokenizingSummary | null>(null);
  /** The last measurement, and of which base model: others are guessed from it. */
  lastMeasured = $state.raw<{ baseModel: BaseModelId; byDepth: Map<Depth, number> } | null>(null);
  private readonly job = new Job<DepthEstimate[]>();
  /** Settles when the last measurement asked for is over. */
  private last: Promise<void> = Promise.resolve();

  get measuring(): boolean {
    return this.job.running;
  }

  /** Measures anew, for the rows and settings as they are now. */
  refresh(): void {
    this.last = this.measure();
  }

  /** Forgets what was measured: it was of another model. */
  clear(): void {
    this.job.clear();
    this.byDepth = new Map();
    this.tokenized = null;
  }

  /** Gives up measuring, for a run that comes first. */
  stop(): void {
    this.job.stop();
  }

  /** Resolves when nothing is being measured any more. */
  settled(): Promise<void> {
    return this.last;
  }

  private async measure(): Promise<void> {
    const { prepared } = dataSet;
    this.clear();
    if (!prepared || recipe.problems.size > 0 || !recipe.modelHere) return;
    if (!isMeasured(prepared)) return;
    const { values } = recipe;
    try {
      const estimates = await this.job.run(async (signal) => {
        const tokenized = await tokenizingWorker.tokenize(prepared.id, values, () => {});
        signal.throwIfAborted();
        this.tokenized = tokenized;
        return trainingWorker.estimate(prepared.id, values, recipe.compute, signal);
      });
      this.show(estimates, values.baseModel, prepared.splitCounts.train.rows);
    } catch (error) {
      alert.show(error);
    }
  }

  private show(estimates: DepthEstimate[], baseModel: BaseModelId, trainRows: number): void {
    this.byDepth = new Map(estimates.map((estimate) => [estimate.depth, estimate]));
    const byDepth = new Map(estimates.flatMap(({ depth, seconds }) => (seconds === null ? [] : [[depth, seconds]])));
    this.lastMeasured = { baseModel, byDepth };
    const depth = defaultDepth(baseModel, recipe.takenForItsHead, estimates);
    if (depth) recipe.followMeasurement(depth, trainRows);
  }
}

export const estimates = new EstimatesState();
