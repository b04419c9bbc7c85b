// How the opened rows are split, and what the user can change of it.

import { textColumnsOf } from '../domain/rowText';
import { defaultFolds, defaultSplit, fewRows, type SplitChoice, type SplitPart } from '../domain/splitChoice';
import { splitNames } from '../domain/splitNames';
import { dataSet } from './dataSet.svelte';

/** What columns of times, and of splits, are often called. */
const timeNames = /date|time|created|posted|day|year|datum|zeit/i;
const partNames = /split|subset|fold|set|file|part/i;

class SplitState {
  choice = $derived<SplitChoice>(dataSet.preparation?.split ?? defaultSplit);
  /** The columns that are neither texts nor labels. */
  otherColumns = $derived.by(() => {
    const columns = dataSet.preparation?.columns;
    const used = columns ? [...textColumnsOf(columns), columns.label] : [];
    return (dataSet.opened?.dataSet.columns ?? [])
      .map((name, index) => ({ name, index }))
      .filter(({ index }) => !used.includes(index));
  });
  /** Rows in any split. */
  rows = $derived.by(() => {
    const counts = dataSet.prepared?.splitCounts;
    return splitNames.reduce((sum, name) => sum + (counts?.[name].rows ?? 0), 0);
  });
  /** Whether so few rows are held out that folds would say more. */
  suggestsFolds = $derived(dataSet.prepared !== null && this.choice.kind === 'random' && this.rows < fewRows);

  change(choice: SplitChoice): void {
    void dataSet.change({ split: choice });
  }

  /** Splits in another way, by what suits it. */
  chooseKind(kind: SplitChoice['kind']): void {
    const { choice } = this;
    if (kind === choice.kind) return;
    const drawn = choice.kind === 'random' || choice.kind === 'folds' ? choice : defaultSplit;
    const { groupColumn, nearDuplicatesTogether } = drawn;
    switch (kind) {
      case 'random':
        return this.change({ ...defaultSplit, groupColumn, nearDuplicatesTogether });
      case 'folds':
        return this.change({ ...defaultFolds, groupColumn, nearDuplicatesTogether });
      case 'time': {
        const { validation, test } = defaultSplit;
        const column = this.columnLike(timeNames);
        return this.change({ kind, column, dayFirst: false, validation, test, overlap: 'keep' });
      }
      case 'column':
        return this.change({
          kind,
          column: this.columnLike(partNames),
          parts: [],
          overlap: 'keep',
        });
      default:
        return kind satisfies never;
    }
  }

  /** Sends the rows with a value of the split column to a part. */
  choosePart(value: string, part: SplitPart): void {
    const { choice } = this;
    if (choice.kind !== 'column') return;
    const others = choice.parts.filter(([known]) => known !== value);
    this.change({ ...choice, parts: [...others, [value, part]] });
  }

  private columnLike(names: RegExp): number {
    const columns = this.otherColumns;
    return (columns.find(({ name }) => names.test(name)) ?? columns[0])?.index ?? 0;
  }
}

export const split = new SplitState();
