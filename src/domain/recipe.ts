// The recipe of a run as data: bounds, defaults and help, from which the form, its validation and the model
// card are made.

export const baseModels = [
  {
    id: 'all-MiniLM-L6-v2',
    hub: 'sentence-transformers/all-MiniLM-L6-v2',
    parameters: 22_713_216,
    license: 'apache-2.0',
    languages: 'English',
    about: 'Small and quick, 22.7 M parameters, comes with Hone.',
  },
] as const;
export type BaseModelId = (typeof baseModels)[number]['id'];

export const depths = ['head'] as const;
export type Depth = (typeof depths)[number];

/** Everything that decides what is trained, besides the data. */
export interface Recipe {
  baseModel: BaseModelId;
  depth: Depth;
  /** At most this many passes over the training rows. */
  epochs: number;
  batchSize: number;
  /** The highest value of the schedule. */
  learningRate: number;
  /** Texts are cut at this many tokens, special tokens included. */
  maxTokens: number;
  seed: number;
  weightDecay: number;
  /** Share of all steps over which the learning rate climbs. */
  warmupFraction: number;
  /** Epochs without a better validation loss after which training stops. */
  patience: number;
  /** Global gradient norm above which gradients are scaled down. */
  maxGradientNorm: number;
}

/** The numbers of a recipe that a person may set. */
export type RecipeNumber = 'epochs' | 'batchSize' | 'learningRate' | 'maxTokens' | 'seed';

/** A number in the form: its accessible name, bounds and what it means. */
export interface RecipeField {
  key: RecipeNumber;
  label: string;
  min: number;
  max: number;
  step: number | 'any';
  whole: boolean;
  help: string;
}

export const recipeFields: readonly RecipeField[] = [
  {
    key: 'epochs',
    label: 'Epochs',
    min: 1,
    max: 200,
    step: 1,
    whole: true,
    help: 'Passes over the training rows at most. Training stops earlier when validation no longer improves.',
  },
  {
    key: 'batchSize',
    label: 'Batch size',
    min: 1,
    max: 512,
    step: 1,
    whole: true,
    help: 'Rows per step. Larger is steadier, smaller learns more per pass.',
  },
  {
    key: 'learningRate',
    label: 'Learning rate',
    min: 0.000001,
    max: 0.1,
    step: 'any',
    whole: false,
    help: 'How far each step moves. It climbs at first and then falls to zero.',
  },
  {
    key: 'maxTokens',
    label: 'Max tokens',
    min: 8,
    max: 512,
    step: 1,
    whole: true,
    help: 'Longer texts are cut here. A token is about three quarters of a word.',
  },
  {
    key: 'seed',
    label: 'Seed',
    min: 0,
    max: 2_147_483_647,
    step: 1,
    whole: true,
    help: 'The same seed and rows give the same split and the same model.',
  },
];

export const defaultRecipe: Readonly<Recipe> = {
  baseModel: 'all-MiniLM-L6-v2',
  depth: 'head',
  epochs: 30,
  batchSize: 32,
  learningRate: 0.0003,
  maxTokens: 128,
  seed: 42,
  weightDecay: 0.01,
  warmupFraction: 0.1,
  patience: 5,
  maxGradientNorm: 1,
};

/** What is wrong with a value of a field, in a sentence, or `null` when it is fine. */
export function fieldProblem(field: RecipeField, value: number | null): string | null {
  const { label, min, max, whole } = field;
  if (value === null || !Number.isFinite(value)) return `${label} needs a number.`;
  if (value < min || value > max) return `${label} must be from ${min} to ${max}.`;
  if (whole && !Number.isInteger(value)) return `${label} must be a whole number.`;
  return null;
}
