// Rows to examples: leaves out what can't be learned from and what the user does not want, counts it, and names the
// classes.

import type { DroppedRows, DropReason } from '../../domain/dataset';
import { elementAt } from '../../domain/element';
import { conflictAction, type Fix } from '../../domain/fixes';
import type { TaskType, Truth } from '../../domain/task';
import { balancingLabel, countLabels, labelSetsOf, refuseClasses, refuseSmallClasses, sortLabels } from './classes';
import { isNearlyEmpty, isPlaceholder, lostCharacterMarks } from './emptiness';
import type { RowLabels } from './labels';
import type { LanguageDetector } from '../examine/language';
import { NearDuplicates } from '../examine/nearDuplicates';
import { SeenPairs, TextNumbers } from './textNumbers';

/** What is left of a table. */
export interface CleanedRows extends Truth {
  labels: string[];
  dropped: DroppedRows;
  /** Indices of the kept rows. */
  rows: Uint32Array;
  /** Class id of each kept row; where a text may have several, the rarest of its own, or the most frequent of all. */
  labelIds: Uint16Array;
}

/** What the user decided, and what is needed to follow it. */
export interface CleaningOrder {
  fixes: Fix[];
  task: TaskType;
  /** Only where rows in other languages are left out. */
  detectLanguage?: LanguageDetector;
}

/** Takes rows one after another. */
export class RowCleaner {
  private readonly dropped = { emptyText: 0, emptyLabel: 0, duplicate: 0, conflictingLabel: 0 };
  private readonly droppedByChoice = new Map<DropReason, number>();
  private readonly textNumbers = new TextNumbers();
  private readonly classes = new Map<string, number>();
  /** Number of each set of classes that a row has, and its classes. */
  private readonly numberOfSet = new Map<string, number>();
  private readonly sets: number[][] = [];
  /** What may be kept: the row's index in the file, its text's number and its set's. */
  private readonly rows: number[] = [];
  private readonly texts: number[] = [];
  private readonly rowSets: number[] = [];
  /** Each different text once. */
  private readonly near: NearDuplicates | null;
  private readonly keepsEmpty: boolean;
  private readonly choices: [DropReason, (text: string) => boolean][];

  constructor(private readonly order: CleaningOrder = { fixes: [], task: 'singleLabel' }) {
    const { fixes } = order;
    this.keepsEmpty = fixes.some(({ finding }) => finding === 'emptyTexts');
    this.near = fixes.some(({ finding }) => finding === 'nearDuplicates') ? new NearDuplicates() : null;
    this.choices = textsToDrop(order);
  }

  /** Keeps a row or counts why not. Texts are compared without the space around them, labels come without it. */
  add(rowIndex: number, text: string, labels: RowLabels): void {
    const trimmed = text.trim();
    if (trimmed === '' && !this.keepsEmpty) return void this.dropped.emptyText++;
    if (labels === 'none') return void this.dropped.emptyLabel++;
    if (labels === 'dropped') return this.drop('droppedLabels');
    const choice = this.choices.find(([, applies]) => applies(trimmed));
    if (choice) return this.drop(choice[0]);
    const before = this.textNumbers.size;
    const number = this.textNumbers.of(trimmed);
    if (number === before) this.near?.add(trimmed);
    this.rows.push(rowIndex);
    this.texts.push(number);
    this.rowSets.push(this.setOf(labels));
  }

  /**
   * The kept rows.
   *
   * @throws Failure `NoRows`, `OneClass`, `LabelsAreIds`, `TooManyClasses`, `ClassTooSmall`
   */
  finish(): CleanedRows {
    const kept = this.withoutNearDuplicates(this.withoutRepeats(this.withoutConflicts()));
    const names = [...this.classes.keys()];
    const usedSets = new Set(kept.map((index) => elementAt(this.rowSets, index)));
    const used = new Set([...usedSets].flatMap((set) => elementAt(this.sets, set)));
    const usedNames = names.filter((_, own) => used.has(own));
    // Before anything is sorted or counted: a column of ids has as many names as rows.
    refuseClasses(usedNames, kept.length, this.order.task);
    const labels = sortLabels(usedNames);
    const idOfLabel = new Map(labels.map((label, id) => [label, id]));
    const idOfClass = names.map((name) => idOfLabel.get(name) ?? 0);
    const idsOfSet = this.sets.map((set) => set.map((own) => elementAt(idOfClass, own)));
    const ids = kept.map((index) => elementAt(idsOfSet, elementAt(this.rowSets, index)));
    const counts = countLabels(ids, labels.length);
    refuseSmallClasses(labels.map((label, id) => ({ label, count: elementAt(counts, id) })));
    const { task } = this.order;
    const labelIds = Uint16Array.from(ids, (own) => balancingLabel(own, counts));
    return {
      labels,
      dropped: this.countDropped(),
      rows: Uint32Array.from(kept, (index) => elementAt(this.rows, index)),
      task,
      labelIds,
      targets: task === 'multiLabel' ? labelSetsOf(ids, labels.length) : labelIds,
    };
  }

  private setOf(labels: string[]): number {
    const own = labels.map((name) => {
      const id = this.classes.get(name) ?? this.classes.size;
      this.classes.set(name, id);
      return id;
    });
    own.sort((a, b) => a - b);
    const key = own.join();
    const known = this.numberOfSet.get(key);
    if (known !== undefined) return known;
    this.numberOfSet.set(key, this.sets.length);
    return this.sets.push(own) - 1;
  }

  /** Positions of what is left where the same text has different labels. */
  private withoutConflicts(): number[] {
    const all = [...this.rows.keys()];
    const action = conflictAction(this.order.fixes);
    if (action === 'leave') return all;
    const votes = countVotes(this.texts, this.rowSets, this.textNumbers.size);
    const kept = all.filter((index) => {
      const own = votes.get(elementAt(this.texts, index));
      if (!own) return true;
      if (action === 'drop') return false;
      const [first] = own.keys();
      const [winner] = [...own].reduce((most, votesOfSet) => (votesOfSet[1] > most[1] ? votesOfSet : most));
      return this.rowSets[index] === (action === 'keepFirst' ? first : winner);
    });
    this.dropped.conflictingLabel = all.length - kept.length;
    return kept;
  }

  private withoutRepeats(positions: number[]): number[] {
    if (this.order.fixes.some(({ finding }) => finding === 'duplicates')) return positions;
    const seen = new SeenPairs(this.textNumbers.size, this.sets.length);
    const kept = positions.filter((index) => seen.add(elementAt(this.texts, index), elementAt(this.rowSets, index)));
    this.dropped.duplicate = positions.length - kept.length;
    return kept;
  }

  /** Of each group the first that is still here. */
  private withoutNearDuplicates(positions: number[]): number[] {
    if (!this.near) return positions;
    const groups = this.near.groups();
    const textOfGroup = new Map<number, number>();
    const kept = positions.filter((index) => {
      const text = elementAt(this.texts, index);
      const group = elementAt(groups, text);
      const first = textOfGroup.get(group) ?? text;
      textOfGroup.set(group, first);
      return first === text;
    });
    if (kept.length < positions.length) {
      this.droppedByChoice.set('nearDuplicates', positions.length - kept.length);
    }
    return kept;
  }

  private drop(reason: DropReason): void {
    this.droppedByChoice.set(reason, (this.droppedByChoice.get(reason) ?? 0) + 1);
  }

  private countDropped(): DroppedRows {
    const byChoice = [...this.droppedByChoice].map(([reason, rows]) => ({ reason, rows }));
    return byChoice.length > 0 ? { ...this.dropped, byChoice } : this.dropped;
  }
}

function textsToDrop({ fixes, detectLanguage }: CleaningOrder): [DropReason, (text: string) => boolean][] {
  return fixes.flatMap((fix): [DropReason, (text: string) => boolean][] => {
    switch (fix.finding) {
      case 'placeholderTexts':
        return [[fix.finding, isPlaceholder]];
      case 'nearEmptyTexts':
        return [[fix.finding, (text) => isNearlyEmpty(text) && !isPlaceholder(text)]];
      case 'unreadableTexts':
        return [[fix.finding, (text) => lostCharacterMarks(text).length > 0]];
      case 'otherLanguages':
        return [
          [
            fix.finding,
            (text) => {
              const language = detectLanguage?.(text) ?? null;
              return language !== null && language !== fix.language;
            },
          ],
        ];
      default:
        return [];
    }
  });
}

/** For each text with different labels, how many rows have each set of them; in the order of first sight. */
function countVotes(texts: number[], sets: number[], textCount: number): Map<number, Map<number, number>> {
  const votes = new Map<number, Map<number, number>>();
  const firstSets = new Int32Array(textCount).fill(-1);
  texts.forEach((text, index) => {
    const first = elementAt(firstSets, text);
    if (first < 0) firstSets[text] = elementAt(sets, index);
    else if (first !== sets[index]) votes.set(text, new Map());
  });
  texts.forEach((text, index) => {
    const set = elementAt(sets, index);
    const own = votes.get(text);
    own?.set(set, (own.get(set) ?? 0) + 1);
  });
  return votes;
}
