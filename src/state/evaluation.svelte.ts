// How far the numbers of the model on the table can be trusted.

import { trainingWorker } from '../bridge/workers';
import type { Evaluation, LabelCurves } from '../domain/evaluation';
import { alert } from './alert.svelte';
import { Job } from './job.svelte';

class EvaluationState {
  private readonly evaluating = new Job<Evaluation | null>();
  private readonly ranking = new Job<{ label: number; curves: LabelCurves }>();
  private modelId = '';

  get current(): Evaluation | null {
    return this.evaluating.result;
  }

  /** Of one label, once they are asked for. */
  get curves(): { label: number; curves: LabelCurves } | null {
    return this.ranking.result;
  }

  async open(modelId: string): Promise<void> {
    this.modelId = modelId;
    this.evaluating.clear();
    this.ranking.clear();
    try {
      await this.evaluating.run(async () => (await trainingWorker.evaluation(modelId)) ?? null);
    } catch (error) {
      alert.show(error);
    }
  }

  async showCurves(label: number): Promise<void> {
    try {
      await this.ranking.run(async () => ({
        label,
        curves: await trainingWorker.labelCurves(this.modelId, label),
      }));
    } catch (error) {
      alert.show(error);
    }
  }
}

export const evaluation = new EvaluationState();
