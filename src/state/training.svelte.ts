// A run: begun or continued, watched, paused, stopped.

import { keepAwake } from '../bridge/wakeLock';
import { besideTraining, tokenizingWorker, trainingWorker } from '../bridge/workers';
import type { ComputeBackend } from '../domain/compute';
import { Failure, isAbort, type FailureCode } from '../domain/failures';
import type { ReportProgress } from '../domain/progress';
import {
  isEvaluated,
  isMeasured,
  type EvaluatedModel,
  type FineTuned,
  type HistoryPoint,
  type Run,
  type TrainedModel,
} from '../domain/run';
import { dataSetLock, ifLockIsFree, runLock, trainingLock, withLock } from '../jobs/lock';
import { beginRun } from '../storage/runs';
import { alert } from './alert.svelte';
import { dataSet } from './dataSet.svelte';
import { estimates } from './estimates.svelte';
import { Job } from './job.svelte';
import { library } from './library.svelte';
import { recipe } from './recipe.svelte';
import { recommendation } from './recommendation.svelte';
import { result } from './result.svelte';
import { phaseWeights, RunProgress, type PhaseWeights } from './runProgress.svelte';
import { runs } from './runs.svelte';
import { storageUse } from './storageUse.svelte';
import { unkept } from './unkept.svelte';

export type TrainingStatus = 'idle' | 'working' | 'paused' | 'stopping';

/** Failures that are none of the run's: it can be continued as it is. */
const breakingOff: readonly FailureCode[] = ['WorkerDied', 'DeviceLost'];

/** Milliseconds of work that are not worth a question: a run's state is kept about every thirty seconds. */
const littleWork = 45_000;

type Work = (signal: AbortSignal, report: ReportProgress) => Promise<void>;

class TrainingState {
  history = $state.raw<HistoryPoint[]>([]);
  /** What computes, once it is known. */
  compute = $state.raw<ComputeBackend | null>(null);
  readonly job = new Job('training');
  /** Over all its phases. */
  readonly progress = new RunProgress();
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

  /** Whether the state of the run could be kept when that was tried last. */
  checkpointKept = $state(true);

  /** The run that is under way, or was last. */
  private run: Run | null = null;
  /** When the run's state was kept last, or when it began; of the page's clock. */
  private keptAt = 0;
  private keptParts = 0;

  /** Whether leaving the page now would cost more than a little of the run. */
  get losesWork(): boolean {
    return this.job.running && performance.now() - this.keptAt > littleWork;
  }

  /** Whether some of the run is kept. */
  get isKept(): boolean {
    return runs.keptParts(this.run?.id) > 0;
  }

  /** Notes how much of the run is kept. */
  noteKept(): void {
    const parts = runs.keptParts(this.run?.id);
    if (parts > this.keptParts) [this.keptParts, this.keptAt] = [parts, performance.now()];
  }

  /** Begins a run on the rows as they are now, by the recipe as it is now. */
  async start(): Promise<void> {
    const { opened } = dataSet;
    if (opened) await this.work(opened.dataSet.id, (signal, report) => this.begin(opened.dataSet.name, signal, report));
  }

  /** Continues a run that broke off: its rows as they were prepared then, by its own recipe. */
  async continueRun(run: Run): Promise<void> {
    await this.work(run.dataSetId, async (signal, report) => {
      if (dataSet.opened?.dataSet.id !== run.dataSetId) await dataSet.open(run.dataSetId);
      signal.throwIfAborted();
      await this.carryOut(run, signal, report);
    });
  }

  pause(): void {
    if (this.status !== 'working' || !this.pausable) return;
    this.paused = true;
    this.progress.pause(performance.now());
    trainingWorker.pause().catch((error: unknown) => alert.show(error));
  }

  resume(): void {
    if (this.status !== 'paused') return;
    this.paused = false;
    this.progress.resume(performance.now());
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

  /** Works alone over all tabs, on rows that can't be deleted meanwhile. */
  private async work(dataSetId: string, work: Work): Promise<void> {
    if (this.status !== 'idle') return;
    alert.dismiss();
    recommendation.stop();
    // What is checked when Train is clicked is what is trained.
    estimates.stop();
    this.paused = false;
    this.history = [];
    this.note = '';
    this.checkpointKept = true;
    this.run = null;
    this.progress.begin(...this.expected(), performance.now());
    void storageUse.askToPersist();
    const letSleep = keepAwake();
    [this.keptParts, this.keptAt] = [0, performance.now()];
    runs.own = true;
    try {
      await this.job.run((signal, report) =>
        ifLockIsFree(
          trainingLock,
          () => withLock(dataSetLock(dataSetId), () => work(signal, report), 'shared'),
          () => Promise.reject<void>(trainingElsewhere()),
        ),
      );
    } catch (error) {
      await this.brokeOff(error);
    } finally {
      letSleep();
    }
    besideTraining.terminate();
    runs.own = false;
    await runs.refresh();
    await dataSet.followDecisions();
  }

  /** How the time of the next run is likely spread over its phases, and how many seconds it takes, where that was measured. */
  private expected(): [PhaseWeights, number | null] {
    const { baseModel, depth } = recipe.values;
    const isAlike = (model: TrainedModel): model is EvaluatedModel =>
      isEvaluated(model) && model.recipe.baseModel === baseModel && model.recipe.depth === depth;
    const measured = library.models.find(isAlike)?.seconds;
    return [phaseWeights(depth, measured), estimates.byDepth.get(depth)?.seconds ?? null];
  }

  private async begin(dataSetName: string, signal: AbortSignal, report: ReportProgress): Promise<void> {
    const prepared = await dataSet.prepare();
    signal.throwIfAborted();
    if (!prepared || !dataSet.opened) return;
    const { values } = recipe;
    if (!isMeasured(prepared)) {
      await trainingWorker.refuseTooManyTexts(prepared.id, values, recipe.compute);
      signal.throwIfAborted();
    }
    const run: Run = {
      id: crypto.randomUUID(),
      dataSetId: dataSet.opened.dataSet.id,
      dataSetName,
      preparedSetId: prepared.id,
      recipe: values,
      startedAt: Date.now(),
      epochsDone: 0,
    };
    await this.carryOut(run, signal, report);
  }

  /** Tokenizes, encodes, trains, evaluates, and opens the model. */
  private async carryOut(run: Run, signal: AbortSignal, report: ReportProgress): Promise<void> {
    const { model, unkept: left } = await withLock(runLock(run.id), async () => {
      this.run = run;
      await beginRun(run);
      return this.train(run, signal, report);
    });
    if (left) unkept.take(left);
    else await result.open(model);
    void storageUse.refresh();
  }

  private async train(run: Run, signal: AbortSignal, reportPhase: ReportProgress): Promise<FineTuned> {
    const report: ReportProgress = (progress) => {
      this.progress.report(progress, performance.now());
      reportPhase(progress);
    };
    const { seconds } = await tokenizingWorker.endedBy(signal).tokenize(run.preparedSetId, run.recipe, report);
    signal.throwIfAborted();
    return trainingWorker.fineTune(
      { run, compute: recipe.compute, tokenizingSeconds: seconds },
      report,
      (compute) => (this.compute = compute),
      (point) => (this.history = [...this.history, point]),
      (isKept) => (this.checkpointKept = isKept),
      (why) => ([this.note, this.history] = [why, []]),
      signal,
    );
  }

  /**
   * Says what became of a run that left no model. Where nothing of it is kept and it failed by itself, or where it would go
   * astray again, it is over.
   */
  private async brokeOff(error: unknown): Promise<void> {
    const { run } = this;
    const code = error instanceof Failure ? error.code : null;
    const isKept = run !== null && code !== 'LossNotFinite' && (await runs.isKept(run.id));
    if (run && !isKept && !(code && breakingOff.includes(code))) await runs.end(run.id);
    if (!isAbort(error) && code !== 'NothingToKeep') return alert.show(error);
    this.note = isKept
      ? 'Stopped. The run can be continued.'
      : 'Stopped. Nothing was trained; your rows are still here.';
  }
}

function trainingElsewhere(): Failure {
  return new Failure('OtherTabs', 'Hone is training in another tab. Training can begin here when that is over.');
}

export const training = new TrainingState();
