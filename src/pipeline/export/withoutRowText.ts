// What a model that is taken away knows of how it was made, without what stands in the cells of its rows: whoever gets the
// model gets that too. Sentences that new texts must be cleaned of stay as hashes.

import { hashPassage } from '../../data/clean/cleanText';
import type { TextCleaning } from '../../domain/cleaning';
import { renamer, type Labelling } from '../../domain/labelling';
import type { Preparation } from '../../domain/preparation';
import { isEvaluated, type EvaluatedModel, type TrainedModel } from '../../domain/run';
import type { SplitChoice } from '../../domain/splitChoice';

/**
 * The same model, to be written into files. Of its rows it names only the labels, the columns in use and the file, and the
 * words that texts are cleaned of.
 */
export function withoutRowText(model: TrainedModel): TrainedModel {
  if (!isEvaluated(model)) return model;
  const { preparation, split, labels } = model;
  const { time } = split.facts;
  return {
    ...model,
    preparation: withoutCells(preparation, labels),
    split: {
      ...split,
      choice: withoutValues(split.choice),
      facts: { ...split.facts, values: [], time: time && { ...time, validationFrom: '', testFrom: '' } },
    },
  } satisfies EvaluatedModel;
}

function withoutCells(preparation: Preparation, labels: string[]): Preparation {
  const { labelling, cleaning, corrections, split } = preparation;
  const rename = renamer(labelling?.changes ?? []);
  return {
    ...preparation,
    ...(labelling && { labelling: withoutOldNames(labelling, labels) }),
    ...(cleaning && { cleaning: withoutPassages(cleaning) }),
    ...(corrections && {
      corrections: corrections.map(({ row, label }) => ({ row, label: nameOf(rename(label) ?? '', labels) ?? '' })),
    }),
    ...(split && { split: withoutValues(split) }),
  };
}

/** A name that a label had in the file says no more than that it is another. */
function withoutOldNames({ source, changes }: Labelling, labels: string[]): Labelling {
  const named = changes.map(({ to }, index) => ({ from: `label ${index + 1} of the file`, to: nameOf(to, labels) }));
  return { source, changes: named };
}

/** A name that the model's own labels have anyway. */
function nameOf(name: string | null, labels: string[]): string | null {
  return name === null || labels.includes(name) ? name : 'another label';
}

function withoutPassages({ removePassages, passageHashes = [], ...cleaning }: TextCleaning): TextCleaning {
  const hashes = [...removePassages.map(hashPassage), ...passageHashes];
  return { ...cleaning, removePassages: [], ...(hashes.length > 0 && { passageHashes: hashes }) };
}

const withoutValues = (choice: SplitChoice): SplitChoice =>
  choice.kind === 'column' ? { ...choice, parts: [] } : choice;
