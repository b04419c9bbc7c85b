// The recipe as the form shows it: each number's name, its help and what is wrong with a value.

import {
  recipeBounds,
  recipeNumbers,
  type Bounds,
  type Method,
  type Recipe,
  type RecipeNumber,
  type Truncation,
} from '../domain/recipe';

/** A number in the form: its accessible name, bounds and what it means. */
export interface RecipeField extends Bounds {
  key: RecipeNumber;
  label: string;
  help: string;
}

const recipeWords: Readonly<Record<RecipeNumber, { label: string; help: string }>> = {
  epochs: {
    label: 'Epochs',
    help: 'Passes over the training rows at most. Training stops earlier when validation no longer improves.',
  },
  batchSize: {
    label: 'Batch size',
    help: 'Rows per step. Larger is steadier, smaller learns more per pass.',
  },
  learningRate: {
    label: 'Learning rate',
    help: 'How far each step moves. It climbs at first and then falls to zero.',
  },
  headLearningRate: {
    label: 'Head rate',
    help: 'The same for the new classifier on top, which starts from nothing.',
  },
  maxTokens: {
    label: 'Max tokens',
    help: 'Longer texts are cut here. A token is about three quarters of a word.',
  },
  seed: { label: 'Seed', help: 'The same seed and rows give the same split and the same model.' },
  topLayers: { label: 'Layers', help: 'How many layers train, counted from the top.' },
  loraRank: {
    label: 'LoRA rank',
    help: 'The width of each adapter. Wider can learn more, and overfit sooner.',
  },
  loraAlpha: { label: 'LoRA alpha', help: 'Adapters count alpha / rank; twice the rank is usual.' },
  labelSmoothing: {
    label: 'Label smoothing',
    help: 'Share of each label spread over all. 0.1 helps when some labels are wrong.',
  },
};

/** Every number of the form, in its order. */
export const recipeFields: readonly RecipeField[] = recipeNumbers.map((key) => ({
  key,
  ...recipeWords[key],
  ...recipeBounds[key],
}));

/** What is read of a text that is too long, in words. */
export const truncationNames: Record<Truncation, string> = {
  start: 'Read the beginning',
  startAndEnd: 'Read beginning and end',
  windows: 'Read all, in windows',
};

/** The fields that mean something for a recipe, in the order of the form. */
export function fieldsOf(recipe: Recipe): RecipeField[] {
  return recipeFields.filter(({ appliesTo }) => appliesTo?.(recipe) ?? true);
}

/** What is wrong with a value of a field, in a sentence, or `null` when it is fine. */
export function fieldProblem(field: RecipeField, value: number | null): string | null {
  const { label, min, max, whole } = field;
  if (value === null || !Number.isFinite(value)) return `${label} needs a number.`;
  if (value < min || value > max) return `${label} must be from ${min} to ${max}.`;
  if (whole && !Number.isInteger(value)) return `${label} must be a whole number.`;
  return null;
}

/** What trained, in a few words for a person. */
export function trainedParts({ depth, method, topLayers }: Recipe): string {
  if (depth === 'head') return 'the head';
  const layers =
    depth === 'whole' ? 'the whole model' : topLayers === 1 ? 'the top layer' : `the top ${topLayers} layers`;
  const how: Record<Method, string> = {
    lora: 'by adapters (LoRA)',
    full: 'every weight',
    contrastive: 'contrastively, by adapters on pairs of texts',
  };
  return `${layers}, ${how[method]}`;
}
