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
