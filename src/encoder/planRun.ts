// recipe → what trains, in batches that fit the device. What does not fit is made smaller, and said.

import type { TaskType } from '../domain/task';
import { isContrastive, type Recipe } from '../domain/recipe';
import { allTargets, loraTargetsOf, type LoraShape } from './lora';
import { takeActivations, type ClassifierShape } from './activations';
import type { EncoderConfig } from './architectures/architecture';
import type { Pooling } from '../domain/pooling';
import { hostWordsOf } from './hostWords';
import { encoderSources, frozenScope, type TrainingScope } from './scope';
import type { EncoderTensor } from './tensors';
import type { Device } from '../tensor/device';
import { MemoryEstimate } from '../tensor/allocations';
import { isPacked, sizeOf, type TensorSource } from '../tensor/parameters';
import { Failure } from '../domain/failures';
import { bytes, count } from '../words/numbers';

/** How a run is laid out on the device. */
export interface RunPlan {
  shape: ClassifierShape;
  /** Whether the frozen layers' activations are kept on the device, so that every epoch starts from them. */
  cached: boolean;
  /** What was made smaller to fit, in sentences. */
  notes: string[];
}

/** Tokens in one batch: small enough that Pause and Stop answer at once, large enough for the device. */
const tokensPerBatch = { wasm: 1024, webgpu: 4096, reference: 256 } as const;
const textsPerBatch = 512;

/** What a recipe trains. */
export function scopeOf(recipe: Recipe, config: EncoderConfig): TrainingScope {
  const { depth, method, topLayers, loraRank: rank, loraAlpha: alpha } = recipe;
  if (depth === 'head') return frozenScope(config);
  const adapters: LoraShape | null =
    method !== 'full'
      ? { rank, alpha, targets: loraTargetsOf(recipe.targetModules, config.architecture.qkvIsOneModule) }
      : null;
  if (depth === 'whole') return { firstLayer: 0, adapters, embeddings: adapters === null };
  return { firstLayer: Math.max(0, config.layerCount - topLayers), adapters, embeddings: false };
}

/** What a run would keep on the device. */
interface Sizes {
  tensors: ReadonlyMap<string, EncoderTensor>;
  classCount: number;
  task: TaskType;
  /** What a new head reads where absent. */
  pooling?: Pooling;
  /** Tokens and texts of the whole set, for the caches. */
  tokens: number;
  texts: number;
}

/**
 * Fits a run to the device's memory. In this order it gives up: large batches, the cache of the frozen layers'
 * activations, training the embeddings, training every weight rather than adapters.
 *
 * @throws Failure `OutOfMemory` when nothing is left to give up
 */
export function planRun(device: Device, config: EncoderConfig, recipe: Recipe, sizes: Sizes): RunPlan {
  const notes: string[] = [];
  let scope = scopeOf(recipe, config);
  const wordsOnHost = hostWordsOf(sizes.tensors, device) !== null;
  if (wordsOnHost && scope.embeddings) {
    scope = { ...scope, embeddings: false };
    notes.push('The embeddings stay as they are: their table is too large for this device.');
  }
  let cached = scope.firstLayer > 0;
  const pairs = isContrastive(recipe);
  // The two texts of a pair go through together.
  const fewestTokens = recipe.maxTokens * (pairs ? 2 : 1);
  let tokens = Math.max(tokensPerBatch[device.kind], fewestTokens);
  for (;;) {
    const shape: ClassifierShape = {
      config,
      classCount: sizes.classCount,
      task: sizes.task,
      pooling: sizes.pooling ?? config.architecture.pooling,
      scope,
      largest: { tokens, texts: textsPerBatch },
      labelSmoothing: recipe.labelSmoothing,
      pairs,
      wordsOnHost,
      trains: true,
    };
    const cache = cached ? cacheElements(scope, config, sizes) : 0;
    const bindable = cache <= device.largestAllocation;
    const needed = elementsOf(shape, sizes) + cache;
    if (needed <= device.freeElements && bindable) return { shape, cached, notes };
    if (needed > device.freeElements && tokens / 2 >= Math.max(fewestTokens, 128)) {
      tokens = Math.floor(tokens / 2);
    } else if (cached && scope.firstLayer < config.layerCount) {
      cached = false;
      notes.push('The frozen layers run in every epoch: their results do not fit this device.');
    } else if (scope.embeddings) {
      scope = { ...scope, embeddings: false };
      notes.push('The embeddings stay as they are: training them does not fit this device.');
    } else if (scope.firstLayer < config.layerCount && !scope.adapters) {
      const { loraRank: rank, loraAlpha: alpha } = recipe;
      scope = { ...scope, adapters: { rank, alpha, targets: allTargets(config.architecture.qkvIsOneModule) } };
      notes.push('Adapters train instead of every weight, which does not fit this device.');
    } else {
      const free = Math.min(device.freeElements - (needed - cache), device.largestAllocation);
      throw cached && free > 0 ? tooManyTexts(sizes.texts, cache, free) : tooLarge(needed, device.freeElements);
    }
  }
}

/** Elements of the activations that the frozen layers leave: pooled states, or half-precision hidden states. */
function cacheElements(
  { firstLayer }: TrainingScope,
  { layerCount, hiddenSize }: EncoderConfig,
  { tokens, texts }: Sizes,
): number {
  return firstLayer === layerCount ? texts * hiddenSize : (tokens * hiddenSize) / 2;
}

/** Elements of weights, gradients, moments and activations. */
function elementsOf(shape: ClassifierShape, { tensors }: Sizes): number {
  const memory = new MemoryEstimate();
  takeActivations(memory, shape);
  const sources = encoderSources(tensors, shape.scope, shape.config, 0, shape.wordsOnHost);
  const weights = [...sources.values()].reduce((sum, source) => sum + elementsOfTensor(source), 0);
  return memory.elements + weights;
}

/** A trained tensor has its gradient and two moments beside it; one in 8 bits takes a quarter, its few scales aside. */
function elementsOfTensor(source: TensorSource): number {
  const size = sizeOf(source.shape);
  if (source.training) return 4 * size;
  return isPacked(source) ? size / 4 : size;
}

/** The size of single-precision numbers. */
const memorySize = (elements: number) => bytes(elements * 4);

/** The head needs what the model reads of every text; nothing smaller is left to try. */
function tooManyTexts(texts: number, cache: number, free: number): Failure {
  const fitting = Math.floor((texts * free) / cache);
  const rounded = Number(`${fitting}`.slice(0, 2).padEnd(`${fitting}`.length, '0'));
  return new Failure(
    'OutOfMemory',
    `The head trains on what the model reads of each text: of ${count(texts)} texts that takes ` +
      `${memorySize(cache)}, and ${memorySize(free)} are free, enough for about ${count(rounded)}. ` +
      'Import fewer rows, or choose a deeper depth, which takes less memory and more time.',
  );
}

function tooLarge(needed: number, free: number): Failure {
  return new Failure(
    'OutOfMemory',
    `Training this needs about ${memorySize(needed)} on the device, and ${memorySize(free)} are free. ` +
      'Choose a smaller depth or fewer max tokens under Advanced, or close other tabs.',
  );
}
