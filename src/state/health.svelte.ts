// What stands out in the opened data set, and what the user does about it.

import { askingWorker, examiningWorker } from '../bridge/workers';
import { defaultModel } from '../domain/catalogue';
import { cleaningSteps, noCleaning, type CleaningStep } from '../domain/cleaning';
import { elementAt } from '../domain/element';
import type { ColumnChoice } from '../domain/columnChoice';
import type { Preparation } from '../domain/preparation';
import type { FileLabels, Finding, FindingRow, HealthReport } from '../domain/health';
import { plainLabelling, type LabelSource } from '../domain/labelling';
import { rowTextReader, textColumnsOf } from '../domain/rowText';
import { withChange } from '../domain/preparationChange';
import { cleaningFields } from '../words/cleaning';
import { joinedInWords } from '../words/joinedTexts';
import { alert } from './alert.svelte';
import { dataSet } from './dataSet.svelte';
import { estimates } from './estimates.svelte';
import { Job, untilAborted } from './job.svelte';
import { recipe } from './recipe.svelte';

type CleaningExamples = ReadonlyMap<CleaningStep, [before: string, after: string]>;

class HealthState {
  readonly examining = new Job<HealthReport>();
  private readonly guessing = new Job<{ source: LabelSource | null; language: string | null; texts: number[] }>();
  private readonly counting = new Job<FileLabels>();
  private readonly comparing = new Job<CleaningExamples>();
  /** The user did not want to wait. */
  cancelled = $state(false);
  /** The last change, for as long as it is the last. */
  lastChange = $state.raw<{ words: string; dataSetId: string; before: Preparation; after: Preparation } | null>(null);
  private showsLabels = false;
  private showsCleaning = false;
  private examinedFor = '';
  private columnsFor = '';
  private labelsFor = '';
  private guessedFor = '';

  /** Of the rows as they are in the file; fixes and cleaning don’t change it. */
  get report(): HealthReport | null {
    return this.examining.result;
  }

  get fileLabels(): FileLabels | null {
    return this.counting.result;
  }

  /** How the labels seem to stand, where that is not one a cell. */
  get guessedSource(): LabelSource | null {
    return this.guessing.result?.source ?? null;
  }

  /** The columns that look like texts, chosen or not. */
  get textLikeColumns(): number[] {
    return this.guessing.result?.texts ?? [];
  }

  /** The language of most texts (ISO 639-1), by some rows at first; `null` where it can't be told. */
  get language(): string | null {
    if (!this.report) return this.guessing.result?.language ?? null;
    const known = this.report.languages.filter(({ language }) => language !== null);
    const rows = known.reduce((sum, own) => sum + own.rows, 0);
    return known.find((own) => own.rows > rows / 2)?.language ?? null;
  }

  /** By step: an own text that it changes, else its example, before and after. */
  get cleaningExamples(): CleaningExamples {
    return this.comparing.result ?? new Map();
  }

  /** The rows or what is chosen of them changed: looks at what is shown of them anew. */
  async rowsChanged(): Promise<void> {
    if (!dataSet.preparation) return;
    if (this.showsLabels) void this.countLabels();
    if (this.showsCleaning) void this.findCleaningExamples();
    await this.examine();
  }

  /** Shows the labels of the file, now and after each change. */
  showLabels(): void {
    this.showsLabels = true;
    void this.countLabels();
  }

  /** Shows what each cleaning step changes, now and after each change. */
  showCleaning(): void {
    this.showsCleaning = true;
    void this.findCleaningExamples();
  }

  /** Looks through the rows in the background, unless that is done or under way. */
  async examine(): Promise<void> {
    const { opened, preparation } = dataSet;
    const key = opened && preparation ? keyOf(opened.dataSet.id, preparation) : '';
    if (key === this.examinedFor) return;
    const columnsKey = opened && preparation ? columnsKeyOf(opened.dataSet.id, preparation) : '';
    // After a change of names what was found stays until it is looked at anew.
    if (columnsKey !== this.columnsFor) this.examining.clear();
    this.columnsFor = columnsKey;
    this.examinedFor = key;
    this.cancelled = false;
    if (!opened || !preparation) return;
    const { id } = opened.dataSet;
    try {
      await this.examining.run(async (signal, report) => {
        await untilAborted(this.guessSource(id, preparation.columns), signal);
        // Both would be slow, and the measurement wrong.
        await untilAborted(estimates.settled(), signal);
        const examiner = examiningWorker.endedBy(signal);
        return examiner.examine(id, examinedOf(preparation), tokenizingModel(), report);
      });
    } catch (error) {
      alert.show(error);
    }
  }

  /** Ends a look that is under way. */
  cancel(): void {
    if (!this.examining.running) return;
    this.examining.stop();
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

  /** A text of a finding before and after the cleaning that a preparation would do; `null` where there is none. */
  async exampleOf(finding: Finding, { cleaning = noCleaning }: Preparation): Promise<[string, string] | null> {
    const [row] = await this.rowsOf(finding, 0, 1);
    if (!row) return null;
    // Only around what stands out: a text may be long.
    const text = row.text.slice(Math.max(0, (row.marks[0]?.[0] ?? 0) - 40)).slice(0, 120);
    const [[after] = []] = await askingWorker.clean([text], [cleaning]);
    return after === undefined ? null : [text, after];
  }

  /** Counts the labels of the file, unless that is done. */
  async countLabels(): Promise<void> {
    const { opened, preparation } = dataSet;
    if (!opened || !preparation) return;
    const key = labelsKeyOf(opened.dataSet.id, preparation);
    if (key === this.labelsFor) return;
    this.labelsFor = key;
    this.counting.clear();
    try {
      const { id } = opened.dataSet;
      await this.counting.run(() => askingWorker.countFileLabels(id, examinedOf(preparation)));
    } catch (error) {
      alert.show(error);
    }
  }

  private async guessSource(id: string, columns: ColumnChoice): Promise<void> {
    const key = columnsKeyOf(id, { columns });
    if (key === this.guessedFor) return;
    this.guessedFor = key;
    this.guessing.clear();
    await this.guessing.run(() => askingWorker.guessSource(id, columns));
  }

  private async findCleaningExamples(): Promise<void> {
    const own = (dataSet.opened?.preview ?? []).map(rowTextReader(dataSet.preparation?.columns ?? { text: 0 }));
    const texts = [...own, ...cleaningSteps.map((step) => cleaningFields[step].example)];
    const cleanings = cleaningSteps.map((step) => ({ ...noCleaning, steps: [step] }));
    try {
      await this.comparing.run(async () => {
        const cleaned = await askingWorker.clean(texts, cleanings);
        return new Map(
          cleaningSteps.map((step, index) => {
            const after = elementAt(cleaned, index);
            const changed = own.findIndex((text, at) => text.length <= 200 && after[at] !== text);
            const at = changed >= 0 ? changed : own.length + index;
            return [step, [elementAt(texts, at), elementAt(after, at)]];
          }),
        );
      });
    } catch (error) {
      alert.show(error);
    }
  }

  /** Takes another preparation, and offers the way back; without words it is one itself. */
  async change(words: string, after: Preparation): Promise<void> {
    await this.changing(words, () => dataSet.change(decided(after)));
  }

  /** Takes other columns; what was decided about the labels of another column can be taken back with it. */
  async chooseColumns(columns: ColumnChoice): Promise<void> {
    const { preparation } = dataSet;
    if (!preparation) return;
    const { corrections = [], labelling, columns: before } = preparation;
    const loses = columns.label !== before.label && (corrections.length > 0 || labelling !== undefined);
    const words = loses
      ? 'Labels are read from another column; what you decided about them is set aside.'
      : this.textsInWords(before, columns);
    await this.changing(words, () => dataSet.change({ columns }));
  }

  /** A change of several text columns; of one, its field says it. */
  private textsInWords(before: ColumnChoice, after: ColumnChoice): string {
    const isSame = JSON.stringify([before.text, before.joined]) === JSON.stringify([after.text, after.joined]);
    if (isSame || !(before.joined ?? after.joined)) return '';
    const names = textColumnsOf(after).map((column) => dataSet.opened?.dataSet.columns[column] ?? '');
    return after.joined
      ? `Each text is ${joinedInWords({ columns: names, separator: after.joined.separator })}.`
      : `Each text is ${names[0] ?? ''} alone.`;
  }

  private async changing(words: string, change: () => Promise<void>): Promise<void> {
    const { opened, preparation: before } = dataSet;
    if (!before || !opened) return;
    const changed = change();
    const { preparation: after } = dataSet;
    this.lastChange = words && after ? { words, dataSetId: opened.dataSet.id, before, after } : null;
    await changed;
  }

  /** Takes the last change back. */
  async undo(): Promise<void> {
    const { lastChange } = this;
    this.lastChange = null;
    const { preparation } = dataSet;
    // What was decided since then, here or in another tab, stays.
    if (lastChange && preparation) {
      await dataSet.decide(withChange(preparation, lastChange.after, lastChange.before));
    }
  }
}

/** A change is laid over what is there: what was not there before must be taken away. */
function decided({ columns, labelling, cleaning, fixes, corrections }: Preparation): Partial<Preparation> {
  return {
    columns,
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
const tokenizingModel = () => (recipe.modelHere ? recipe.values.baseModel : defaultModel);

const labelsKeyOf = (id: string, { columns, labelling }: Preparation) =>
  `${id} ${JSON.stringify([columns, labelling?.source])}`;

export const health = new HealthState();
