// What the user wants trained: the form's values and what is wrong with them.

import type { BaseModelId } from '../domain/baseModel';
import type { ComputeChoice } from '../domain/compute';
import {
  defaultRecipe,
  fieldProblem,
  fieldsOf,
  suitedTo,
  type Depth,
  type Method,
  type Recipe,
  type RecipeNumber,
} from '../domain/recipe';

class RecipeState {
  values = $state<Recipe>({ ...defaultRecipe });
  compute = $state<ComputeChoice>('automatic');
  /** Whether the depth is the user's own choice, which no measurement changes. */
  depthChosen = $state(false);
  /** Whether the chosen base model is on this computer. */
  modelHere = $state(true);
  /** The longest text that the chosen model reads, in tokens. */
  private longest = $state(Infinity);
  fields = $derived(
    fieldsOf(this.values).map((field) =>
      field.key === 'maxTokens' ? { ...field, max: Math.min(field.max, this.longest) } : field,
    ),
  );

  /** A sentence for each field that can't be used as it is. */
  problems: ReadonlyMap<RecipeNumber, string> = $derived(
    new Map(
      this.fields.flatMap((field) => {
        const problem = fieldProblem(field, this.values[field.key]);
        return problem ? [[field.key, problem]] : [];
      }),
    ),
  );

  reset(): void {
    this.chooseModel(defaultRecipe.baseModel);
    this.values = { ...defaultRecipe };
    this.compute = 'automatic';
    this.depthChosen = false;
  }

  /** Takes a base model; it reads texts of up to `longest` tokens, where that is known. */
  chooseModel(baseModel: BaseModelId, here = true, longest = Infinity): void {
    this.modelHere = here;
    this.longest = longest;
    const maxTokens = Math.min(this.values.maxTokens, longest);
    this.values = { ...this.values, baseModel, maxTokens };
  }

  /** Takes a depth, and the rates and lengths that suit it and so many training rows. */
  setDepth(depth: Depth, trainRows: number): void {
    this.values = { ...this.values, depth, ...suitedTo(depth, this.values.method, trainRows) };
  }

  setMethod(method: Method): void {
    this.values = { ...this.values, method, ...suitedTo(this.values.depth, method) };
  }

  /** A copy that may cross to a worker. */
  snapshot(): Recipe {
    return $state.snapshot(this.values);
  }
}

export const recipe = new RecipeState();
