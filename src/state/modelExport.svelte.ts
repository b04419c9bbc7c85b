// Taking the model on the table away: what there is of it, what is chosen, and its files on their way.

import { download } from '../bridge/download';
import { dataWorker, trainingWorker } from '../bridge/workers';
import { noCleaning } from '../domain/cleaning';
import {
  defaultExport,
  type AnswerCheck,
  type ExportChoice,
  type ExportOffer,
  type ExportPart,
  type TokenizedSample,
  type WeightPrecision,
} from '../domain/exportParts';
import { isAbort } from '../domain/failures';
import type { TrainedModel } from '../domain/run';
import { alert } from './alert.svelte';
import { JobProgress } from './jobProgress.svelte';
import { recipe } from './recipe.svelte';

class ModelExportState {
  /** What there is of the model; empty until asked. */
  offers = $state.raw<ExportOffer[]>([]);
  choice = $state.raw<ExportChoice>(defaultExport);
  /** How the files of the last download answered. */
  checks = $state.raw<AnswerCheck[]>([]);
  exporting = $state(false);
  /** Whether Stop was pressed; what is being tried out is finished first. */
  stopping = $state(false);
  readonly progress = new JobProgress();
  private modelId = '';

  /** Begins anew with a model: nothing of another one's stays. */
  async open(model: TrainedModel): Promise<void> {
    if (this.modelId === model.id) return;
    this.modelId = model.id;
    this.choice = defaultExport;
    this.checks = [];
    this.offers = [];
    try {
      const offers = await trainingWorker.exportOffers(model.id);
      if (this.modelId === model.id) this.offers = offers;
    } catch {
      // Its base model is not here. Nobody asked yet: whoever downloads it is told.
    }
  }

  readonly setPart = (part: ExportPart, wanted: boolean): void => {
    const others = this.choice.parts.filter((name) => name !== part);
    this.choice = { ...this.choice, parts: wanted ? [...others, part] : others };
  };

  readonly setPrecision = (precision: WeightPrecision): void => {
    this.choice = { ...this.choice, precision };
  };

  async downloadModel(model: TrainedModel): Promise<void> {
    if (this.exporting) return;
    alert.dismiss();
    this.exporting = true;
    this.checks = [];
    this.progress.report({ job: 'Exporting', done: 0, total: 1 });
    try {
      const { choice } = this;
      const sample = await this.sampleOf(model);
      if (this.stopping) return;
      const { compute } = recipe;
      const { zip, checks } = await trainingWorker.exportModel(
        { modelId: model.id, choice, sample, compute },
        (progress) => this.progress.report(progress),
      );
      if (this.modelId === model.id) this.checks = checks;
      download(zip, `${model.name}-classifier.zip`);
    } catch (error) {
      if (!isAbort(error)) alert.show(error);
    } finally {
      this.exporting = false;
      this.stopping = false;
      this.progress.clear();
    }
  }

  stop(): void {
    this.stopping = true;
    void trainingWorker.stopExport();
  }

  async downloadReport(model: TrainedModel): Promise<void> {
    try {
      download(await trainingWorker.exportReport(model.id), 'report.json');
    } catch (error) {
      alert.show(error);
    }
  }

  /** Some test rows as the model reads them; they were cleaned when they were stored. */
  private async sampleOf({ id, recipe: own }: TrainedModel): Promise<TokenizedSample> {
    const { rows, texts } = await trainingWorker.exportSample(id);
    const limit = { maxTokens: own.maxTokens, truncation: own.truncation ?? 'start' };
    const windows: number[][][] = [];
    for (const text of texts) {
      windows.push(await dataWorker.tokenizeText(own.baseModel, text, limit, noCleaning));
    }
    return { rows, windows };
  }
}

export const modelExport = new ModelExportState();
