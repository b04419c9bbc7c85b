// What the user wants trained: the form's values and what is wrong with them.

import type { BaseModelId } from '../domain/baseModel';
import type { ComputeChoice } from '../domain/compute';
import { defaultRecipe, suitedTo, type Depth, type Method, type Recipe, type RecipeNumber } from '../domain/recipe';
import { fieldProblem, fieldsOf } from '../words/recipe';

/** What models of BERT's time read: of one that is not here yet, no more is known. */
const usualLongest = 512;

class RecipeState {
  values = $state.raw<Readonly<Recipe>>(defaultRecipe);
  compute = $state<ComputeChoice>('automatic');
  /** Whether the base model is the user's own choice, which no measurement changes. */
  modelChosen = false;
  /** Whether the base model was taken for what its head reached on these rows. */
  takenForItsHead = false;
  /** Whether the depth is the user's own choice, which no measurement changes. */
  depthChosen = $state(false);
  /** Whether epochs, batch size or learning rate were typed for this depth. */
  private typed = false;
  /** Whether numbers that were typed gave way to those that suit another depth. */
  typedReplaced = $state(false);
  /** Whether the chosen base model is on this computer. */
  modelHere = $state(true);
  /** The longest text that the chosen model reads, in tokens. */
  private longest = $state(usualLongest);
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
    this.values = defaultRecipe;
    this.compute = 'automatic';
    this.modelChosen = this.takenForItsHead = false;
    this.depthChosen = this.typed = this.typedReplaced = false;
  }

  /** Takes a base model, which reads texts of up to `longest` tokens. */
  chooseModel(baseModel: BaseModelId, here = true, longest = usualLongest): void {
    this.modelHere = here;
    this.longest = longest;
    const maxTokens = Math.min(this.values.maxTokens, longest);
    this.values = { ...this.values, baseModel, maxTokens };
  }

  /** Takes other settings. */
  change(changes: Partial<Recipe>): void {
    this.values = { ...this.values, ...changes };
  }

  /** Takes all settings of another recipe, its model and its depth as the user's own choices. */
  take(recipe: Recipe): void {
    this.values = recipe;
    this.modelChosen = this.depthChosen = true;
  }

  /** Takes a depth as the user's own choice. */
  chooseDepth(depth: Depth, trainRows: number): void {
    this.depthChosen = true;
    this.setDepth(depth, trainRows);
  }

  /** A number was typed: with those of a depth's own, no measurement changes the depth any more. */
  noteTyped(key: RecipeNumber): void {
    this.typedReplaced = false;
    if (key in suitedTo(this.values.depth, this.values.method)) this.typed = this.depthChosen = true;
  }

  /** Takes a depth that nobody chose, with what suits it, unless the user chose one. */
  followMeasurement(depth: Depth, trainRows: number): void {
    if (!this.depthChosen) this.suit({ ...this.values, depth }, trainRows);
  }

  /** Takes a depth, and the rates and lengths that suit it and so many training rows. */
  setDepth(depth: Depth, trainRows: number): void {
    if (depth === this.values.depth) return;
    this.suit({ ...this.values, depth }, trainRows);
  }

  setMethod(method: Method): void {
    this.suit({ ...this.values, method });
  }

  private suit(values: Recipe, trainRows?: number): void {
    this.values = { ...values, ...suitedTo(values.depth, values.method, trainRows) };
    this.typedReplaced = this.typed;
    this.typed = false;
  }
}

export const recipe = new RecipeState();
