// A run: started, watched, paused, stopped.

import { dataWorker, trainingWorker } from '../bridge/workers';
import type { ComputeBackend } from '../domain/compute';
import { isAbort } from '../domain/failures';
import type { ReportProgress } from '../domain/progress';
import { isMeasured, type HistoryPoint, type InterruptedRunSummary } from '../domain/run';
import { alert } from './alert.svelte';
import { dataSet } from './dataSet.svelte';
import { estimates } from './estimates.svelte';
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

  /** The opened set's run that was interrupted, if there is one. */
  interrupted = $state.raw<InterruptedRunSummary | null>(null);

  /** Looks for an interrupted run of the opened set. */
  async lookForInterrupted(): Promise<void> {
    const { prepared } = dataSet;
    this.interrupted = prepared && (await trainingWorker.interruptedRun(prepared.id));
  }

  /** Opens the rows of an interrupted run, split as they were then. */
  async openInterrupted(dataSetId: string, seed: number): Promise<void> {
    recipe.values.seed = seed;
    await dataSet.open(dataSetId);
  }

  /** Goes on with the interrupted run, by its own recipe. */
  async goOn(): Promise<void> {
    const { interrupted } = this;
    if (!interrupted || this.status !== 'idle') return;
    recipe.values = { ...interrupted.recipe };
    recipe.depthChosen = true;
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
    this.status = 'working';
    this.interrupted = null;
    this.history = [];
    this.note = '';
    const run = new AbortController();
    this.run = run;
    // What was sent before the end may still come after it.
    const report: ReportProgress = (progress) => {
      if (this.run === run && !run.signal.aborted) this.progress.report(progress);
    };
    try {
      // The depth follows from the measurement, unless the user chose one.
      if (!recipe.depthChosen) await unlessAborted(estimates.settled(), run.signal);
      const order = await this.prepareOrder(report, run.signal, goOn);
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
      this.compute = await trainingWorker.start(recipe.compute);
    } catch (error) {
      this.compute = null;
      alert.show(error);
    }
  }

  private async prepareOrder(report: ReportProgress, signal: AbortSignal, goOn: boolean) {
    const prepared = await dataSet.prepare();
    signal.throwIfAborted();
    if (!prepared) return null;
    const values = recipe.snapshot();
    const { compute } = recipe;
    if (!isMeasured(prepared)) {
      await trainingWorker.refuseTooManyTexts(prepared.id, values, compute);
      signal.throwIfAborted();
    }
    const { seconds } = await dataWorker.endedBy(signal).tokenize(prepared.id, values, report);
    signal.throwIfAborted();
    return {
      ...{ preparedSetId: prepared.id, recipe: values, compute, goOn },
      tokenizingSeconds: seconds,
    };
  }
}

/** A promise that an abort cuts short. @throws AbortError */
function unlessAborted(work: Promise<void>, signal: AbortSignal): Promise<void> {
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(new DOMException('Stopped.', 'AbortError')), {
      once: true,
    });
  });
  return Promise.race([work, aborted]);
}

export const training = new TrainingState();
