// What a stop of a training keeps.

interface StoppedRun {
  /** Whether an epoch of the training whose model is kept is done. */
  hasEpoch: boolean;
  isContrastive: boolean;
  hasFolds: boolean;
}

/** To be read before Stop is pressed. */
export function whatStopKeeps({ hasEpoch, isContrastive, hasFolds }: StoppedRun): string {
  if (hasEpoch) return 'Stop keeps the best model so far.';
  if (isContrastive) return 'Stopped now, it leaves no model. You can continue the run later.';
  if (hasFolds) return 'Stopped now, it leaves no model: all folds are tested first.';
  return 'Stopped now, it leaves no model: the first epoch is not done.';
}
