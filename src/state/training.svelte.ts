// A run: started, watched, paused, stopped.

import * as dataWorker from '../bridge/dataWorker';
import * as trainingWorker from '../bridge/trainingWorker';
import type { ComputeBackend } from '../domain/compute';
import type { HistoryPoint } from '../domain/run';
import { alert } from './alert.svelte';
import { dataSet } from './dataSet.svelte';
import { JobProgress } from './jobProgress.svelte';
import { library } from './library.svelte';
import { recipe } from './recipe.svelte';
import { result } from './result.svelte';

export type TrainingStatus = 'idle' | 'working' | 'paused' | 'stopping';

class TrainingState {
  status = $state<TrainingStatus>('idle');
  history = $state.raw<HistoryPoint[]>([]);
  /** What computes, once it is known. */
  compute = $state.raw<ComputeBackend | null>(null);
  readonly progress = new JobProgress();
  private tokenizing: AbortController | null = null;

  /** Tokenizes, encodes, trains, evaluates, and opens the model. */
  async start(): Promise<void> {
    if (this.status !== 'idle') return;
    alert.dismiss();
    this.status = 'working';
    this.history = [];
    try {
      const order = await this.prepareOrder();
      if (!order) return;
      const model = await trainingWorker.fineTune(
        order,
        (progress) => this.progress.report(progress),
        (compute) => (this.compute = compute),
        (point) => (this.history = [...this.history, point]),
      );
      await library.refresh();
      await result.open(model);
    } catch (error) {
      alert.show(error);
    } finally {
      this.status = 'idle';
      this.progress.clear();
    }
  }

  pause(): void {
    if (this.status !== 'working') return;
    this.status = 'paused';
    this.progress.pause();
    trainingWorker.pause().catch((error: unknown) => alert.show(error));
  }

  resume(): void {
    if (this.status !== 'paused') return;
    this.status = 'working';
    this.progress.resume();
    trainingWorker.resume().catch((error: unknown) => alert.show(error));
  }

  /** Stops. When an epoch is done, the best weights so far become the model. */
  stop(): void {
    this.status = 'stopping';
    this.tokenizing?.abort();
    trainingWorker.stop().catch((error: unknown) => alert.show(error));
  }

  /** Starts the backend, so that the page can say what will compute. */
  async lookForCompute(): Promise<void> {
    try {
      this.compute = await trainingWorker.startCompute(recipe.compute);
    } catch (error) {
      this.compute = null;
      alert.show(error);
    }
  }

  private async prepareOrder() {
    const prepared = await dataSet.prepare();
    if (!prepared) return null;
    const values = recipe.snapshot();
    this.tokenizing = new AbortController();
    const tokenizingSeconds = await dataWorker.tokenize(
      prepared.id,
      values,
      (progress) => this.progress.report(progress),
      this.tokenizing.signal,
    );
    this.tokenizing = null;
    const { compute } = recipe;
    return { preparedSetId: prepared.id, recipe: values, compute, tokenizingSeconds };
  }
}

export const training = new TrainingState();
