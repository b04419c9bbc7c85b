// A file whose rows a model classifies.

import { download } from '../bridge/download';
import { dataWorker, trainingWorker, workbookWorker } from '../bridge/workers';
import {
  sheetLimits,
  type ClassifiedFile,
  type OpenedForClassifying,
  type PredictedRow,
  type PredictionOrder,
  type PredictionWorkbook,
} from '../domain/classifiedFile';
import type { TextSource } from '../domain/rowText';
import { count } from '../words/numbers';
import { alert } from './alert.svelte';
import { Job } from './job.svelte';
import { recipe } from './recipe.svelte';

/** Rows that are shown together. */
const pageSize = 10;

/** Some of the rows as they are shown. */
interface ShownPredictions {
  order: PredictionOrder;
  from: number;
  /** How many there are in this order. */
  length: number;
  rows: PredictedRow[];
}

class FileClassification {
  modelId = '';
  file = $state.raw<File | null>(null);
  opened = $state.raw<OpenedForClassifying | null>(null);
  finished = $state.raw<ClassifiedFile | null>(null);
  shown = $state.raw<ShownPredictions | null>(null);
  readonly job = new Job<ClassifiedFile>('classification');
  /** Writes the Excel workbook; it is not kept, only how many of its cells were cut. */
  readonly workbookJob = new Job<Pick<PredictionWorkbook, 'cutCells'>>('export');
  private readonly reading = new Job<PredictedRow[]>();

  /** Classifies the rows of a file. @param texts absent: in the columns that are called as those of training */
  async start(modelId: string, file: File, texts?: TextSource): Promise<void> {
    if (this.job.running) return;
    alert.dismiss();
    this.workbookJob.clear();
    this.reading.clear();
    Object.assign(this, { modelId, file, finished: null, shown: null });
    if (!texts) this.opened = null;
    const order = { modelId, file, ...(texts && { texts }) };
    try {
      this.finished = await this.job.run((signal, report) => {
        report({ job: 'Classifying', done: 0, total: file.size });
        const onOpened = (opened: OpenedForClassifying) => {
          if (this.file === file) this.opened = opened;
        };
        return trainingWorker.classifyFile(order, recipe.compute, report, onOpened, signal);
      });
      await this.show('file', 0);
    } catch (error) {
      alert.show(error);
      // Stopped before a column was found, there is nothing to choose from.
      if (this.file === file && !this.opened) this.file = null;
    }
  }

  /** Classifies the file again, with the texts of other columns. */
  async readTexts(texts: TextSource): Promise<void> {
    const { file, opened } = this;
    if (!file || !opened || this.job.running) return;
    this.opened = { ...opened, texts };
    await this.start(this.modelId, file, texts);
  }

  /** Shows rows in an order, from a place in it on. */
  async show(order: PredictionOrder, from: number): Promise<void> {
    const table = this.finished?.table;
    if (!table) return;
    const length = order === 'file' ? table.starts.length - 1 : table.bySureness.length;
    try {
      const rows = await this.reading.run(() => dataWorker.readPredictions(table, order, from, pageSize));
      this.shown = { order, from, length, rows };
    } catch (error) {
      alert.show(error);
    }
  }

  readonly earlier = (): void => this.turn(-pageSize);
  readonly later = (): void => this.turn(pageSize);

  private turn(rows: number): void {
    if (this.shown) void this.show(this.shown.order, Math.max(0, this.shown.from + rows));
  }

  /** Why there is no workbook of it, in a sentence; `null` where there is one. */
  get whyNoWorkbook(): string | null {
    const { finished } = this;
    if (!finished) return null;
    const { rows, columns } = sheetLimits;
    // One more holds the names of the columns.
    if (finished.rows >= rows) {
      return `An Excel sheet holds ${count(rows)} rows, and this file has ${count(finished.rows)}. Take the CSV.`;
    }
    if (finished.table.columns.length <= columns) return null;
    return `An Excel sheet holds ${count(columns)} columns, and this table has ${count(finished.table.columns.length)}. Take the CSV.`;
  }

  download(): void {
    if (this.finished) download(this.finished.table.csv, this.nameOf('csv'));
  }

  async downloadWorkbook(): Promise<void> {
    const { finished } = this;
    if (!finished || this.workbookJob.running) return;
    alert.dismiss();
    const name = this.nameOf('xlsx');
    try {
      await this.workbookJob.run(async (signal, report) => {
        report({ job: 'Exporting', done: 0, total: finished.rows });
        const { file, cutCells } = await workbookWorker.writeWorkbook(finished.table, report, signal);
        download(file, name);
        return { cutCells };
      });
    } catch (error) {
      alert.show(error);
    }
  }

  private nameOf(extension: string): string {
    const name = this.file?.name ?? '';
    return `${name.replace(/\.[^.]*$/, '') || name}-predictions.${extension}`;
  }

  /** Lets go of the file, when another model is opened. */
  clear(): void {
    for (const job of [this.job, this.workbookJob, this.reading]) job.clear();
    Object.assign(this, { modelId: '', file: null, opened: null, finished: null, shown: null });
  }
}

export const fileClassification = new FileClassification();
