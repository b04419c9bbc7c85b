// Texts that come several times: with the same labels, with others, and nearly the same.

import type { Finding } from '../domain/health';
import type { RowLabels } from './labels';
import { NearDuplicates } from './nearDuplicates';
import { textKey } from './textKey';

export class RepeatedTexts {
  /** Number of each text, in the order of first sight. */
  private readonly numbers = new Map<number, number>();
  private readonly labelSets = new Map<string, number>();
  /** For each row that has a text: its index in the file, its text's number and its label set. */
  private readonly rows: number[] = [];
  private readonly texts: number[] = [];
  private readonly sets: number[] = [];
  /** Each different text once. */
  private readonly near = new NearDuplicates();
  private readonly firstRows: number[] = [];

  add(row: number, text: string, labels: RowLabels): void {
    const trimmed = text.trim();
    if (trimmed === '' || typeof labels === 'string') return;
    const key = textKey(trimmed);
    const known = this.numbers.get(key);
    const number = known ?? this.numbers.size;
    if (known === undefined) {
      this.numbers.set(key, number);
      this.near.add(trimmed);
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
    const firstSet = new Map<number, number>();
    const conflicts = new Set<number>();
    const seen = new Set<number>();
    const repeats: number[] = [];
    const setCount = Math.max(1, this.labelSets.size);
    this.texts.forEach((text, index) => {
      const set = this.sets[index] ?? 0;
      const both = text * setCount + set;
      if (seen.has(both)) repeats.push(this.rows[index] ?? 0);
      seen.add(both);
      const first = firstSet.get(text);
      if (first === undefined) firstSet.set(text, set);
      else if (first !== set) conflicts.add(text);
    });
    const conflicting = [...this.texts.keys()]
      .filter((index) => conflicts.has(this.texts[index] ?? 0))
      .sort((a, b) => (this.texts[a] ?? 0) - (this.texts[b] ?? 0) || a - b);
    return {
      conflicting: Uint32Array.from(conflicting, (index) => this.rows[index] ?? 0),
      repeats: Uint32Array.from(repeats),
    };
  }

  /** First rows of texts that are nearly the same as another, group by group. */
  private nearlyTheSame(): Uint32Array {
    const groups = this.near.groups();
    const sizes = new Map<number, number>();
    for (const group of groups) sizes.set(group, (sizes.get(group) ?? 0) + 1);
    const members = [...groups.keys()]
      .filter((text) => (sizes.get(groups[text] ?? 0) ?? 0) > 1)
      .sort((a, b) => (groups[a] ?? 0) - (groups[b] ?? 0) || a - b);
    return Uint32Array.from(members, (text) => this.firstRows[text] ?? 0);
  }
}
