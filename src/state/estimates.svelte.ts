// About how long each depth takes here, measured when rows are ready; and the depth that follows from it.

import { dataWorker, trainingWorker } from '../bridge/workers';
import { isAbort } from '../domain/failures';
import type { BaseModelId } from '../domain/baseModel';
import type { Depth } from '../domain/recipe';
import { isMeasured, type DepthEstimate } from '../domain/run';
import type { TokenizingSummary } from '../domain/tokens';
import { alert } from './alert.svelte';
import { dataSet } from './dataSet.svelte';
import { recipe } from './recipe.svelte';

/** The default is the deepest depth that takes less than this, in seconds. */
const patience = 300;

class EstimatesState {
  byDepth = $state.raw<ReadonlyMap<Depth, DepthEstimate>>(new Map());
  measuring = $state(false);
  /** What tokenizing the rows found. */
  tokenized = $state.raw<TokenizingSummary | null>(null);
  /** The last measurement, and of which base model: others are guessed from it. */
  lastMeasured = $state.raw<{ baseModel: BaseModelId; byDepth: Map<Depth, number> } | null>(null);
  /** Settles when the last measurement asked for is over. */
  private last: Promise<void> = Promise.resolve();
  private asked = 0;

  /** Measures anew, for the rows and settings as they are now. */
  refresh(): void {
    this.last = this.measure(++this.asked);
  }

  /** Forgets what was measured: it was of another model. */
  clear(): void {
    this.asked++;
    this.byDepth = new Map();
    this.tokenized = null;
    this.measuring = false;
  }

  /** Resolves when nothing is being measured any more. */
  settled(): Promise<void> {
    return this.last;
  }

  private async measure(own: number): Promise<void> {
    const { prepared } = dataSet;
    this.byDepth = new Map();
    this.tokenized = null;
    if (!prepared || recipe.problems.size > 0 || !recipe.modelHere) return;
    if (!isMeasured(prepared)) return;
    this.measuring = true;
    try {
      const values = recipe.snapshot();
      const tokenized = await dataWorker.tokenize(prepared.id, values, () => {});
      if (own !== this.asked) return;
      this.tokenized = tokenized;
      const estimates = await trainingWorker.estimate(prepared.id, values, recipe.compute);
      if (own !== this.asked) return;
      this.byDepth = new Map(estimates.map((estimate) => [estimate.depth, estimate]));
      this.lastMeasured = {
        baseModel: values.baseModel,
        byDepth: new Map(
          estimates.flatMap(({ depth, seconds }) => (seconds === null ? [] : [[depth, seconds]])),
        ),
      };
      const affordable = estimates
        .filter(({ seconds }) => seconds !== null && seconds < patience)
        .at(-1);
      if (affordable && !recipe.depthChosen) {
        recipe.setDepth(affordable.depth, prepared.splitCounts.train.rows);
      }
    } catch (error) {
      // A run came between, or the choice was changed: nobody waits for the answer.
      if (!isAbort(error) && own === this.asked) alert.show(error);
    } finally {
      if (own === this.asked) this.measuring = false;
    }
  }
}

export const estimates = new EstimatesState();
