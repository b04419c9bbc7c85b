// What a classifier is made for, and the memory that it takes for a batch.

import type { TaskType } from '../domain/task';
import type { RunSize, View } from '../tensor/device';
import type { Memory } from '../tensor/allocations';
import { takeHeadActivations, type HeadActivations } from './classifierHead';
import type { EncoderConfig } from './architectures/architecture';
import { takeEmbeddingActivations, type EmbeddingActivations } from './embeddings';
import type { Pooling } from '../domain/pooling';
import type { GradientRoom, KeptByLayer } from './layerKind';
import { takePoolingActivations, type PoolingActivations } from './pooling';
import { takeRotaryTables, type RotaryTables } from './rotaryAngles';
import type { TrainingScope } from './scope';

export interface ClassifierShape {
  config: EncoderConfig;
  classCount: number;
  /** What the loss is: cross-entropy over the classes, or of each class on its own. */
  task: TaskType;
  pooling: Pooling;
  scope: TrainingScope;
  largest: RunSize;
  /** Share of a label's mass that is spread over all classes. */
  labelSmoothing: number;
  /** Whether the loss is that of pairs of texts, by the cosine of their pooled states; the head has no part in it then. */
  pairs?: boolean;
  /** Whether the word table stays off the device, and a batch brings its own rows. */
  wordsOnHost?: boolean;
  /** Whether gradients are computed at all. */
  trains: boolean;
}

/** All that a classifier keeps on the device for a batch. */
export interface Activations {
  /** The batch's own rows of a word table that is not on the device, `[tokens, hidden]`. */
  wordRows: View | null;
  embedding: EmbeddingActivations;
  /** The angles of rotary positions, where the encoder has them. */
  rotary: RotaryTables;
  /** By layer; frozen layers share theirs in turns. */
  layers: KeptByLayer[];
  pooling: PoolingActivations;
  head: HeadActivations;
  room: GradientRoom | null;
  /** `[classes]` */
  classWeights: View;
  /** The sum of the losses since it was last cleared, one element. */
  loss: View;
}

/** Takes the memory of a batch; with a `MemoryEstimate` it says how much that would be. */
export function takeActivations(memory: Memory, shape: ClassifierShape): Activations {
  const { config, classCount, scope, largest, trains } = shape;
  const { layer } = config.architecture;
  const { tokens, texts } = largest;
  const frozen = { trains: false, adapters: null };
  const trained = { trains, adapters: scope.adapters };
  const shared = scope.firstLayer > 0 ? layer.takeActivations(memory, tokens, config, frozen) : null;
  // Frozen layers write to two outputs in turns: a layer's input must outlive its output.
  const second = scope.firstLayer > 1 ? memory.take(tokens * config.hiddenSize) : null;
  const layers = Array.from({ length: config.layerCount }, (_, index) => {
    if (index >= scope.firstLayer || !shared) {
      return layer.takeActivations(memory, tokens, config, trained);
    }
    return second && index % 2 === 1 ? { ...shared, y: second } : shared;
  });
  const belowHead = trains && scope.firstLayer < config.layerCount;
  return {
    wordRows: shape.wordsOnHost ? memory.take(tokens * config.hiddenSize) : null,
    embedding: takeEmbeddingActivations(memory, tokens, config),
    rotary: takeRotaryTables(memory, tokens, config),
    layers,
    pooling: takePoolingActivations(memory, texts, config),
    head: takeHeadActivations(memory, texts, config, classCount),
    room: belowHead ? layer.takeGradients(memory, tokens, config, scope.adapters) : null,
    classWeights: memory.take(classCount),
    loss: memory.take(1),
  };
}
