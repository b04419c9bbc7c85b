// What stands out in the labels themselves.

import type { ClassCount } from '../../domain/dataset';
import { elementAt } from '../../domain/element';
import type { Finding, SpellingGroup } from '../../domain/health';
import { isPlaceholder } from '../clean/emptiness';
import { guessSeparator, splitLabels } from '../clean/labelLists';
import type { RowLabels } from '../clean/labels';
import { similarLabels } from './labelSpelling';

/** A class with fewer rows is hard to learn: one or two of them are left to test on. */
export const fewRows = 10;
/** The most frequent class has so many times the rows of the rarest. */
const unequal = 5;

/** Rows from which it is seen whether labels are lists. */
const listSample = 2000;

/** Tells the labels that seem to be several: they are no misspellings of each other, and not rare. */
function listTest(classes: ClassCount[]): (label: string) => boolean {
  const rows = classes.reduce((sum, { count }) => sum + count, 0);
  const share = Math.min(1, listSample / rows);
  const cells = classes.flatMap(({ label, count }) => new Array<string>(Math.ceil(count * share)).fill(label));
  const separator = guessSeparator(cells);
  return (label) => separator !== null && splitLabels(label, separator).length > 1;
}

const misspellings = ({ labels, into }: SpellingGroup) => labels.filter(({ label }) => label !== into);

export class LabelFindings {
  private readonly ids = new Map<string, number>();
  private readonly counts: number[] = [];
  /** Label sets that occur, and each row's. */
  private readonly sets = new Map<string, { id: number; labels: number[] }>();
  private readonly rowSets: number[] = [];
  private rows: Map<number, number[]> | null = null;

  /** Takes the next row. */
  add(labels: RowLabels): void {
    const names = typeof labels === 'string' ? [] : labels;
    const own = names.map((name) => this.idOf(name));
    for (const id of own) this.counts[id] = (this.counts[id] ?? 0) + 1;
    const key = own.join();
    const set = this.sets.get(key) ?? { id: this.sets.size, labels: own };
    this.sets.set(key, set);
    this.rowSets.push(set.id);
    this.rows = null;
  }

  /** Rows of each class, the most frequent first. */
  classes(): ClassCount[] {
    return [...this.ids]
      .map(([label, id]) => ({ label, count: this.counts[id] ?? 0 }))
      .sort((a, b) => b.count - a.count);
  }

  findings(): Finding[] {
    const classes = this.classes();
    const isList = listTest(classes);
    const { sure, unsure } = similarLabels(classes.filter(({ label }) => !isList(label)));
    const found = [...this.spelling(sure, true), ...this.spelling(unsure, false)];
    const placeholders = classes.filter(({ label }) => isPlaceholder(label));
    if (placeholders.length > 0) {
      const rows = this.rowsWith(placeholders);
      found.push({ kind: 'placeholderLabels', labels: placeholders, rows });
    }
    // What is probably another label misspelt is told once.
    const misspelt = sure.flatMap(misspellings);
    const told = new Set(misspelt.concat(placeholders));
    const few = classes.filter((own) => own.count < fewRows && !told.has(own) && !isList(own.label));
    const lone = few.filter(({ count }) => count === 1);
    const perhaps = new Set(unsure.flatMap(misspellings));
    const small = few.filter((own) => own.count > 1 && !perhaps.has(own));
    // A column of ids is all small classes: that is said elsewhere.
    if (classes.length <= this.rowSets.length / 2) {
      if (lone.length > 0) found.push({ kind: 'loneLabels', labels: lone, rows: this.rowsWith(lone) });
      if (small.length > 0) found.push({ kind: 'smallClasses', labels: small, rows: this.rowsWith(small) });
    }
    const large = classes.filter(({ count }) => count >= fewRows);
    const [largest, smallest] = [large[0], large.at(-1)];
    if (largest && smallest && largest.count >= smallest.count * unequal) {
      found.push({ kind: 'imbalance', largest, smallest, rows: this.rowsWith([smallest]) });
    }
    return found;
  }

  private spelling(groups: SpellingGroup[], isSure: boolean): Finding[] {
    if (groups.length === 0) return [];
    return [{ kind: 'labelSpelling', groups, isSure, rows: this.rowsWith(groups.flatMap(misspellings)) }];
  }

  private idOf(name: string): number {
    const id = this.ids.get(name) ?? this.ids.size;
    this.ids.set(name, id);
    return id;
  }

  private rowsWith(labels: ClassCount[]): Uint32Array {
    const wanted = labels.flatMap(({ label }) => this.rowsByLabel().get(this.ids.get(label) ?? -1) ?? []);
    return Uint32Array.from(new Set(wanted)).sort();
  }

  /** Rows of each label: looked for once, and not for each of thousands of labels again. */
  private rowsByLabel(): Map<number, number[]> {
    if (this.rows) return this.rows;
    const labelsOf = [...this.sets.values()].map(({ labels }) => labels);
    this.rows = new Map([...this.counts.keys()].map((id) => [id, []]));
    for (const [row, set] of this.rowSets.entries()) {
      for (const id of elementAt(labelsOf, set)) this.rows.get(id)?.push(row);
    }
    return this.rows;
  }
}
