import type { Depth } from '../domain/recipe';

/** How a model did on the validation rows. */
export interface Validation {
  loss: number;
  macroF1: number;
  /** How many rows that was measured on. */
  rows: number;
}

/**
 * Says after each epoch whether its weights are the ones to keep.
 *
 * The head alone trains for many epochs and overfits slowly: the lowest loss wins. Layers train for a few, while the
 * learning rate falls to zero, and the last epoch is meant to be the one to keep: it wins unless its macro F1 is clearly
 * below the best, by more than two standard errors. The lowest loss would choose too soon there, as a model grows more
 * confident before it grows worse.
 */
export class EpochChoice {
  private bestMacroF1: number;
  private lowestLoss: number;

  constructor(
    private readonly depth: Depth,
    from: ChoiceState = { bestMacroF1: 0, lowestLoss: Infinity },
  ) {
    this.bestMacroF1 = from.bestMacroF1;
    this.lowestLoss = from.lowestLoss;
  }

  /** Takes an epoch's validation. True when its weights replace those kept before. */
  keeps({ loss, macroF1, rows }: Validation): boolean {
    const lower = loss < this.lowestLoss;
    this.lowestLoss = Math.min(loss, this.lowestLoss);
    this.bestMacroF1 = Math.max(macroF1, this.bestMacroF1);
    if (this.depth === 'head') return lower;
    const best = this.bestMacroF1;
    return macroF1 >= best - 2 * Math.sqrt((best * (1 - best)) / Math.max(1, rows));
  }

  get state(): ChoiceState {
    return { bestMacroF1: this.bestMacroF1, lowestLoss: this.lowestLoss };
  }
}

/** What the choice remembers. */
export interface ChoiceState {
  bestMacroF1: number;
  lowestLoss: number;
}
