// Texts that come several times: with the same labels, with others, and nearly the same.

import { elementAt } from '../../domain/element';
import type { Finding } from '../../domain/health';
import { mostRowsCompared } from '../../domain/splitChoice';
import type { RowLabels } from '../clean/labels';
import { NearDuplicates } from './nearDuplicates';
import { SeenPairs, TextNumbers } from '../clean/textNumbers';

export class RepeatedTexts {
  private readonly numbers = new TextNumbers();
  private readonly labelSets = new Map<string, number>();
  /** For each row that has a text: its index in the file, its text's number and its label set. */
  private readonly rows: number[] = [];
  private readonly texts: number[] = [];
  private readonly sets: number[] = [];
  /** Each different text once; `null` where they are too many to compare. */
  private readonly near: NearDuplicates | null;
  private readonly firstRows: number[] = [];

  constructor(rowCount: number) {
    this.near = rowCount > mostRowsCompared ? null : new NearDuplicates();
  }

  add(row: number, text: string, labels: RowLabels): void {
    const trimmed = text.trim();
    if (trimmed === '' || typeof labels === 'string') return;
    const before = this.numbers.size;
    const number = this.numbers.of(trimmed);
    if (number === before) {
      this.near?.add(trimmed);
      this.firstRows.push(row);
    }
    const setKey = labels.toSorted().join('\u0000');
    const set = this.labelSets.get(setKey) ?? this.labelSets.size;
    this.labelSets.set(setKey, set);
    this.rows.push(row);
    this.texts.push(number);
    this.sets.push(set);
  }

  findings(): Finding[] {
    const { conflicting, repeats } = this.compare();
    return [
      { kind: 'duplicates' as const, rows: repeats },
      { kind: 'conflictingLabels' as const, rows: conflicting },
      { kind: 'nearDuplicates' as const, rows: this.nearlyTheSame() },
    ].filter(({ rows }) => rows.length > 0);
  }

  /** Rows whose text and labels came before; and all rows of texts with different labels, text by text. */
  private compare(): { conflicting: Uint32Array; repeats: Uint32Array } {
    const seen = new SeenPairs(this.numbers.size, this.labelSets.size);
    const conflicts = new Set<number>();
    const repeats: number[] = [];
    this.texts.forEach((text, index) => {
      const set = elementAt(this.sets, index);
      if (!seen.add(text, set)) repeats.push(elementAt(this.rows, index));
      if (seen.firstOf(text) !== set) conflicts.add(text);
    });
    const conflicting = [...this.texts.keys()]
      .filter((index) => conflicts.has(elementAt(this.texts, index)))
      .sort((a, b) => elementAt(this.texts, a) - elementAt(this.texts, b) || a - b);
    return {
      conflicting: Uint32Array.from(conflicting, (index) => elementAt(this.rows, index)),
      repeats: Uint32Array.from(repeats),
    };
  }

  /** First rows of texts that are nearly the same as another, group by group. */
  private nearlyTheSame(): Uint32Array {
    const groups = this.near?.groups() ?? new Uint32Array();
    const sizes = new Map<number, number>();
    for (const group of groups) sizes.set(group, (sizes.get(group) ?? 0) + 1);
    const members = [...groups.keys()]
      .filter((text) => (sizes.get(elementAt(groups, text)) ?? 0) > 1)
      .sort((a, b) => elementAt(groups, a) - elementAt(groups, b) || a - b);
    return Uint32Array.from(members, (text) => elementAt(this.firstRows, text));
  }
}
