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
import type { PageFileOffer } from '../domain/ownPage';
import type { ReportProgress } from '../domain/progress';
import type { TrainedModel } from '../domain/run';
import { alert } from './alert.svelte';
import { Job } from './job.svelte';
import { recipe } from './recipe.svelte';

/** What a person takes a model away for. */
export type ExportGoal = 'share' | 'developer' | 'backUp';

const webFolder: Readonly<ExportChoice> = { parts: ['ownPage'], precision: 'single' };

class ModelExportState {
  private readonly asking = new Job<ExportOffer[]>();
  private readonly askingForPage = new Job<PageFileOffer>();
  /** What the last download was for. */
  goal = $state<ExportGoal>('developer');
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

  /** What a page of one file would be; `null` until asked. */
  get pageOffer(): PageFileOffer | null {
    return this.askingForPage.result;
  }

  /** Begins anew with a model: nothing of another one's stays. */
  async open(model: TrainedModel): Promise<void> {
    if (this.modelId === model.id) return;
    this.modelId = model.id;
    this.choice = defaultExport;
    this.checks = [];
    this.asking.clear();
    this.askingForPage.clear();
    // Its base model may not be here. Nobody asked yet: whoever downloads it is told.
    await Promise.all([
      this.asking.run(() => trainingWorker.exportOffers(model.id)).catch(() => {}),
      this.askingForPage.run(() => trainingWorker.offerPageFile(model.id)).catch(() => {}),
    ]);
  }

  readonly setPart = (part: ExportPart, wanted: boolean): void => {
    const others = this.choice.parts.filter((name) => name !== part);
    this.choice = { ...this.choice, parts: wanted ? [...others, part] : others };
  };

  readonly setPrecision = (precision: WeightPrecision): void => {
    this.choice = { ...this.choice, precision };
  };

  /** The chosen formats. */
  downloadModel(model: TrainedModel): Promise<void> {
    return this.downloadZip(model, 'developer', this.choice, 'classifier');
  }

  /** What Hone opens again. */
  backUp(model: TrainedModel): Promise<void> {
    return this.downloadZip(model, 'backUp', defaultExport, 'backup');
  }

  /** The page as a folder for a web host. */
  downloadWebFolder(model: TrainedModel): Promise<void> {
    return this.downloadZip(model, 'share', webFolder, 'page');
  }

  private downloadZip(model: TrainedModel, goal: ExportGoal, choice: ExportChoice, ending: string): Promise<void> {
    return this.write(model, goal, async (sample, signal, report) => {
      const order = { modelId: model.id, choice, sample, compute: recipe.compute };
      const { zip, checks } = await trainingWorker.exportModel(order, report, signal);
      download(zip, `${model.name}-${ending}.zip`);
      return checks;
    });
  }

  /** The page as one file. */
  downloadPage(model: TrainedModel): Promise<void> {
    return this.write(model, 'share', async (sample, signal, report) => {
      const order = { modelId: model.id, sample, compute: recipe.compute };
      const { html, check } = await trainingWorker.exportPageFile(order, report, signal);
      download(html, `${model.name}.html`);
      return check ? [check] : [];
    });
  }

  /** @param files hands them out, and says how they answered */
  private async write(
    model: TrainedModel,
    goal: ExportGoal,
    files: (sample: TokenizedSample, signal: AbortSignal, report: ReportProgress) => Promise<AnswerCheck[]>,
  ): Promise<void> {
    if (this.job.running) return;
    alert.dismiss();
    Object.assign(this, { goal, checks: [] });
    try {
      await this.job.run(async (signal, report) => {
        report({ job: 'Exporting', done: 0, total: 1 });
        const checks = await files(await this.sampleOf(model), signal, report);
        if (this.modelId === model.id) this.checks = checks;
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
