// A file whose rows a model classifies.

import { download } from '../bridge/download';
import { trainingWorker } from '../bridge/workers';
import type { ClassifiedFile, OpenedForClassifying } from '../domain/classifiedFile';
import { alert } from './alert.svelte';
import { Job } from './job.svelte';
import { recipe } from './recipe.svelte';

class FileClassification {
  modelId = '';
  file = $state.raw<File | null>(null);
  opened = $state.raw<OpenedForClassifying | null>(null);
  finished = $state.raw<ClassifiedFile | null>(null);
  readonly job = new Job<ClassifiedFile>('classification');

  /** Classifies the rows of a file. @param textColumn absent: the one that looks most like it */
  async start(modelId: string, file: File, textColumn?: number): Promise<void> {
    if (this.job.running) return;
    alert.dismiss();
    Object.assign(this, { modelId, file, finished: null });
    if (textColumn === undefined) this.opened = null;
    const order = { modelId, file, ...(textColumn !== undefined && { textColumn }) };
    try {
      this.finished = await this.job.run((signal, report) => {
        report({ job: 'Classifying', done: 0, total: file.size });
        const onOpened = (opened: OpenedForClassifying) => {
          if (this.file === file) this.opened = opened;
        };
        return trainingWorker.classifyFile(order, recipe.compute, report, onOpened, signal);
      });
    } catch (error) {
      alert.show(error);
      // Stopped before a column was found, there is nothing to choose from.
      if (this.file === file && !this.opened) this.file = null;
    }
  }

  /** Classifies the file again, with the texts of another column. */
  async readColumn(textColumn: number): Promise<void> {
    const { file, opened } = this;
    if (!file || !opened || this.job.running) return;
    this.opened = { ...opened, textColumn };
    await this.start(this.modelId, file, textColumn);
  }

  download(): void {
    const { file, finished } = this;
    if (!file || !finished) return;
    download(finished.csv, `${file.name.replace(/\.[^.]*$/, '') || file.name}-predictions.csv`);
  }

  /** Lets go of the file, when another model is opened. */
  clear(): void {
    this.job.clear();
    Object.assign(this, { modelId: '', file: null, opened: null, finished: null });
  }
}

export const fileClassification = new FileClassification();
