// The recipe of a run as data: bounds, defaults and help, from which the form, its validation and the model
// card are made.

import type { Balancing } from './balancing';
import { embeddedModel, type BaseModelId } from './baseModel';

/** How much of the model trains. */
export const depths = ['head', 'topLayers', 'whole'] as const;
export type Depth = (typeof depths)[number];

/** How the encoder's layers train: by small adapters on frozen weights (LoRA), or every weight of them. */
export const methods = ['lora', 'full'] as const;
export type Method = (typeof methods)[number];

/** Which linear layers get an adapter. */
export const targetModuleChoices = ['all', 'attention', 'queryAndValue'] as const;
export type TargetModules = (typeof targetModuleChoices)[number];

/** What is read of a text that has more tokens than the limit. */
export const truncations = ['start', 'startAndEnd', 'windows'] as const;
export type Truncation = (typeof truncations)[number];

/** Everything that decides what is trained, besides the data. */
export interface Recipe {
  baseModel: BaseModelId;
  depth: Depth;
  /** Without meaning for the head alone. */
  method: Method;
  /** How many layers train at depth `topLayers`. */
  topLayers: number;
  loraRank: number;
  /** An adapter's product is scaled by alpha / rank. */
  loraAlpha: number;
  targetModules: TargetModules;
  /** At most this many passes over the training rows. */
  epochs: number;
  batchSize: number;
  /** The highest value of the schedule. */
  learningRate: number;
  /** The head's own, where layers below it train too: it starts from nothing and must move faster. */
  headLearningRate: number;
  /** Texts are cut at this many tokens, special tokens included. */
  maxTokens: number;
  /** What is read of longer texts. */
  truncation: Truncation;
  seed: number;
  weightDecay: number;
  /** Share of all steps over which the learning rate climbs. */
  warmupFraction: number;
  /** Epochs without a better validation loss after which training stops. */
  patience: number;
  /** Global gradient norm above which gradients are scaled down. */
  maxGradientNorm: number;
  /** Share of a label's mass that is spread over all classes. */
  labelSmoothing: number;
  balancing: Balancing;
}

/** The numbers of a recipe that a person may set. */
export type RecipeNumber =
  | 'epochs'
  | 'batchSize'
  | 'learningRate'
  | 'headLearningRate'
  | 'maxTokens'
  | 'seed'
  | 'topLayers'
  | 'loraRank'
  | 'loraAlpha'
  | 'labelSmoothing';

/** A number in the form: its accessible name, bounds and what it means. */
export interface RecipeField {
  key: RecipeNumber;
  label: string;
  min: number;
  max: number;
  step: number | 'any';
  whole: boolean;
  help: string;
  /** When it has a meaning; always when absent. */
  appliesTo?: (recipe: Recipe) => boolean;
}

const trainsLayers = ({ depth }: Recipe) => depth !== 'head';
const usesLora = ({ depth, method }: Recipe) => depth !== 'head' && method === 'lora';

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
    key: 'headLearningRate',
    label: 'Head rate',
    min: 0.000001,
    max: 0.1,
    step: 'any',
    whole: false,
    help: 'The same for the new classifier on top, which starts from nothing.',
    appliesTo: trainsLayers,
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
  {
    key: 'topLayers',
    label: 'Layers',
    min: 1,
    max: 48,
    step: 1,
    whole: true,
    help: 'How many layers train, counted from the top.',
    appliesTo: ({ depth }) => depth === 'topLayers',
  },
  {
    key: 'loraRank',
    label: 'LoRA rank',
    min: 1,
    max: 64,
    step: 1,
    whole: true,
    help: 'The width of each adapter. Wider can learn more, and overfit sooner.',
    appliesTo: usesLora,
  },
  {
    key: 'loraAlpha',
    label: 'LoRA alpha',
    min: 1,
    max: 256,
    step: 1,
    whole: true,
    help: 'Adapters count alpha / rank; twice the rank is usual.',
    appliesTo: usesLora,
  },
  {
    key: 'labelSmoothing',
    label: 'Label smoothing',
    min: 0,
    max: 0.5,
    step: 'any',
    whole: false,
    help: 'Share of each label spread over all. 0.1 helps when some labels are wrong.',
  },
];

/** From this many training rows on, the head takes larger steps on larger batches: as good, in less time. */
const manyRows = 4000;

/** What a depth and method need besides themselves: rates and lengths that suit them, for so many training rows. */
export function suitedTo(
  depth: Depth,
  method: Method,
  trainRows = 0,
): Pick<Recipe, 'epochs' | 'batchSize' | 'learningRate'> {
  if (depth === 'head') {
    const steps =
      trainRows < manyRows
        ? { batchSize: 32, learningRate: 0.0003 }
        : { batchSize: 128, learningRate: 0.0012 };
    return { epochs: 30, ...steps };
  }
  const loraRate = depth === 'topLayers' ? 0.003 : 0.001;
  return { epochs: 3, batchSize: 16, learningRate: method === 'lora' ? loraRate : 0.0001 };
}

export const defaultRecipe: Readonly<Recipe> = {
  baseModel: embeddedModel,
  depth: 'head',
  method: 'lora',
  topLayers: 2,
  loraRank: 8,
  loraAlpha: 16,
  targetModules: 'all',
  ...suitedTo('head', 'lora'),
  headLearningRate: 0.001,
  maxTokens: 128,
  truncation: 'start',
  seed: 42,
  weightDecay: 0.01,
  warmupFraction: 0.1,
  patience: 5,
  maxGradientNorm: 1,
  labelSmoothing: 0,
  balancing: 'none',
};

/** A recipe as it may be stored: an earlier version knew class weights only. */
export type StoredRecipe = Omit<Recipe, 'balancing'> & {
  balancing?: Balancing;
  classWeighting?: 'equal' | 'balanced';
};

/** A stored recipe as it is written now. */
export function currentRecipe({ classWeighting, ...recipe }: StoredRecipe): Recipe {
  const known = classWeighting === 'balanced' ? 'classWeights' : 'none';
  return { ...recipe, balancing: recipe.balancing ?? known };
}

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
    depth === 'whole'
      ? 'the whole model'
      : topLayers === 1
        ? 'the top layer'
        : `the top ${topLayers} layers`;
  return `${layers}, ${method === 'lora' ? 'by adapters (LoRA)' : 'every weight'}`;
}
