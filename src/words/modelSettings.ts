// What a model was made with, as rows of a table that puts several side by side.

import { balancingFields } from './balancing';
import { fieldsOf, truncationNames, trainedParts } from './recipe';
import { joinedInWords } from './joinedTexts';
import { decisionsOf } from './decisions';
import { isEvaluated, joinedTextsOf, type EvaluatedModel, type TrainedModel } from '../domain/run';
import type { SplitChoice, SplitRecord } from '../domain/splitChoice';
import { count } from './numbers';

/** A setting of each of some models, in words; `''` where it has no meaning. */
export interface ComparedSetting {
  name: string;
  values: string[];
  /** Whether the models differ in it. */
  differs: boolean;
}

/** A setting in words, and what it is where words say less. */
interface Setting {
  words: string;
  exactly?: string;
}

/** Everything that decides what a model is, of several models. */
export function compareSettings(models: TrainedModel[]): ComparedSetting[] {
  const all = models.map(settingsOf);
  const names = [...new Set(all.flatMap((settings) => [...settings.keys()]))];
  return names.map((name) => {
    const settings = all.map((own) => own.get(name) ?? { words: '' });
    const different = new Set(settings.map(({ words, exactly }) => exactly ?? words));
    return { name, values: settings.map(({ words }) => words), differs: different.size > 1 };
  });
}

function settingsOf(model: TrainedModel): Map<string, Setting> {
  if (isEvaluated(model)) return settingsOfRun(model);
  const { recipe, labels, base } = model;
  const words: [string, string][] = [
    ['Labels', labels.join(', ')],
    ['Base model', base.name],
    ['Max tokens', String(recipe.maxTokens)],
    ['Long texts', truncationNames[recipe.truncation]],
  ];
  return new Map(words.map(([name, own]): [string, Setting] => [name, { words: own }]));
}

function settingsOfRun(model: EvaluatedModel): Map<string, Setting> {
  const { recipe, splitCounts, split } = model;
  const words: [string, string][] = [
    ['Data set', model.dataSetName],
    ['Training rows', count(splitCounts.train.rows)],
    ['Labels', model.labels.join(', ')],
    ['Base model', model.base.name],
    ['What trained', trainedParts(recipe)],
    ...fieldsOf(recipe).map(({ key, label }): [string, string] => [label, String(recipe[key])]),
    ['Long texts', truncationNames[recipe.truncation]],
    ['Rare labels', balancingFields[recipe.balancing].label],
    ['Best epoch', `${model.bestEpoch} of ${model.history.length}`],
  ];
  return new Map<string, Setting>([
    ...words.map(([name, own]): [string, Setting] => [name, { words: own }]),
    ['Texts', { words: textsInWords(model) }],
    ['Changes to the data', changesToData(model)],
    ['Split', { words: splitInWords(split), exactly: JSON.stringify(split.choice) }],
  ]);
}

function textsInWords(model: EvaluatedModel): string {
  const joined = joinedTextsOf(model);
  return joined ? joinedInWords(joined) : model.textColumn;
}

function changesToData({ preparation }: EvaluatedModel): Setting {
  const { labelling, cleaning, fixes, corrections } = preparation;
  return {
    words:
      decisionsOf(preparation)
        .map(({ words }) => words)
        .join('; ') || 'none',
    // Two sets of three corrected labels need not be the same three.
    exactly: JSON.stringify([labelling, cleaning, fixes, corrections]),
  };
}

function splitInWords({ choice, column }: SplitRecord): string {
  const percent = (share: number) => `${Math.round(share * 100)} %`;
  const kinds: Record<SplitChoice['kind'], string> = {
    random: column === null ? 'drawn' : `drawn, rows of one ${column} together`,
    time: `by the time in ${column}`,
    column: `as ${column} says`,
    folds: 'folds' in choice ? `${choice.folds} folds` : '',
  };
  const shares = 'test' in choice ? `, ${percent(choice.validation)} validation, ${percent(choice.test)} test` : '';
  return `${kinds[choice.kind]}${shares}`;
}
