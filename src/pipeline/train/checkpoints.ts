// A run's state, kept after its epochs and within long ones, so that whatever breaks it off costs half a minute at most.

import type { Run } from '../../domain/run';
import type { TensorValues } from '../../domain/tensorValues';
import { getCheckpoint } from '../../storage/checkpoints';
import { saveCheckpoint } from '../../storage/runs';
import type { InterruptedRun, KeepState } from './trainClassifier';

/** What a run can continue from, where its state was kept. */
export async function interruptedRun(runId: string): Promise<InterruptedRun | undefined> {
  const stored = await getCheckpoint(runId);
  if (!stored) return undefined;
  const { history, bestEpoch, bestWeights: weights } = stored;
  const run = { weights, history, bestEpoch, stoppedEarly: false, notes: [] };
  return { run, checkpoint: stored };
}

/** Milliseconds of training that are worth a checkpoint: those of an epoch less would cost no more to do again. */
const worthKeeping = { epoch: 2000, steps: 30_000 };

/** Within an epoch, writing takes at most one part in so many of the time. */
const shareOfWriting = 20;

/** Bytes of a state above which it is not kept: copying gigabytes aside may cost the tab, which it should protect. */
const largestState = 2 ** 29;

/** Bytes of a run's state: what trained as it is, at its best, and with two moments. 0: it is too large to be kept. */
export function stateBytes(weightBytes: number): number {
  return 4 * weightBytes <= largestState ? 4 * weightBytes : 0;
}

/** Whether what trained is small enough for its state to be kept. */
export function canBeKept(weights: TensorValues): boolean {
  return stateBytes([...weights.values()].reduce((sum, { values }) => sum + values.byteLength, 0)) > 0;
}

/**
 * Keeps the state of a run after each epoch that took some time, and about every thirty seconds within one.
 *
 * @param onKept hears of each whether it was kept
 */
export function checkpointKeeper(run: Run, onKept: (isKept: boolean) => void): KeepState {
  let last = performance.now();
  let epochStarted = last;
  let millisecondsOfWriting = 0;
  /** A whole epoch counts, though a state within it was kept a moment ago: its end is what the page shows. */
  const isWorthKeeping = (after: 'steps' | 'epoch', now: number): boolean => {
    if (after === 'steps') {
      return now - last >= Math.max(worthKeeping.steps, shareOfWriting * millisecondsOfWriting);
    }
    const since = Math.min(last, epochStarted);
    epochStarted = now;
    return now - since >= worthKeeping.epoch;
  };
  return async (after, reached, takeCheckpoint) => {
    const started = performance.now();
    if (!isWorthKeeping(after, started) || !canBeKept(reached.weights)) return;
    const checkpoint = await takeCheckpoint();
    const { history, bestEpoch, weights: bestWeights } = reached;
    // A safety net only: a run that can't be kept goes on all the same, and says so.
    await saveCheckpoint(run, { ...checkpoint, history, bestEpoch, bestWeights }).then(
      () => onKept(true),
      () => onKept(false),
    );
    last = performance.now();
    millisecondsOfWriting = last - started;
  };
}
