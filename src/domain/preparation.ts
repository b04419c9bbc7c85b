// What the user decided about a data set before anything is trained.

import type { ColumnChoice } from './columnChoice';
import { cleaningSteps, cleansNothing, noCleaning, type CleaningStep, type TextCleaning } from './cleaning';
import type { Correction, Fix } from './fixes';
import { isPlain, plainLabelling, type Labelling, type LabelChange } from './labelling';
import type { SplitChoice } from './splitChoice';

/** It can be stored and compared as JSON. */
export interface Preparation {
  columns: ColumnChoice;
  /** Absent: the cell is the label. */
  labelling?: Labelling;
  /** Absent: texts stay as they are. */
  cleaning?: TextCleaning;
  /** Absent: none. */
  fixes?: Fix[];
  /** Labels of single rows that the user put right, by ascending row; absent: none. */
  corrections?: Correction[];
  /** Absent: `defaultSplit`. */
  split?: SplitChoice;
}

/** The same preparation without what changes nothing, so that equal ones have equal JSON. */
export function simplified(preparation: Preparation): Preparation {
  const { columns, labelling, cleaning, fixes, corrections, ...others } = preparation;
  return {
    columns,
    ...(labelling && !isPlain(labelling) ? { labelling } : {}),
    ...(cleaning && !cleansNothing(cleaning) ? { cleaning } : {}),
    ...(fixes && fixes.length > 0 ? { fixes } : {}),
    ...(corrections && corrections.length > 0 ? { corrections } : {}),
    ...others,
  };
}

/** A finding has one fix: a new one takes the place of the old. */
export function withFix(preparation: Preparation, fix: Fix): Preparation {
  const others = (preparation.fixes ?? []).filter(({ finding }) => finding !== fix.finding);
  return { ...preparation, fixes: [...others, fix] };
}

/** The preparation with cleaning steps switched on. */
export function withSteps(preparation: Preparation, steps: CleaningStep[]): Preparation {
  const cleaning = preparation.cleaning ?? noCleaning;
  const all = cleaningSteps.filter((step) => [...cleaning.steps, ...steps].includes(step));
  return withCleaning(preparation, { ...cleaning, steps: all });
}

/** The preparation with a word or a passage that is removed from the texts. */
export function withRemoved(
  preparation: Preparation,
  kind: 'removeWords' | 'removePassages',
  what: string,
): Preparation {
  const cleaning = preparation.cleaning ?? noCleaning;
  return withCleaning(preparation, { ...cleaning, [kind]: [...cleaning[kind], what] });
}

/** The preparation with another cleaning of the texts. */
export function withCleaning(preparation: Preparation, cleaning: TextCleaning): Preparation {
  return { ...preparation, cleaning };
}

/** The preparation with other changes of label names. */
export function withChanges(preparation: Preparation, changes: LabelChange[]): Preparation {
  const labelling = preparation.labelling ?? plainLabelling;
  return { ...preparation, labelling: { ...labelling, changes } };
}
