// A run's state, kept after its epochs so that whatever breaks it off costs one of them at most.

import type { Run } from '../../domain/run';
import type { TensorValues } from '../../domain/tensorValues';
import { getCheckpoint } from '../../storage/checkpoints';
import { saveCheckpoint } from '../../storage/runs';
import type { InterruptedRun, TrainingOrder } from './trainClassifier';

/** What a run can continue from, where its state was kept. */
export async function interruptedRun(runId: string): Promise<InterruptedRun | undefined> {
  const stored = await getCheckpoint(runId);
  if (!stored) return undefined;
  const { history, bestEpoch, bestWeights: weights } = stored;
  const run = { weights, history, bestEpoch, stoppedEarly: false, notes: [] };
  return { run, checkpoint: stored };
}

/** An epoch that took less than this can be trained again as fast as a checkpoint is written. */
const worthKeeping = 2000;

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
 * Keeps the state of a run after each epoch that took some time.
 *
 * @param onKept hears of each whether it was kept
 * @param shortest milliseconds since the last one was kept
 */
export function checkpointKeeper(
  run: Run,
  onKept: (isKept: boolean) => void,
  shortest = worthKeeping,
): TrainingOrder['onEpoch'] {
  let last = performance.now();
  return async (reached, takeCheckpoint) => {
    if (performance.now() - last < shortest || !canBeKept(reached.weights)) return;
    const checkpoint = await takeCheckpoint();
    const { history, bestEpoch, weights: bestWeights } = reached;
    // A safety net only: a run that can't be kept goes on all the same, and says so.
    await saveCheckpoint(run, { ...checkpoint, history, bestEpoch, bestWeights }).then(
      () => onKept(true),
      () => onKept(false),
    );
    last = performance.now();
  };
}
