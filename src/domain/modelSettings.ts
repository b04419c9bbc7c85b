// What a model was made with, as rows of a table that puts several side by side.

import { balancingFields } from './balancing';
import { fieldsOf, longTextNames, trainedParts } from './recipe';
import type { TrainedModel } from './run';

/** A setting of each of some models, in words; `''` where it has no meaning. */
export interface ComparedSetting {
  name: string;
  values: string[];
  /** Whether the models differ in it. */
  differs: boolean;
}

/** Everything that decides what a model is, of several models. */
export function compareSettings(models: TrainedModel[]): ComparedSetting[] {
  const all = models.map(settingsOf);
  const names = [...new Set(all.flatMap((settings) => [...settings.keys()]))];
  return names.map((name) => {
    const values = all.map((settings) => settings.get(name) ?? '');
    return { name, values, differs: new Set(values).size > 1 };
  });
}

function settingsOf(model: TrainedModel): Map<string, string> {
  const { recipe, splitCounts } = model;
  return new Map([
    ['Data set', model.dataSetName],
    ['Training rows', splitCounts.train.rows.toLocaleString('en')],
    ['Labels', model.labels.join(', ')],
    ['Base model', model.base?.name ?? recipe.baseModel],
    ['What trained', trainedParts(recipe)],
    ...fieldsOf(recipe).map(({ key, label }): [string, string] => [label, String(recipe[key])]),
    ['Long texts', longTextNames[recipe.longTexts ?? 'head']],
    ['Rare labels', balancingFields[recipe.balancing].label],
    ['Best epoch', `${model.bestEpoch} of ${model.history.length}`],
  ]);
}
