// The encoder's weights: from the tensors of a file to tensors on the device.

import { Failure } from '../domain/failures';
import type { LayerNorm } from '../tensor/layerNorm';
import { transposed, type Linear } from '../tensor/linear';
import { toFloat32, type StoredTensor } from '../tensor/safetensors';
import * as tf from '../tensor/tf';
import type { EncoderConfig } from './config';
import { layerNames } from './tensorNames';

/** The embedding tables and their normalisation. */
export interface EmbeddingWeights {
  /** `[vocabulary, hidden]` */
  words: tf.Tensor2D;
  /** `[positions, hidden]`; token type 0 is already added to it. */
  positions: tf.Tensor2D;
  norm: LayerNorm;
}

export interface AttentionWeights {
  query: Linear;
  key: Linear;
  value: Linear;
  output: Linear;
}

export interface LayerWeights {
  attention: AttentionWeights;
  attentionNorm: LayerNorm;
  /** `[hidden, intermediate]` */
  intermediate: Linear;
  /** `[intermediate, hidden]` */
  output: Linear;
  outputNorm: LayerNorm;
}

export interface EncoderWeights {
  config: EncoderConfig;
  embeddings: EmbeddingWeights;
  layers: LayerWeights[];
}

/**
 * Puts an encoder's weights on the device, linear weights transposed to `[in, out]`.
 *
 * @param tensors the checkpoint's tensors by name, with or without the architecture's prefix
 * @throws Failure `ModelBroken` when a tensor is missing or has another shape than the config says
 */
export function loadEncoderWeights(
  tensors: Map<string, StoredTensor>,
  config: EncoderConfig,
): EncoderWeights {
  const read = new WeightReader(tensors, config.architecture);
  const { hiddenSize, intermediateSize, layerCount } = config;
  const { path, modules } = layerNames[config.architecture];
  const layers = Array.from({ length: layerCount }, (_, index): LayerWeights => {
    const name = (module: string) => `${path}.${index}.${module}`;
    const square = (module: string) => read.linear(name(module), hiddenSize, hiddenSize);
    return {
      attention: {
        query: square(modules.query),
        key: square(modules.key),
        value: square(modules.value),
        output: square(modules.attentionOutput),
      },
      attentionNorm: read.layerNorm(name(modules.attentionNorm), hiddenSize),
      intermediate: read.linear(name(modules.intermediate), hiddenSize, intermediateSize),
      output: read.linear(name(modules.output), intermediateSize, hiddenSize),
      outputNorm: read.layerNorm(name(modules.outputNorm), hiddenSize),
    };
  });
  return { config, embeddings: loadEmbeddings(read, config), layers };
}

function loadEmbeddings(read: WeightReader, config: EncoderConfig): EmbeddingWeights {
  const { vocabularySize, hiddenSize, maxPositions, firstPosition } = config;
  const rows = maxPositions + firstPosition;
  const positions = read.values('embeddings.position_embeddings.weight', [rows, hiddenSize]);
  if (config.architecture !== 'distilbert') {
    const types = read.firstRow('embeddings.token_type_embeddings.weight', hiddenSize);
    for (let i = 0; i < positions.length; i++) {
      positions[i] = (positions[i] ?? 0) + (types[i % hiddenSize] ?? 0);
    }
  }
  return {
    words: tf.tensor2d(
      read.values('embeddings.word_embeddings.weight', [vocabularySize, hiddenSize]),
      [vocabularySize, hiddenSize],
    ),
    positions: tf.tensor2d(positions, [rows, hiddenSize]),
    norm: read.layerNorm('embeddings.LayerNorm', hiddenSize),
  };
}

/** Finds tensors by name and checks their shapes. */
class WeightReader {
  constructor(
    private readonly tensors: Map<string, StoredTensor>,
    private readonly prefix: string,
  ) {}

  private find(name: string): StoredTensor {
    const found = this.tensors.get(name) ?? this.tensors.get(`${this.prefix}.${name}`);
    if (found) return found;
    throw new Failure('ModelBroken', `The model file lacks the weight “${name}”.`);
  }

  values(name: string, shape: number[]): Float32Array<ArrayBuffer> {
    const tensor = this.find(name);
    if (tensor.shape.join() !== shape.join()) {
      throw new Failure(
        'ModelBroken',
        `The weight “${name}” is ${tensor.shape.join(' × ')}, but the model’s config.json says ${shape.join(' × ')}.`,
      );
    }
    return toFloat32(tensor);
  }

  /** The first row of a table whose number of rows differs between checkpoints. */
  firstRow(name: string, width: number): Float32Array {
    const rows = this.find(name).shape[0] ?? 0;
    return this.values(name, [rows, width]).subarray(0, width);
  }

  linear(name: string, inputs: number, outputs: number): Linear {
    // Hugging Face stores [out, in].
    const stored = this.values(`${name}.weight`, [outputs, inputs]);
    return {
      weight: tf.tensor2d(transposed(stored, outputs, inputs), [inputs, outputs]),
      bias: tf.tensor1d(this.values(`${name}.bias`, [outputs])),
    };
  }

  layerNorm(name: string, size: number): LayerNorm {
    return {
      weight: tf.tensor1d(this.values(`${name}.weight`, [size])),
      bias: tf.tensor1d(this.values(`${name}.bias`, [size])),
    };
  }
}
