// The model on the table: how good it is, where it fails, what it says of a new text, its files.

import * as dataWorker from '../bridge/dataWorker';
import { download } from '../bridge/download';
import * as trainingWorker from '../bridge/trainingWorker';
import { noCleaning } from '../domain/cleaning';
import type { Prediction } from '../domain/evaluation';
import type { Classification, TrainedModel } from '../domain/run';
import { alert } from './alert.svelte';
import { judgement } from './judgement.svelte';
import { JobProgress } from './jobProgress.svelte';
import { library } from './library.svelte';
import { recipe } from './recipe.svelte';

class ResultState {
  model = $state.raw<TrainedModel | null>(null);
  /** Misclassified test rows, most confident first. */
  mistakes = $state.raw<Prediction[]>([]);
  classification = $state.raw<Classification | null>(null);
  classifying = $state(false);
  exporting = $state(false);
  readonly classifyProgress = new JobProgress();
  readonly exportProgress = new JobProgress();

  async open(model: TrainedModel): Promise<void> {
    this.model = model;
    this.mistakes = [];
    this.classification = null;
    // The rows first: they are there at once.
    const asked = trainingWorker.mistakes(model.id);
    void judgement.open(model.id);
    try {
      const mistakes = await asked;
      if (this.model?.id === model.id) this.mistakes = mistakes;
    } catch (error) {
      alert.show(error);
    }
  }

  /** From which certainty on the model answers by itself; `undefined`: always. */
  async chooseUnsureBelow(unsureBelow: number | undefined): Promise<void> {
    const { model } = this;
    if (!model) return;
    try {
      const changed = await trainingWorker.saveUnsureBelow(model.id, unsureBelow);
      if (this.model?.id === model.id) this.model = changed;
      await library.refresh();
    } catch (error) {
      alert.show(error);
    }
  }

  closeIf(id: string): void {
    if (this.model?.id === id) this.model = null;
  }

  async classify(text: string): Promise<void> {
    const { model } = this;
    if (!model || this.classifying) return;
    alert.dismiss();
    this.classifying = true;
    try {
      const { baseModel, maxTokens, longTexts = 'head' } = model.recipe;
      const cleaning = model.preparation?.cleaning ?? noCleaning;
      const limit = { maxTokens, longTexts };
      const windows = await dataWorker.tokenizeText(baseModel, text, limit, cleaning);
      const classification = await trainingWorker.classify(
        model.id,
        windows,
        recipe.compute,
        (progress) => this.classifyProgress.report(progress),
      );
      if (this.model?.id === model.id) this.classification = classification;
    } catch (error) {
      alert.show(error);
    } finally {
      this.classifying = false;
      this.classifyProgress.clear();
    }
  }

  async downloadModel(): Promise<void> {
    const { model } = this;
    if (!model || this.exporting) return;
    alert.dismiss();
    this.exporting = true;
    this.exportProgress.report({ job: 'Exporting', done: 0, total: 1 });
    try {
      const zip = await trainingWorker.exportModel(model.id, (progress) =>
        this.exportProgress.report(progress),
      );
      download(zip, `${model.name}-classifier.zip`);
    } catch (error) {
      alert.show(error);
    } finally {
      this.exporting = false;
      this.exportProgress.clear();
    }
  }

  async downloadReport(): Promise<void> {
    if (!this.model) return;
    try {
      download(await trainingWorker.exportReport(this.model.id), 'report.json');
    } catch (error) {
      alert.show(error);
    }
  }
}

export const result = new ResultState();
