// The arrows from token ids to a saved, evaluated model, in order.

import type { ComputeBackend } from '../../domain/compute';
import type { ReportProgress } from '../../domain/progress';
import { keptParts, type FineTuned, type FineTuneOrder, type HistoryPoint } from '../../domain/run';
import type { Pause } from '../../jobs/pause';
import { releaseRoom } from '../../storage/reservedRoom';
import { getRun } from '../../storage/runs';
import type { Engine } from './engine';
import { evaluateRun, testedRows } from './evaluate';
import { keep } from './keep';
import { takeRoom } from './runRoom';
import { train } from './train';
import { readInputs } from './trainingInputs';

/** What the page hears while it waits. */
export interface FineTuneListener {
  onProgress: ReportProgress;
  onCompute: (compute: ComputeBackend) => void;
  onPoint: (point: HistoryPoint) => void;
  /** Hears whether the run's state could be kept. */
  onCheckpoint: (isKept: boolean) => void;
}

/**
 * Begins a run or continues it: trains a classifier on its prepared set, evaluates it on the test split and saves the model.
 * One that was stopped and can be continued stays.
 *
 * @param before what became of earlier attempts, in sentences
 * @throws AbortError when stopped before training began; Failure `StorageFull` when there is no room for what it will store;
 * Failures of each stage
 */
export async function fineTune(
  engine: Engine,
  { run, compute, tokenizingSeconds }: FineTuneOrder,
  pause: Pause,
  listener: FineTuneListener,
  before: string[] = [],
): Promise<FineTuned> {
  const { onProgress, onCompute } = listener;
  const { recipe } = run;
  // All that the run needs to its end: nothing can go missing under it.
  const inputs = await readInputs(run.preparedSetId, recipe);
  const tested = await testedRows(inputs);
  const watch = new StopWatch();
  onCompute(await engine.start(compute));
  await pause.breatheOrStop();
  const ready = await engine.prepare(compute, recipe.baseModel, onProgress);
  // A run may need all of the memory.
  engine.releaseClassifier();
  const loadingModel = watch.lap();

  await takeRoom(ready, inputs, recipe);
  const finished = await train({ ...inputs, ...listener, pause, ready, recipe, kept: run });
  finished.run.notes.unshift(...before);
  await engine.rememberTuning();
  onProgress({ job: 'Evaluating', done: 0, total: 1 });
  const evaluated = await evaluateRun(finished, inputs.set, tested, { pause, onProgress, seed: recipe.seed });
  const { encoding, training } = finished.seconds;
  const seconds = {
    importing: inputs.dataSet.importSeconds,
    tokenizing: tokenizingSeconds,
    loadingModel,
    encoding,
    training,
    evaluating: watch.lap() - encoding - training,
  };
  const reached = finished.run.stoppedEarly ? await getRun(run.id) : undefined;
  const endedRun = reached && keptParts(reached) > 0 ? null : run.id;
  await releaseRoom();
  const made = finished.recipe ?? recipe;
  return keep(finished, evaluated, inputs, { recipe: made, compute: ready.compute, seconds, endedRun });
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
