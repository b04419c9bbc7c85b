// The rows the user works on: imported, opened again, prepared.

import { folderFromInput, inputsFromDrop } from '../bridge/chosenFiles';
import { dataWorker, importWorker } from '../bridge/workers';
import type { DataSet, FormatChoice, OpenedDataSet, PreparedSummary, SourcePreview } from '../domain/dataset';
import type { InputFile } from '../domain/inputFiles';
import { simplified, type Preparation } from '../domain/preparation';
import { Failure, isAbort } from '../domain/failures';
import { plainLabelling } from '../domain/labelling';
import { defaultSplit, splitBeside } from '../domain/splitChoice';
import { changePreparation, getPreparation } from '../storage/dataSets';
import { alert } from './alert.svelte';
import { Job } from './job.svelte';
import { reading } from './reading.svelte';
import { recipe } from './recipe.svelte';
import { carryDecisions, deleteReplaced } from './replaceRows';
import { runs } from './runs.svelte';
import { storageUse } from './storageUse.svelte';

/** Hears what became of the rows. */
interface RowsListener {
  /** Another data set is open. */
  onOpened(id: string): void;
  /** There is a prepared set to train on. */
  onPrepared(): void;
  /** Preparing is over, whether it gave a set or not. */
  onSettled(): void;
}

class DataSetState {
  listener: RowsListener = { onOpened: () => {}, onPrepared: () => {}, onSettled: () => {} };
  opened = $state.raw<OpenedDataSet | null>(null);
  /** What the user decided about it. */
  preparation = $state.raw<Preparation | null>(null);
  /** `null` while there is nothing to train on: no file, or columns that can't be used. */
  prepared = $state.raw<PreparedSummary | null>(null);
  /** Why the labels can't be learned as they are, where that is mended beside the rows, and no alert is needed. */
  refusal = $state<string | null>(null);
  /** The user did not want to wait. */
  preparingCancelled = $state(false);
  readonly importing = new Job<OpenedDataSet>('import');
  readonly splitting = new Job<PreparedSummary>();
  /** Decisions that are being stored. */
  private deciding = 0;

  /** Reads files as one data set; the rows before stay until they are read. */
  async importFiles(files: InputFile[]): Promise<void> {
    if (files.length === 0) return;
    reading.begin(files);
    await this.read();
  }

  /** Likewise, the folder in a file input. */
  importChosenFolder(files: FileList | null): Promise<void> {
    return this.importFiles(folderFromInput(files));
  }

  /** Likewise, what was dropped. Called at once in the event: the browser forgets it after that. */
  async importDropped(transfer: DataTransfer): Promise<void> {
    try {
      await this.importFiles(await inputsFromDrop(transfer));
    } catch (error) {
      alert.show(error);
    }
  }

  /**
   * Reads the files of the last import again, one of their tables otherwise. What was decided about the rows is carried over,
   * and the rows as they were before can be taken back.
   */
  async readAgain(table: string, choice: FormatChoice): Promise<void> {
    reading.choose(table, choice);
    await this.read();
  }

  private async read(): Promise<void> {
    alert.dismiss();
    reading.failed = false;
    try {
      const before = reading.dataSetId;
      const imported = await this.importing.run(async (signal, report) => {
        report({ job: 'Importing', done: 0, total: 0 });
        const { files, choices } = reading;
        const onPreview = (previews: SourcePreview[]) => {
          if (!signal.aborted) reading.previews = previews;
        };
        return importWorker.endedBy(signal).importFiles(files, choices, report, onPreview);
      });
      void storageUse.askToPersist();
      reading.accept(imported.dataSet.id);
      if (before === null) return await this.show(imported);
      const { opened, replaced } = await carryDecisions(before, imported);
      const shown = this.show(opened);
      if (replaced) await deleteReplaced(replaced, opened.dataSet.id, (id) => this.open(id));
      await shown;
    } catch (error) {
      if (!isAbort(error)) reading.fail();
      // A stop, and no other choice that came before the end of this one.
      else if (!this.importing.running) reading.giveUp();
      alert.show(error, this.keptInWords());
    }
  }

  /** What a refusal leaves as it was. */
  private keptInWords(): string {
    const { opened } = this;
    if (!opened) return '';
    const { id, name } = opened.dataSet;
    return reading.dataSetId === id ? 'The rows stay as they were read before.' : `“${name}” stays open.`;
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
    const relabelled = changes.columns && changes.columns.label !== this.preparation.columns.label;
    await this.decide({
      ...this.preparation,
      // Names of another column's labels.
      ...(relabelled ? { labelling: plainLabelling, corrections: [] } : {}),
      ...changes,
    });
  }

  /** Takes another preparation as a whole. */
  async decide(wanted: Preparation): Promise<void> {
    alert.dismiss();
    const { split = defaultSplit, ...preparation } = simplified(wanted);
    await this.take({ ...preparation, split: splitBeside(split, preparation.columns) });
  }

  /** Shows a decision at once, stores it, and prepares the set by it. */
  private async take(wanted: Preparation): Promise<void> {
    const { opened, preparation: seen } = this;
    if (!opened || !seen) return;
    this.preparation = wanted;
    this.prepared = null;
    this.deciding++;
    try {
      const now = await changePreparation(opened.dataSet.id, seen, wanted);
      // What another tab decided meanwhile is in it; an own later decision comes yet.
      const isLast = this.preparation === wanted && this.opened === opened;
      if (isLast && !isSame(now, wanted)) this.preparation = now;
    } catch (error) {
      alert.show(error);
    } finally {
      this.deciding--;
    }
    await this.prepareAgain();
  }

  /** Takes what another tab decided about the opened rows, unless this one is at it or trains. */
  async followDecisions(id = this.opened?.dataSet.id): Promise<void> {
    const { opened } = this;
    if (!opened || opened.dataSet.id !== id || this.deciding > 0 || runs.own) return;
    try {
      const stored = await getPreparation(id);
      if (!stored || this.opened !== opened || this.deciding > 0 || isSame(stored, this.preparation)) return;
      this.preparation = stored;
      this.prepared = null;
      await this.prepareAgain();
    } catch (error) {
      alert.show(error);
    }
  }

  /** Prepares the set anew after a change of columns or seed, and says what is wrong with it. */
  async prepareAgain(): Promise<void> {
    this.preparingCancelled = false;
    try {
      await this.prepare();
    } catch (error) {
      if (error instanceof Failure && error.code === 'ClassTooSmall') this.refusal = error.message;
      else alert.show(error);
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
    this.refusal = null;
    if (!opened || !preparation) return null;
    this.prepared = await this.splitting.run((signal, report) => {
      const { id } = opened.dataSet;
      return dataWorker.prepare(id, preparation, recipe.values.seed, report, signal);
    });
    this.listener.onPrepared();
    return this.prepared;
  }

  /** Lets go of the opened set when it was deleted; says so unless that was `here`. */
  closeIfDeleted(kept: DataSet[], here: ReadonlySet<string>): void {
    const { opened } = this;
    if (!opened || kept.some(({ id }) => id === opened.dataSet.id)) return;
    this.close();
    if (!here.has(opened.dataSet.id)) alert.say(`“${opened.dataSet.name}” was deleted in another tab. Undo is there.`);
  }

  close(): void {
    this.splitting.clear();
    this.refusal = null;
    this.opened = null;
    this.preparation = null;
    this.prepared = null;
  }

  private async show(opened: OpenedDataSet): Promise<void> {
    this.opened = opened;
    this.preparation = opened.preparation;
    this.prepared = null;
    this.listener.onOpened(opened.dataSet.id);
    await this.prepareAgain();
  }
}

const isSame = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

export const dataSet = new DataSetState();
