// The arrows from token ids to a saved, evaluated model, in order.

import type { ComputeBackend } from '../../domain/compute';
import type { ReportProgress } from '../../domain/progress';
import type { FineTuneOrder, HistoryPoint, TrainedModel } from '../../domain/run';
import type { Pause } from '../../jobs/pause';
import { getRun } from '../../storage/runs';
import type { Engine } from './engine';
import { evaluateRun } from './evaluate';
import { keep } from './keep';
import { train } from './train';
import { readInputs } from './trainingInputs';

/** What the page hears while it waits. */
export interface FineTuneListener {
  onProgress: ReportProgress;
  onCompute: (compute: ComputeBackend) => void;
  onPoint: (point: HistoryPoint) => void;
}

/**
 * Begins a run or continues it: trains a classifier on its prepared set, evaluates it on the test split and saves the model.
 * One that was stopped and can be continued stays.
 *
 * @returns the saved model
 * @throws AbortError when stopped before training began; Failures of each stage
 */
export async function fineTune(
  engine: Engine,
  { run, compute, tokenizingSeconds }: FineTuneOrder,
  pause: Pause,
  { onProgress, onCompute, onPoint }: FineTuneListener,
): Promise<TrainedModel> {
  const { recipe } = run;
  const inputs = await readInputs(run.preparedSetId, recipe);
  const watch = new StopWatch();
  onCompute(await engine.start(compute));
  await pause.breatheOrStop();
  const ready = await engine.prepare(compute, recipe.baseModel, onProgress);
  // A run may need all of the memory.
  engine.releaseClassifier();
  const loadingModel = watch.lap();

  const room = { pause, onProgress };
  const finished = await train({ ...inputs, ...room, ready, recipe, onPoint, kept: run });
  await engine.rememberTuning();
  onProgress({ job: 'Evaluating', done: 0, total: 1 });
  const evaluated = await evaluateRun(finished, inputs, { ...room, seed: recipe.seed });
  const { encoding, training } = finished.seconds;
  const seconds = {
    importing: inputs.dataSet.importSeconds,
    tokenizing: tokenizingSeconds,
    loadingModel,
    encoding,
    training,
    evaluating: watch.lap() - encoding - training,
  };
  const endedRun = finished.run.stoppedEarly && (await getRun(run.id))?.epoch ? null : run.id;
  return keep(finished, evaluated, inputs, { recipe, compute: ready.compute, seconds, endedRun });
}

/** Wall-clock seconds from lap to lap. */
class StopWatch {
  private last = performance.now();

  lap(): number {
    const now = performance.now();
    const seconds = (now - this.last) / 1000;
    this.last = now;
    return seconds;
  }
}
