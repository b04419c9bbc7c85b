// The rows the user works on: imported, opened again, prepared.

import { dataWorker } from '../bridge/workers';
import type { FormatChoice, OpenedDataSet, PreparedSummary, SourcePreview } from '../domain/dataset';
import { simplified, type Preparation } from '../domain/preparation';
import { Failure, isAbort } from '../domain/failures';
import { plainLabelling } from '../domain/labelling';
import { defaultSplit, splitBeside } from '../domain/splitChoice';
import { alert } from './alert.svelte';
import { Job } from './job.svelte';
import { library } from './library.svelte';
import { reading } from './reading.svelte';
import { recipe } from './recipe.svelte';
import { storageUse } from './storageUse.svelte';

/** Hears what became of the rows. */
interface RowsListener {
  /** There is a prepared set to train on. */
  onPrepared(): void;
  /** Preparing is over, whether it gave a set or not. */
  onSettled(): void;
}

class DataSetState {
  listener: RowsListener = { onPrepared: () => {}, onSettled: () => {} };
  opened = $state.raw<OpenedDataSet | null>(null);
  /** What the user decided about it. */
  preparation = $state.raw<Preparation | null>(null);
  /** `null` while there is nothing to train on: no file, or columns that can't be used. */
  prepared = $state.raw<PreparedSummary | null>(null);
  /** The user did not want to wait. */
  preparingCancelled = $state(false);
  readonly importing = new Job<OpenedDataSet>();
  readonly splitting = new Job<PreparedSummary>();

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
    alert.dismiss();
    reading.failed = false;
    try {
      const opened = await this.importing.run(async (signal, report) => {
        report({ job: 'Importing', done: 0, total: 0 });
        const before = reading.dataSetId;
        const { files, choices } = reading;
        const onPreview = (previews: SourcePreview[]) => {
          if (!signal.aborted) reading.previews = previews;
        };
        const importer = dataWorker.endedBy(signal);
        const imported = await importer.importFiles(files, choices, report, onPreview);
        void storageUse.askToPersist();
        reading.dataSetId = imported.dataSet.id;
        if (before !== null) await dataWorker.deleteDataSet(before);
        await library.refresh();
        return imported;
      });
      await this.show(opened);
    } catch (error) {
      if (!isAbort(error)) reading.failed = true;
      alert.show(error);
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
      alert.show(new Failure('ModelMissing', 'The sample could not be loaded. Connect once, or choose a file.'));
    }
  }

  /** Gives up a running import; nothing of the file is kept. */
  cancelImport(): void {
    this.importing.stop();
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
    this.preparingCancelled = false;
    try {
      await this.prepare();
    } catch (error) {
      alert.show(error);
    }
    if (!this.splitting.running) this.listener.onSettled();
  }

  /** Gives up preparing; the rows stay. */
  cancelPreparing(): void {
    this.preparingCancelled = true;
    this.splitting.stop();
  }

  /** The set prepared with the recipe's seed. @throws Failure when the rows can't be trained on */
  async prepare(): Promise<PreparedSummary | null> {
    const { opened, preparation } = this;
    if (!opened || !preparation) return null;
    this.prepared = await this.splitting.run((signal, report) => {
      const { id } = opened.dataSet;
      return dataWorker.prepare(id, preparation, recipe.values.seed, report, signal);
    });
    this.listener.onPrepared();
    return this.prepared;
  }

  /** Forgets the opened set when it was deleted. */
  closeIf(id: string): void {
    if (this.opened?.dataSet.id !== id) return;
    this.splitting.clear();
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
