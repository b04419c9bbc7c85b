// Mean pooling in a form that Hugging Face's own classifiers can load.
//
// Those of the BERT family read the first token; sentence encoders were trained with the mean over tokens, and
// with a frozen encoder the first token alone loses 5 to 10 points. LayerNorm(h_first + 100 · mean(h)) is as
// good as the mean, and is exactly one more standard encoder layer (`poolingLayerTensors`): query and key
// zero, so attention is uniform; value the identity; output 100 · identity; feed-forward zero. The app
// computes the pooling; only the export writes the layer.
//
// The first token alone needs no layer. No layer gives the largest of each column, or the sum over the root of the
// length; such a classifier's config.json says which it is (`hone_pooling`, config.ts), for Hone and its page.

import type { Pooling } from '../domain/pooling';
import type { View } from '../tensor/device';
import type { Dropout, Kernels } from '../tensor/kernels/kernels';
import type { Memory } from '../tensor/allocations';
import type { StoredTensor } from '../tensor/safetensors';
import type { EncoderConfig } from './architectures/architecture';
import type { ForwardKernels } from './forwardKernels';
import type { Pass } from './layer';
import { huggingFaceTensors } from './tensors';

/** How much the mean counts beside the first token. */
export const meanScale = 100;

/** What the kernel adds up of a text's tokens before any normalisation. */
function sharesOf(pooling: Exclude<Pooling, 'max'>): { first: number; mean: number; meanSqrtLength?: number } {
  switch (pooling) {
    case 'first':
      return { first: 1, mean: 0 };
    case 'mean':
      return { first: 0, mean: 1 };
    case 'firstAndMean':
      return { first: 1, mean: meanScale };
    case 'meanSqrtLength':
      return { first: 0, mean: 0, meanSqrtLength: 1 };
    default:
      return pooling satisfies never;
  }
}

/** What pooling keeps for a batch, each `[texts, hidden]` but the statistics. */
export interface PoolingActivations {
  sum: View;
  normalised: View;
  y: View;
  statistics: View;
  secondStatistics: View;
  dSum: View;
  dNormalised: View;
  /** The scale and shift of the two normalisations, which have none of their own, `[hidden]`. */
  ones: View;
  zeros: View;
}

/** Takes the memory of pooling; whoever takes it fills `ones`. */
export function takePoolingActivations(
  memory: Memory,
  texts: number,
  { hiddenSize }: EncoderConfig,
): PoolingActivations {
  const take = () => memory.take(texts * hiddenSize);
  return {
    sum: take(),
    normalised: take(),
    y: take(),
    statistics: memory.take(texts * 2),
    secondStatistics: memory.take(texts * 2),
    dSum: take(),
    dNormalised: take(),
    ones: memory.take(hiddenSize),
    zeros: memory.take(hiddenSize),
  };
}

/** Records pooling: from hidden states `[tokens, hidden]` to `activations.y`, `[texts, hidden]`. */
export function recordPooling(
  kernels: ForwardKernels,
  pooling: Pooling,
  x: View,
  activations: PoolingActivations,
  { config, layout }: Pass,
  dropout: { dropout?: Dropout },
): void {
  const { hiddenSize: hidden, layerNormEpsilon: epsilon } = config;
  const { sum, normalised, y, statistics, secondStatistics, ones, zeros } = activations;
  if (pooling === 'max') return kernels.maxPool({ ...layout, hidden, ...dropout, x, y });
  const shares = sharesOf(pooling);
  if (pooling !== 'firstAndMean') return kernels.pool({ ...layout, hidden, ...shares, ...dropout, x, y });
  kernels.pool({ ...layout, hidden, ...shares, x, y: sum });
  // The exported layer normalises twice, after attention and after its empty feed-forward.
  const shared = { rows: 'texts', hidden, epsilon, weight: ones, bias: zeros } as const;
  kernels.layerNorm({ ...shared, x: sum, statistics, y: normalised });
  kernels.layerNorm({ ...shared, ...dropout, x: normalised, statistics: secondStatistics, y });
}

/**
 * Records the gradient of pooling `x`: from `dy`, `[texts, hidden]`, its dropout applied, to `dx`; `x` and `dx` are
 * `[tokens, hidden]`.
 */
export function recordPoolingGradient(
  kernels: Kernels,
  pooling: Pooling,
  { x, dy, dx }: { x: View; dy: View; dx: View },
  activations: PoolingActivations,
  { config, layout }: Pass,
): void {
  const { hiddenSize: hidden } = config;
  const { sum, normalised, statistics, secondStatistics, dSum, dNormalised, ones } = activations;
  if (pooling === 'max') return kernels.maxPoolGradient({ ...layout, hidden, x, dy, dx });
  const shares = sharesOf(pooling);
  if (pooling !== 'firstAndMean') return kernels.poolGradient({ ...layout, hidden, ...shares, dy, dx });
  const shared = { rows: 'texts', hidden, weight: ones } as const;
  kernels.layerNormGradient({ ...shared, dy, x: normalised, statistics: secondStatistics, dx: dNormalised });
  kernels.layerNormGradient({ ...shared, dy: dNormalised, x: sum, statistics, dx: dSum });
  kernels.poolGradient({ ...layout, hidden, ...shares, dy: dSum, dx });
}

/**
 * The pooling layer's tensors, named as layer `layerCount` of the architecture (without its prefix), to be
 * stored behind the encoder's own layers.
 */
export function poolingLayerTensors(config: EncoderConfig): Map<string, StoredTensor> {
  const { hiddenSize: hidden, layerCount, architecture } = config;
  const deeper = { ...config, layerCount: layerCount + 1 };
  const own = architecture.tensors(deeper).filter(({ layer }) => layer === layerCount);
  const tensors = own.map(({ name, shape, kind }) => {
    const values = new Float32Array(shape.reduce((product, length) => product * length, 1));
    const [inputs = 0, outputs = 0] = shape;
    const diagonal = (value: number, column: number) => {
      for (let i = 0; i < inputs; i++) values[i * outputs + column + i] = value;
    };
    if (kind === 'norm' && name.endsWith('.weight')) values.fill(1);
    // Behind query and key, which stay zero.
    if (name.endsWith('.qkv.weight')) diagonal(1, 2 * hidden);
    if (name.endsWith('.attentionOutput.weight')) diagonal(meanScale, 0);
    return [name, { shape, values: () => values }] as const;
  });
  return huggingFaceTensors(new Map(tensors), deeper);
}
