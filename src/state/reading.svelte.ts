// How the files of the last import are understood, and what the user said of that.

import type { FormatChoice, SourcePreview } from '../domain/dataset';
import type { InputFile } from '../domain/inputFiles';

class Reading {
  /** As guessed or chosen, a table each; also of files that could not be imported. */
  previews = $state.raw<SourcePreview[]>([]);
  /** The data set that came of them. */
  dataSetId = $state<string | null>(null);
  /** Whether the last try, as `previews` shows it, gave no rows. */
  failed = $state(false);
  /** How the rows that are shown were read, where a later try failed. */
  private accepted = $state.raw<{ previews: SourcePreview[]; choices: ReadonlyMap<string, FormatChoice> } | null>(null);
  /** The page holds them as long as it is open. */
  files: InputFile[] = [];
  /** By the table's name. */
  choices: ReadonlyMap<string, FormatChoice> = new Map();

  /** Begins with other files. */
  begin(files: InputFile[]): void {
    this.files = files;
    this.choices = new Map();
    this.previews = [];
    this.dataSetId = null;
    this.accepted = null;
  }

  /** What was tried gave rows. */
  accept(dataSetId: string): void {
    this.dataSetId = dataSetId;
    this.accepted = { previews: this.previews, choices: this.choices };
  }

  /** Whether `previews` shows a try that gave no rows, and there are rows that were read otherwise before. */
  get isRefused(): boolean {
    return this.failed && this.accepted !== null && this.accepted.previews !== this.previews;
  }

  /** The last try failed. What did not get so far as to be shown is forgotten. */
  fail(): void {
    this.failed = true;
    if (this.accepted?.previews === this.previews) this.giveUp();
  }

  /** Goes back to how the rows that are shown were read, where there are some. */
  giveUp(): void {
    if (!this.accepted) return;
    const { previews, choices } = this.accepted;
    this.failed = false;
    // Anew, so that fields show it which showed what was chosen.
    this.accepted = { previews: previews.map((own) => ({ ...own })), choices };
    ({ previews: this.previews, choices: this.choices } = this.accepted);
  }

  /** Takes a choice for one table. Another encoding or kind makes every other guess anew. */
  choose(table: string, choice: FormatChoice): void {
    const isNewText = choice.encoding !== undefined || choice.kind !== undefined;
    const { encoding, kind, ...others } = this.choices.get(table) ?? {};
    const kept = {
      ...(encoding === undefined ? {} : { encoding }),
      ...(kind === undefined ? {} : { kind }),
      ...(isNewText ? {} : others),
    };
    this.choices = new Map([...this.choices, [table, { ...kept, ...choice }]]);
  }
}

export const reading = new Reading();
