// The recipe of a run as data: bounds, defaults and help, from which the form, its validation and the model
// card are made.

import type { Balancing } from './balancing';
import type { BaseModelId } from './baseModel';
import { defaultModel } from './catalogue';

/** How much of the model trains. */
export const depths = ['head', 'topLayers', 'whole'] as const;
export type Depth = (typeof depths)[number];

/**
 * How the encoder's layers train: by small adapters on frozen weights (LoRA), or every weight of them, or by adapters on pairs
 * of texts before the head (contrastive: SetFit).
 */
export const methods = ['lora', 'full', 'contrastive'] as const;
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

/** Whether a run trains adapters. */
export function usesLora({ depth, method }: Pick<Recipe, 'depth' | 'method'>): boolean {
  return depth !== 'head' && method !== 'full';
}

/** Whether a run trains on pairs of texts before its head. */
export function isContrastive({ depth, method }: Pick<Recipe, 'depth' | 'method'>): boolean {
  return depth !== 'head' && method === 'contrastive';
}

/** The head of a contrastive run trains after the layers, as a head alone does. */
const trainsHeadBeside = (recipe: Recipe) => recipe.depth !== 'head' && !isContrastive(recipe);

/** The recipe of a head alone, for so many training rows. */
export function headRecipe(recipe: Recipe, trainRows: number): Recipe {
  return { ...recipe, depth: 'head', method: 'lora', ...suitedTo('head', 'lora', trainRows) };
}

/** What a number of a recipe may be, both ends included. */
export interface Bounds {
  min: number;
  max: number;
  whole: boolean;
  /** When the number has a meaning; always when absent. */
  appliesTo?: (recipe: Recipe) => boolean;
}

/** The numbers of a recipe that a person may set, in the order of the form. */
export const recipeNumbers = [
  'epochs',
  'batchSize',
  'learningRate',
  'headLearningRate',
  'maxTokens',
  'seed',
  'topLayers',
  'loraRank',
  'loraAlpha',
  'labelSmoothing',
] as const;
export type RecipeNumber = (typeof recipeNumbers)[number];

export const recipeBounds: Readonly<Record<RecipeNumber, Bounds>> = {
  epochs: { min: 1, max: 200, whole: true },
  batchSize: { min: 1, max: 512, whole: true },
  learningRate: { min: 0.000001, max: 0.1, whole: false },
  headLearningRate: { min: 0.000001, max: 0.1, whole: false, appliesTo: trainsHeadBeside },
  // ModernBERT's; a model that reads less bounds it further.
  maxTokens: { min: 8, max: 8192, whole: true },
  seed: { min: 0, max: 2_147_483_647, whole: true },
  topLayers: { min: 1, max: 48, whole: true, appliesTo: ({ depth }) => depth === 'topLayers' },
  loraRank: { min: 1, max: 64, whole: true, appliesTo: usesLora },
  loraAlpha: { min: 1, max: 256, whole: true, appliesTo: usesLora },
  labelSmoothing: { min: 0, max: 0.5, whole: false },
};

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
      trainRows < manyRows ? { batchSize: 32, learningRate: 0.0003 } : { batchSize: 128, learningRate: 0.0012 };
    return { epochs: 30, ...steps };
  }
  // One epoch of pairs. Three times the rate was worse on some draws of 8 rows a label, ten times much worse.
  if (method === 'contrastive') return { epochs: 1, batchSize: 16, learningRate: 0.0001 };
  const loraRate = depth === 'topLayers' ? 0.003 : 0.001;
  return { epochs: 3, batchSize: 16, learningRate: method === 'lora' ? loraRate : 0.0001 };
}

export const defaultRecipe: Readonly<Recipe> = {
  baseModel: defaultModel,
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
