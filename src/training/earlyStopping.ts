/** What early stopping remembers. */
export interface StoppingState {
  best: number;
  epochsSinceBest: number;
}

/** Watches the validation loss and says when it has stopped improving. */
export class EarlyStopping {
  private best: number;
  private epochsSinceBest: number;

  constructor(
    private readonly patience: number,
    from: StoppingState = { best: Infinity, epochsSinceBest: 0 },
  ) {
    this.best = from.best;
    this.epochsSinceBest = from.epochsSinceBest;
  }

  /** Takes an epoch's validation loss. True when it is the lowest so far. */
  improves(validationLoss: number): boolean {
    if (validationLoss < this.best) {
      this.best = validationLoss;
      this.epochsSinceBest = 0;
      return true;
    }
    this.epochsSinceBest++;
    return false;
  }

  /** Whether `patience` epochs in a row were no better than the best. */
  get exhausted(): boolean {
    return this.epochsSinceBest >= this.patience;
  }

  get state(): StoppingState {
    return { best: this.best, epochsSinceBest: this.epochsSinceBest };
  }
}
