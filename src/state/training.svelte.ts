// A run: started, watched, paused, stopped.

import * as dataWorker from '../bridge/dataWorker';
import * as trainingWorker from '../bridge/trainingWorker';
import type { ComputeBackend } from '../domain/compute';
import { isAbort } from '../domain/failures';
import type { ReportProgress } from '../domain/progress';
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
  /** What became of a run that left no model. */
  note = $state('');
  /** Only the jobs on the device can wait: the others are over in seconds. */
  pausable = $derived(['Encoding', 'Training'].includes(this.progress.current?.job ?? ''));
  private run: AbortController | null = null;

  /** Tokenizes, encodes, trains, evaluates, and opens the model. */
  async start(): Promise<void> {
    if (this.status !== 'idle') return;
    alert.dismiss();
    this.status = 'working';
    this.history = [];
    this.note = '';
    const run = new AbortController();
    this.run = run;
    // What was sent before the end may still come after it.
    const report: ReportProgress = (progress) => {
      if (this.run === run && !run.signal.aborted) this.progress.report(progress);
    };
    try {
      const order = await this.prepareOrder(report, run.signal);
      if (!order) return;
      const model = await trainingWorker.fineTune(
        order,
        report,
        (compute) => (this.compute = compute),
        (point) => (this.history = [...this.history, point]),
      );
      await library.refresh();
      await result.open(model);
    } catch (error) {
      if (isAbort(error)) this.note = 'Stopped. Nothing was trained; your rows are still here.';
      else alert.show(error);
    } finally {
      this.run = null;
      this.status = 'idle';
      this.progress.clear();
    }
  }

  pause(): void {
    if (this.status !== 'working' || !this.pausable) return;
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
    this.run?.abort();
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

  private async prepareOrder(report: ReportProgress, signal: AbortSignal) {
    const prepared = await dataSet.prepare();
    signal.throwIfAborted();
    if (!prepared) return null;
    const values = recipe.snapshot();
    const tokenizingSeconds = await dataWorker.tokenize(prepared.id, values, report, signal);
    signal.throwIfAborted();
    const { compute } = recipe;
    return { preparedSetId: prepared.id, recipe: values, compute, tokenizingSeconds };
  }
}

export const training = new TrainingState();
