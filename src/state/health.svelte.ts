// What stands out in the opened data set, and what the user does about it.

import { askingWorker, examiningWorker } from '../bridge/workers';
import { embeddedModel } from '../domain/baseModel';
import { cleansNothing, noCleaning, type TextCleaning } from '../domain/cleaning';
import type { ColumnChoice, Preparation } from '../domain/dataset';
import { isAbort } from '../domain/failures';
import type { FileLabels, Finding, FindingRow, HealthReport } from '../domain/health';
import { plainLabelling, type LabelSource } from '../domain/labelling';
import { alert } from './alert.svelte';
import { dataSet } from './dataSet.svelte';
import { estimates } from './estimates.svelte';
import { JobProgress } from './jobProgress.svelte';
import { recipe } from './recipe.svelte';

class HealthState {
  /** Of the rows as they are in the file; fixes and cleaning don’t change it. */
  report = $state.raw<HealthReport | null>(null);
  readonly progress = new JobProgress();
  /** Looking, or waiting for its turn. */
  looking = $state(false);
  /** The user did not want to wait. */
  cancelled = $state(false);
  fileLabels = $state.raw<FileLabels | null>(null);
  /** How the labels seem to stand, where that is not one a cell. */
  guessedSource = $state.raw<LabelSource | null>(null);
  /** The last change, for as long as it is the last. */
  lastChange = $state.raw<{ words: string; before: Preparation } | null>(null);
  private abort: AbortController | null = null;
  private examinedFor = '';
  private columnsFor = '';
  private labelsFor = '';
  private guessedFor = '';

  /** Looks through the rows in the background, unless that is done or under way. */
  async examine(): Promise<void> {
    const { opened, preparation } = dataSet;
    const key = opened && preparation ? keyOf(opened.dataSet.id, preparation) : '';
    if (key === this.examinedFor) return;
    const columnsKey = opened && preparation ? columnsKeyOf(opened.dataSet.id, preparation) : '';
    // After a change of names what was found stays until it is looked at anew.
    if (columnsKey !== this.columnsFor) this.report = null;
    this.columnsFor = columnsKey;
    this.cancel();
    this.examinedFor = key;
    this.cancelled = false;
    if (!opened || !preparation) return;
    const abort = new AbortController();
    this.abort = abort;
    this.looking = true;
    try {
      await this.guessSource(opened.dataSet.id, preparation.columns);
      // Both would be slow, and the measurement wrong.
      await estimates.settled();
      abort.signal.throwIfAborted();
      const report = await examiningWorker
        .endedBy(abort.signal)
        .examine(opened.dataSet.id, examinedOf(preparation), tokenizingModel(), (progress) => {
          // What was sent before the end may still come after it.
          if (this.abort === abort) this.progress.report(progress);
        });
      if (this.abort === abort) this.report = report;
    } catch (error) {
      if (!isAbort(error)) alert.show(error);
    } finally {
      if (this.abort === abort) {
        this.abort = null;
        this.looking = false;
        this.progress.clear();
      }
    }
  }

  /** Ends a look that is under way. */
  cancel(): void {
    if (!this.abort) return;
    this.abort.abort(new DOMException('Stopped.', 'AbortError'));
    this.abort = null;
    this.looking = false;
    this.progress.clear();
    this.cancelled = true;
  }

  /** Looks again after a Cancel. */
  async examineAgain(): Promise<void> {
    this.examinedFor = '';
    await this.examine();
  }

  /** Some rows of a finding, in their order. */
  async rowsOf(finding: Finding, from: number, count: number): Promise<FindingRow[]> {
    const { opened, preparation } = dataSet;
    if (!opened || !preparation) return [];
    const part = { ...finding, rows: finding.rows.slice(from, from + count) };
    try {
      return await askingWorker.findingRows(opened.dataSet.id, examinedOf(preparation), part);
    } catch (error) {
      alert.show(error);
      return [];
    }
  }

  /** Counts the labels of the file, unless that is done. */
  async countLabels(): Promise<void> {
    const { opened, preparation } = dataSet;
    if (!opened || !preparation) return;
    const key = labelsKeyOf(opened.dataSet.id, preparation);
    if (key === this.labelsFor) return;
    this.labelsFor = key;
    this.fileLabels = null;
    try {
      const examined = examinedOf(preparation);
      const labels = await askingWorker.countFileLabels(opened.dataSet.id, examined);
      if (key === this.labelsFor) this.fileLabels = labels;
    } catch (error) {
      alert.show(error);
    }
  }

  private async guessSource(id: string, columns: ColumnChoice): Promise<void> {
    const key = columnsKeyOf(id, { columns });
    if (key === this.guessedFor) return;
    this.guessedFor = key;
    this.guessedSource = null;
    const { source } = await askingWorker.guessSource(id, columns);
    if (key === this.guessedFor) this.guessedSource = source;
  }

  /** Texts as each cleaning would leave them. */
  async cleaned(texts: string[], cleanings: TextCleaning[]): Promise<string[][]> {
    if (cleanings.every(cleansNothing)) return cleanings.map(() => texts);
    try {
      return await askingWorker.clean(texts, cleanings);
    } catch (error) {
      alert.show(error);
      return [];
    }
  }

  /** Takes another preparation, and offers the way back; without words it is one itself. */
  async change(words: string, after: Preparation): Promise<void> {
    const before = dataSet.preparation;
    if (!before) return;
    this.lastChange = words ? { words, before } : null;
    await dataSet.change(decided(after));
  }

  /** Takes the last change back. */
  async undo(): Promise<void> {
    const { lastChange } = this;
    this.lastChange = null;
    if (lastChange) await dataSet.change(decided(lastChange.before));
  }
}

/** A change is laid over what is there: what was not there before must be taken away. */
function decided({ labelling, cleaning, fixes, corrections }: Preparation): Partial<Preparation> {
  return {
    labelling: labelling ?? plainLabelling,
    cleaning: cleaning ?? noCleaning,
    fixes: fixes ?? [],
    corrections: corrections ?? [],
  };
}

const examinedOf = ({ columns, labelling }: Preparation) => ({
  columns,
  ...(labelling ? { labelling } : {}),
});

const columnsKeyOf = (id: string, { columns }: Preparation) => `${id} ${JSON.stringify(columns)}`;

const keyOf = (id: string, preparation: Preparation) =>
  `${id} ${JSON.stringify(examinedOf(preparation))} ${tokenizingModel()}`;

/** The model whose tokens are counted: the chosen one has none before it is downloaded. */
const tokenizingModel = () => (recipe.modelHere ? recipe.values.baseModel : embeddedModel);

const labelsKeyOf = (id: string, { columns, labelling }: Preparation) =>
  `${id} ${JSON.stringify([columns, labelling?.source])}`;

export const health = new HealthState();
