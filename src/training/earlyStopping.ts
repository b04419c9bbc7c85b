/** Watches the validation loss and says when it has stopped improving. */
export class EarlyStopping {
  private best = Infinity;
  private epochsSinceBest = 0;

  constructor(private readonly patience: number) {}

  /** Takes an epoch's validation loss. True when it is the best so far. */
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
}
