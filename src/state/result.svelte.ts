// The model on the table: how good it is, where it fails, what it says of a new text, its files.

import * as dataWorker from '../bridge/dataWorker';
import { download } from '../bridge/download';
import * as trainingWorker from '../bridge/trainingWorker';
import { noCleaning } from '../domain/cleaning';
import type { Classification, TrainedModel } from '../domain/run';
import { alert } from './alert.svelte';
import { JobProgress } from './jobProgress.svelte';
import { recipe } from './recipe.svelte';
import { TestedRowsState } from './testedRows.svelte';

class ResultState {
  model = $state.raw<TrainedModel | null>(null);
  /** Its tested rows, as they are looked through. */
  tested = $state.raw<TestedRowsState | null>(null);
  classification = $state.raw<Classification | null>(null);
  classifying = $state(false);
  exporting = $state(false);
  readonly classifyProgress = new JobProgress();
  readonly exportProgress = new JobProgress();

  async open(model: TrainedModel): Promise<void> {
    const tested = new TestedRowsState(model.id);
    this.model = model;
    this.tested = tested;
    this.classification = null;
    await tested.reset();
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
      if (this.model === model) this.classification = classification;
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
