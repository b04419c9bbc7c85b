// The model on the table: how good it is, where it fails, what it says of a new text.

import { besideTraining, dataWorker, trainingWorker } from '../bridge/workers';
import { cleaningOf, type Classification, type TrainedModel } from '../domain/run';
import { alert } from './alert.svelte';
import { fileClassification } from './fileClassification.svelte';
import { evaluation } from './evaluation.svelte';
import { Job } from './job.svelte';
import { modelExport } from './modelExport.svelte';
import { recipe } from './recipe.svelte';
import { runs } from './runs.svelte';
import { TestedRowsState } from './testedRows.svelte';

class ResultState {
  model = $state.raw<TrainedModel | null>(null);
  /** Its tested rows, as they are looked through; `null` where they are not here. */
  tested = $state.raw<TestedRowsState | null>(null);
  classification = $state.raw<Classification | null>(null);
  /** The text that the classification is of. */
  classified = $state('');
  /** The text that was typed last; `null` where there is none. */
  asked = $state<string | null>(null);
  readonly classifying = new Job<Classification>();
  /** The text to classify next. */
  private waiting: string | null = null;
  private last: Promise<void> = Promise.resolve();

  async open(model: TrainedModel): Promise<void> {
    const tested = model.origin === 'trained' ? new TestedRowsState(model.id) : null;
    this.model = model;
    this.tested = tested;
    this.clearPrediction();
    fileClassification.clear();
    // The rows first: they are there at once.
    const asked = tested?.reset();
    void evaluation.open(model.id);
    void modelExport.open(model);
    await asked;
  }

  /** Lets go of the model on the table. */
  close(): void {
    this.model = this.tested = null;
    this.clearPrediction();
    fileClassification.clear();
  }

  /** From which certainty on the model answers by itself; `undefined`: always. */
  async chooseUnsureBelow(unsureBelow: number | undefined): Promise<void> {
    const { model } = this;
    if (!model) return;
    try {
      const changed = await trainingWorker.saveUnsureBelow(model.id, unsureBelow);
      if (this.model?.id === model.id) this.model = changed;
    } catch (error) {
      alert.show(error);
    }
  }

  /** The model on the table is as it is kept: renamed, or gone. */
  follow(kept: TrainedModel[]): void {
    if (this.model) this.model = kept.find(({ id }) => id === this.model?.id) ?? null;
  }

  /** Resolves when the prediction is of this text, or of one that came after it: those between are passed over. */
  classify(text: string): Promise<void> {
    this.waiting = this.asked = text;
    if (!this.classifying.running) this.last = this.classifyWaiting();
    return this.last;
  }

  /** Another text is being typed: the answer there is, is not of it. */
  noteAsked(text: string): void {
    this.asked = text;
  }

  /** Lets go of a prediction whose text is gone. */
  clearPrediction(): void {
    this.waiting = this.asked = null;
    this.classifying.clear();
    this.classification = null;
  }

  private async classifyWaiting(): Promise<void> {
    while (this.waiting !== null) {
      const text = this.waiting;
      this.waiting = null;
      await this.classifyNow(text);
    }
  }

  private async classifyNow(text: string): Promise<void> {
    const { model } = this;
    if (!model) return;
    try {
      const { baseModel, maxTokens, truncation } = model.recipe;
      const cleaning = cleaningOf(model);
      const limit = { maxTokens, truncation };
      const classification = await this.classifying.run(async (signal, report) => {
        const windows = await dataWorker.tokenizeText(baseModel, text, limit, cleaning);
        // A run has the device to itself until its end.
        if (runs.own) return besideTraining.classify(model.id, windows, 'wasm', report, signal);
        return trainingWorker.classify(model.id, windows, recipe.compute, report, signal);
      });
      if (this.waiting !== null) return;
      this.classification = classification;
      this.classified = text;
    } catch (error) {
      // What stands there is of another text.
      if (this.classifying.error) this.clearPrediction();
      alert.show(error);
    }
  }
}

export const result = new ResultState();
