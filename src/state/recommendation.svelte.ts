// Which base model suits the rows, measured on a sample of them in the background; taken where the user chose none.

import { trainingWorker } from '../bridge/workers';
import { isAbort } from '../domain/failures';
import { measurableModels, recommendedOf, type MeasuredModel, type ModelMeasurement } from '../domain/modelMeasurement';
import type { Progress } from '../domain/progress';
import { isMeasured } from '../domain/run';
import { recommendationWords } from '../words/modelMeasurement';
import { baseModels } from './baseModels.svelte';
import { dataSet } from './dataSet.svelte';
import { estimates } from './estimates.svelte';
import { Job, untilAborted } from './job.svelte';
import { recipe } from './recipe.svelte';

class RecommendationState {
  private readonly job = new Job<ModelMeasurement>();
  /** What the last measurement depends on; empty after one that was stopped. */
  private measuredFor = '';
  /** Settles when the last measurement asked for is over. */
  private last: Promise<void> = Promise.resolve();

  recommended: MeasuredModel | undefined = $derived(recommendedOf(this.job.result?.measured ?? []));
  /** Which one is recommended and why, in a sentence; empty before it is known. */
  words = $derived(this.job.result ? recommendationWords(this.job.result) : '');

  get measurement(): ModelMeasurement | null {
    return this.job.result;
  }

  get measuring(): boolean {
    return this.job.running;
  }

  get progress(): Progress | null {
    return this.job.progress;
  }

  get secondsLeft(): number | null {
    return this.job.secondsLeft;
  }

  /** Why the last measurement failed. */
  get error(): Error | null {
    return this.job.error;
  }

  /** Measures the models that are here on the rows as they are, unless that is done or under way. */
  refresh(): void {
    const { prepared } = dataSet;
    const { compute, values } = recipe;
    // The chosen one last: its weights stay in memory for the training.
    const models = measurableModels(baseModels.installed).toSorted(
      (a, b) => Number(a.id === values.baseModel) - Number(b.id === values.baseModel),
    );
    const ids = models.map(({ id }) => id).sort();
    const key = prepared ? JSON.stringify([prepared.id, compute, values.maxTokens, ids]) : '';
    if (key === this.measuredFor) return this.preselect(this.measurement);
    this.job.clear();
    this.measuredFor = key;
    if (!prepared || !isMeasured(prepared) || recipe.problems.size > 0) return;
    const measure = (signal: AbortSignal, report: (progress: Progress) => void) =>
      trainingWorker.measureBaseModels(prepared.id, values, models, compute, report, signal);
    this.last = this.run(key, measure);
  }

  /** Gives up measuring, for a run that comes first or because the user wants no more of it. */
  stop(): void {
    this.job.stop();
  }

  /** Resolves when nothing is being measured any more. */
  settled(): Promise<void> {
    return this.last;
  }

  private async run(
    key: string,
    measure: (signal: AbortSignal, report: (progress: Progress) => void) => Promise<ModelMeasurement>,
  ): Promise<void> {
    try {
      await this.job.run(async (signal, report) => {
        // How long each depth takes is asked for first.
        await untilAborted(estimates.settled(), signal);
        const measurement = await measure(signal, report);
        signal.throwIfAborted();
        this.preselect(measurement);
        return measurement;
      });
    } catch (error) {
      // What else went wrong is shown where the table would be.
      if (isAbort(error) && this.measuredFor === key) this.measuredFor = '';
    }
  }

  /** Takes the recommended model, where the user chose none. */
  private preselect(measurement: ModelMeasurement | null): void {
    const recommended = recommendedOf(measurement?.measured ?? []);
    if (!recommended || recipe.modelChosen || recommended.id === recipe.values.baseModel) return;
    baseModels.take(recommended.id, true);
  }
}

export const recommendation = new RecommendationState();
