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
import type { TrainedModel } from '../domain/run';
import { alert } from './alert.svelte';
import { Job } from './job.svelte';
import { recipe } from './recipe.svelte';

class ModelExportState {
  private readonly asking = new Job<ExportOffer[]>();
  choice = $state.raw<ExportChoice>(defaultExport);
  /** How the files of the last download answered. */
  checks = $state.raw<AnswerCheck[]>([]);
  /** After a Stop, what is being tried out is finished first. */
  readonly job = new Job('export');
  private modelId = '';

  /** What there is of the model; empty until asked. */
  get offers(): ExportOffer[] {
    return this.asking.result ?? [];
  }

  /** Begins anew with a model: nothing of another one's stays. */
  async open(model: TrainedModel): Promise<void> {
    if (this.modelId === model.id) return;
    this.modelId = model.id;
    this.choice = defaultExport;
    this.checks = [];
    this.asking.clear();
    // Its base model may not be here. Nobody asked yet: whoever downloads it is told.
    await this.asking.run(() => trainingWorker.exportOffers(model.id)).catch(() => {});
  }

  readonly setPart = (part: ExportPart, wanted: boolean): void => {
    const others = this.choice.parts.filter((name) => name !== part);
    this.choice = { ...this.choice, parts: wanted ? [...others, part] : others };
  };

  readonly setPrecision = (precision: WeightPrecision): void => {
    this.choice = { ...this.choice, precision };
  };

  async downloadModel(model: TrainedModel): Promise<void> {
    if (this.job.running) return;
    alert.dismiss();
    this.checks = [];
    const { choice } = this;
    try {
      await this.job.run(async (signal, report) => {
        report({ job: 'Exporting', done: 0, total: 1 });
        const sample = await this.sampleOf(model);
        const order = { modelId: model.id, choice, sample, compute: recipe.compute };
        const { zip, checks } = await trainingWorker.exportModel(order, report, signal);
        if (this.modelId === model.id) this.checks = checks;
        download(zip, `${model.name}-classifier.zip`);
      });
    } catch (error) {
      alert.show(error);
    }
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
    const limit = { maxTokens: own.maxTokens, truncation: own.truncation };
    const windows: number[][][] = [];
    for (const text of texts) {
      windows.push(await dataWorker.tokenizeText(own.baseModel, text, limit, noCleaning));
    }
    return { rows, windows };
  }
}

export const modelExport = new ModelExportState();
