// How far the numbers of the model on the table can be trusted.

import { trainingWorker } from '../bridge/workers';
import type { Evaluation, LabelCurves } from '../domain/evaluation';
import { alert } from './alert.svelte';

class EvaluationState {
  current = $state.raw<Evaluation | null>(null);
  /** Of one label, once they are asked for. */
  curves = $state.raw<{ label: number; curves: LabelCurves } | null>(null);
  private modelId = '';

  async open(modelId: string): Promise<void> {
    this.modelId = modelId;
    this.current = null;
    this.curves = null;
    try {
      const evaluation = await trainingWorker.evaluation(modelId);
      if (this.modelId === modelId) this.current = evaluation ?? null;
    } catch (error) {
      alert.show(error);
    }
  }

  async showCurves(label: number): Promise<void> {
    const { modelId } = this;
    try {
      const curves = await trainingWorker.labelCurves(modelId, label);
      if (this.modelId === modelId) this.curves = { label, curves };
    } catch (error) {
      alert.show(error);
    }
  }
}

export const evaluation = new EvaluationState();
