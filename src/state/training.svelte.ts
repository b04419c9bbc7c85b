// A run: started, watched, paused, stopped.

import { dataWorker, trainingWorker } from '../bridge/workers';
import type { ComputeBackend } from '../domain/compute';
import { isAbort } from '../domain/failures';
import type { ReportProgress } from '../domain/progress';
import { isMeasured, type HistoryPoint, type InterruptedRunSummary } from '../domain/run';
import { alert } from './alert.svelte';
import { dataSet } from './dataSet.svelte';
import { estimates } from './estimates.svelte';
import { Job, untilAborted } from './job.svelte';
import { library } from './library.svelte';
import { recipe } from './recipe.svelte';
import { result } from './result.svelte';

export type TrainingStatus = 'idle' | 'working' | 'paused' | 'stopping';

class TrainingState {
  history = $state.raw<HistoryPoint[]>([]);
  /** What computes, once it is known. */
  compute = $state.raw<ComputeBackend | null>(null);
  readonly job = new Job();
  private paused = $state(false);
  status: TrainingStatus = $derived.by(() => {
    if (!this.job.running) return 'idle';
    if (this.job.stopping) return 'stopping';
    return this.paused ? 'paused' : 'working';
  });
  /** What became of a run that left no model. */
  note = $state('');
  /** Only the jobs on the device can wait: the others are over in seconds. */
  pausable = $derived(['Encoding', 'Training'].includes(this.job.progress?.job ?? ''));

  /** The opened set's run that was interrupted, if there is one. */
  interrupted = $state.raw<InterruptedRunSummary | null>(null);

  /** Looks for an interrupted run of the opened set. */
  async lookForInterrupted(): Promise<void> {
    const { prepared } = dataSet;
    this.interrupted = prepared && (await trainingWorker.interruptedRun(prepared.id));
  }

  /** Opens the rows of an interrupted run, split as they were then. */
  async openInterrupted(dataSetId: string, seed: number): Promise<void> {
    recipe.change({ seed });
    await dataSet.open(dataSetId);
  }

  /** Goes on with the interrupted run, by its own recipe. */
  async goOn(): Promise<void> {
    const { interrupted } = this;
    if (!interrupted || this.status !== 'idle') return;
    recipe.take(interrupted.recipe);
    await this.start(true);
  }

  /** Forgets the interrupted run. */
  async discardInterrupted(): Promise<void> {
    const { prepared } = dataSet;
    this.interrupted = null;
    if (prepared) await trainingWorker.discardInterruptedRun(prepared.id);
    await library.refresh();
  }

  /** Tokenizes, encodes, trains, evaluates, and opens the model. */
  async start(goOn = false): Promise<void> {
    if (this.status !== 'idle') return;
    alert.dismiss();
    this.paused = false;
    this.interrupted = null;
    this.history = [];
    this.note = '';
    try {
      await this.job.run((signal, report) => this.train(goOn, signal, report));
    } catch (error) {
      if (isAbort(error)) this.note = 'Stopped. Nothing was trained; your rows are still here.';
      else alert.show(error);
    }
  }

  pause(): void {
    if (this.status !== 'working' || !this.pausable) return;
    this.paused = true;
    this.job.pause();
    trainingWorker.pause().catch((error: unknown) => alert.show(error));
  }

  resume(): void {
    if (this.status !== 'paused') return;
    this.paused = false;
    this.job.resume();
    trainingWorker.resume().catch((error: unknown) => alert.show(error));
  }

  /** Stops. When an epoch is done, the best weights so far become the model. */
  stop(): void {
    this.job.stop();
  }

  /** Starts the backend, so that the page can say what will compute. */
  async lookForCompute(): Promise<void> {
    try {
      this.compute = await trainingWorker.start(recipe.compute);
    } catch (error) {
      this.compute = null;
      alert.show(error);
    }
  }

  private async train(goOn: boolean, signal: AbortSignal, report: ReportProgress): Promise<void> {
    // The depth follows from the measurement, unless the user chose one.
    if (!recipe.depthChosen) await untilAborted(estimates.settled(), signal);
    const order = await this.prepareOrder(goOn, signal, report);
    if (!order) return;
    estimates.stop();
    const model = await trainingWorker.fineTune(
      order,
      report,
      (compute) => (this.compute = compute),
      (point) => (this.history = [...this.history, point]),
      signal,
    );
    await library.refresh();
    await result.open(model);
  }

  private async prepareOrder(goOn: boolean, signal: AbortSignal, report: ReportProgress) {
    const prepared = await dataSet.prepare();
    signal.throwIfAborted();
    if (!prepared) return null;
    const { values } = recipe;
    const { compute } = recipe;
    if (!isMeasured(prepared)) {
      await trainingWorker.refuseTooManyTexts(prepared.id, values, compute);
      signal.throwIfAborted();
    }
    const { seconds } = await dataWorker.endedBy(signal).tokenize(prepared.id, values, report);
    signal.throwIfAborted();
    return { preparedSetId: prepared.id, recipe: values, compute, goOn, tokenizingSeconds: seconds };
  }
}

export const training = new TrainingState();
