// What the user wants trained: the form's values and what is wrong with them.

import type { ComputeChoice } from '../domain/compute';
import {
  defaultRecipe,
  fieldProblem,
  recipeFields,
  type Recipe,
  type RecipeNumber,
} from '../domain/recipe';

class RecipeState {
  values = $state<Recipe>({ ...defaultRecipe });
  compute = $state<ComputeChoice>('automatic');

  /** A sentence for each field that can't be used as it is. */
  problems: ReadonlyMap<RecipeNumber, string> = $derived(
    new Map(
      recipeFields.flatMap((field) => {
        const problem = fieldProblem(field, this.values[field.key]);
        return problem ? [[field.key, problem]] : [];
      }),
    ),
  );

  reset(): void {
    this.values = { ...defaultRecipe };
    this.compute = 'automatic';
  }

  /** A copy that may cross to a worker. */
  snapshot(): Recipe {
    return $state.snapshot(this.values);
  }
}

export const recipe = new RecipeState();
