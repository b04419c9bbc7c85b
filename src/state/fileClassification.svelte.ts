// A file whose rows a model classifies.

import { download } from '../bridge/download';
import { trainingWorker } from '../bridge/workers';
import type { ClassifiedFile, OpenedForClassifying } from '../domain/classifiedFile';
import { isAbort } from '../domain/failures';
import { alert } from './alert.svelte';
import { JobProgress } from './jobProgress.svelte';
import { recipe } from './recipe.svelte';

class FileClassification {
  modelId = '';
  file = $state.raw<File | null>(null);
  opened = $state.raw<OpenedForClassifying | null>(null);
  finished = $state.raw<ClassifiedFile | null>(null);
  running = $state(false);
  stopping = $state(false);
  readonly progress = new JobProgress();

  /** Classifies the rows of a file. @param textColumn absent: the one that looks most like it */
  async start(modelId: string, file: File, textColumn?: number): Promise<void> {
    if (this.running) return;
    alert.dismiss();
    Object.assign(this, { modelId, file, finished: null, running: true, stopping: false });
    if (textColumn === undefined) this.opened = null;
    this.progress.report({ job: 'Classifying', done: 0, total: file.size });
    try {
      const finished = await trainingWorker.classifyFile(
        { modelId, file, ...(textColumn !== undefined && { textColumn }) },
        recipe.compute,
        (progress) => this.progress.report(progress),
        (opened) => (this.opened = opened),
      );
      if (this.modelId === modelId) this.finished = finished;
    } catch (error) {
      if (!isAbort(error)) alert.show(error);
      // Stopped before a column was found, there is nothing to choose from.
      if (!this.opened) this.file = null;
    } finally {
      this.running = false;
      this.progress.clear();
    }
  }

  /** Classifies the file again, with the texts of another column. */
  async readColumn(textColumn: number): Promise<void> {
    const { file, opened } = this;
    if (!file || !opened || this.running) return;
    this.opened = { ...opened, textColumn };
    await this.start(this.modelId, file, textColumn);
  }

  async stop(): Promise<void> {
    this.stopping = true;
    await trainingWorker.stopClassifying();
  }

  download(): void {
    const { file, finished } = this;
    if (!file || !finished) return;
    download(finished.csv, `${file.name.replace(/\.[^.]*$/, '') || file.name}-predictions.csv`);
  }

  /** Lets go of the file, when another model is opened. */
  async clear(): Promise<void> {
    if (this.running) await this.stop();
    Object.assign(this, { modelId: '', file: null, opened: null, finished: null });
  }
}

export const fileClassification = new FileClassification();
