// What tells one architecture of encoders from another. Each is described in a file of its own beside this one
// (architectures.ts lists them); nothing else asks which architecture a model is of.

import type { ModelType } from '../../domain/baseModel';
import type { Pooling } from '../../domain/pooling';
import type { Activation } from '../../tensor/kernels/kernels';

import type { LayerKind } from '../layerKind';
import type { LinearName } from '../linearNames';
import type { EncoderSizes } from '../sizes';
import type { ConfigReader } from './configReader';

/** What a tensor is, for weight decay and for the choice of what trains. */
export type TensorKind = 'table' | 'matrix' | 'bias' | 'norm';

/** One of the encoder's tensors as Hone keeps it, and where Hugging Face's files have it. */
export interface TensorLayout {
  /** Such as `layers.0.qkv.weight`. */
  name: string;
  /** Matrices are `[in, out]`. */
  shape: number[];
  kind: TensorKind;
  /** The layer it belongs to; −1 for the embeddings. */
  layer: number;
  /**
   * Hugging Face's names, without the architecture's prefix, of the tensors that lie side by side in it; mostly one. Their
   * matrices are `[out, in]`.
   */
  parts: string[];
}

/**
 * The classification head of Hugging Face's sequence classifiers: dense layer, activation, where it has one a normalisation,
 * and a linear layer to the logits.
 */
export interface HeadLayout {
  /** The whole paths of the two layers' modules. */
  dense: string;
  output: string;
  activation: Activation;
  /** The whole path of the normalisation after the activation. */
  norm?: string;
  /** Whether the head drops elements of the pooled state too. */
  dropsInput: boolean;
  /** The modules that make it up, by their whole paths: what PEFT keeps beside adapters. */
  modules: string[];
}

/** What a model's config.json says of its encoder. */
export interface EncoderConfig extends EncoderSizes {
  architecture: Architecture;
}

export interface Architecture {
  /** `model_type` in config.json. */
  modelType: ModelType;
  /** Reads the sizes of an encoder. @throws Failure `ModelBroken` */
  readConfig(json: ConfigReader): EncoderSizes;
  /** The setting of config.json that counts the layers. */
  layerCountKey: string;
  /** What a classifier puts before the encoder's tensor names: `bert` in `bert.encoder.layer.0…`. */
  prefix: string;
  /** Where the layers are, without the prefix. */
  layerPath: string;
  /** `[inputs, outputs]` of each linear layer of an encoder layer. */
  linearShapes(config: EncoderConfig): Record<LinearName, [number, number]>;
  /** All tensors of the encoder, embeddings first. */
  tensors(config: EncoderConfig): TensorLayout[];
  /** How a layer is put on a device and recorded. */
  layer: LayerKind;
  /** Whether query, key and value are one module of Hugging Face's. */
  qkvIsOneModule: boolean;
  head: HeadLayout;
  /** What a new head reads. */
  pooling: Pooling;
  /** What config.json says of a head that Hone trained, besides its labels. */
  headSettings?(pooling: Pooling): Record<string, unknown>;
  /** Whether the model is told of which type each token is; without, all are of the first. */
  takesTokenTypes: boolean;
  /** Whether @xenova/transformers 2.17 loads it; its successor @huggingface/transformers loads all. */
  inOldTransformersJs: boolean;
  /** Hugging Face's classes. */
  classifierClass: string;
  tokenizerClass: string;
}
