// The rows the user works on: imported, opened again, prepared.

import { askToPersist } from '../bridge/offline';
import { dataWorker } from '../bridge/workers';
import {
  simplified,
  type FormatChoice,
  type OpenedDataSet,
  type Preparation,
  type PreparedSummary,
} from '../domain/dataset';
import { Failure, isAbort } from '../domain/failures';
import { plainLabelling } from '../domain/labelling';
import { defaultSplit, splitBeside } from '../domain/splitChoice';
import { alert } from './alert.svelte';
import { JobProgress } from './jobProgress.svelte';
import { library } from './library.svelte';
import { reading } from './reading.svelte';
import { recipe } from './recipe.svelte';

class DataSetState {
  opened = $state.raw<OpenedDataSet | null>(null);
  /** What the user decided about it. */
  preparation = $state.raw<Preparation | null>(null);
  /** `null` while there is nothing to train on: no file, or columns that can't be used. */
  prepared = $state.raw<PreparedSummary | null>(null);
  preparing = $state(false);
  /** The user did not want to wait. */
  preparingCancelled = $state(false);
  readonly importing = new JobProgress();
  readonly splitting = new JobProgress();
  private abort: AbortController | null = null;
  /** Numbers the preparations, so that a late answer to an old choice is dropped. */
  private preparationNumber = 0;

  /** Reads files as one data set; the rows before stay until they are read. */
  async importFiles(files: File[]): Promise<void> {
    if (files.length === 0) return;
    reading.begin(files);
    await this.read();
  }

  /** Reads the files of the last import again, one of their tables otherwise; the new rows replace the old. */
  async readAgain(table: string, choice: FormatChoice): Promise<void> {
    reading.choose(table, choice);
    await this.read();
  }

  private async read(): Promise<void> {
    this.cancelImport();
    alert.dismiss();
    const abort = new AbortController();
    this.abort = abort;
    this.importing.report({ job: 'Importing', done: 0, total: 0 });
    const before = reading.dataSetId;
    reading.failed = false;
    try {
      const opened = await dataWorker.endedBy(abort.signal).importFiles(
        reading.files,
        reading.choices,
        (progress) => {
          // What was sent before a Cancel may still come after it.
          if (!abort.signal.aborted) this.importing.report(progress);
        },
        (previews) => {
          if (!abort.signal.aborted) reading.previews = previews;
        },
      );
      void askToPersist();
      reading.dataSetId = opened.dataSet.id;
      if (before !== null) await dataWorker.deleteDataSet(before);
      await library.refresh();
      this.importing.clear();
      await this.show(opened);
    } catch (error) {
      if (!isAbort(error)) reading.failed = true;
      alert.show(error);
    } finally {
      if (this.abort === abort) {
        this.abort = null;
        this.importing.clear();
      }
    }
  }

  /** Imports the reviews that come with the app. */
  async importSample(): Promise<void> {
    try {
      const response = await fetch(new URL('sample-reviews.csv', document.baseURI));
      if (!response.ok) throw new TypeError();
      const content = await response.blob();
      await this.importFiles([new File([content], 'sample-reviews.csv', { type: 'text/csv' })]);
    } catch {
      alert.show(
        new Failure(
          'ModelMissing',
          'The sample could not be loaded. Connect once, or choose a file.',
        ),
      );
    }
  }

  /** Gives up a running import; nothing of the file is kept. */
  cancelImport(): void {
    this.abort?.abort();
    this.abort = null;
    this.importing.clear();
  }

  /** Opens a kept data set. */
  async open(id: string): Promise<void> {
    alert.dismiss();
    try {
      await this.show(await dataWorker.openDataSet(id));
    } catch (error) {
      alert.show(error);
    }
  }

  /** Takes a change of the preparation, and prepares the set anew. */
  async change(changes: Partial<Preparation>): Promise<void> {
    if (!this.preparation) return;
    alert.dismiss();
    const relabelled = changes.columns && changes.columns.label !== this.preparation.columns.label;
    const { split = defaultSplit, ...preparation } = simplified({
      ...this.preparation,
      // Names of another column's labels.
      ...(relabelled ? { labelling: plainLabelling, corrections: [] } : {}),
      ...changes,
    });
    this.preparation = { ...preparation, split: splitBeside(split, preparation.columns) };
    this.prepared = null;
    await this.prepareAgain();
  }

  /** Prepares the set anew after a change of columns or seed, and says what is wrong with it. */
  async prepareAgain(): Promise<void> {
    const own = this.preparationNumber + 1;
    this.preparing = true;
    this.preparingCancelled = false;
    try {
      await this.prepare();
    } catch (error) {
      // An answer to a choice that was changed since is nobody's any more.
      if (own === this.preparationNumber) alert.show(error);
    } finally {
      if (own === this.preparationNumber) this.preparing = false;
    }
  }

  /** Gives up preparing; the rows stay. */
  async cancelPreparing(): Promise<void> {
    this.preparingCancelled = true;
    await dataWorker.stopPreparing();
  }

  /** The set prepared with the recipe's seed. @throws Failure when the rows can't be trained on */
  async prepare(): Promise<PreparedSummary | null> {
    if (!this.opened || !this.preparation) return null;
    const own = ++this.preparationNumber;
    const latest = () => own === this.preparationNumber;
    // What was sent before the end may still come after it.
    let over = false;
    try {
      const prepared = await dataWorker.prepare(
        this.opened.dataSet.id,
        this.preparation,
        recipe.values.seed,
        (progress) => {
          if (latest() && !over) this.splitting.report(progress);
        },
      );
      if (latest()) this.prepared = prepared;
      return prepared;
    } finally {
      over = true;
      if (latest()) this.splitting.clear();
    }
  }

  /** Forgets the opened set when it was deleted. */
  closeIf(id: string): void {
    if (this.opened?.dataSet.id !== id) return;
    this.preparationNumber++;
    this.opened = null;
    this.preparation = null;
    this.prepared = null;
  }

  private async show(opened: OpenedDataSet): Promise<void> {
    this.opened = opened;
    this.preparation = opened.preparation;
    this.prepared = null;
    await this.prepareAgain();
  }
}

export const dataSet = new DataSetState();
