// The sum of word, position and token type embeddings (some architectures have words alone), normalised, forward and backward.

import type { View } from '../tensor/device';
import type { Dropout, Kernels } from '../tensor/kernels/kernels';
import type { Memory } from '../tensor/allocations';
import type { Parameter, ParameterLookup } from '../tensor/parameters';
import type { EncoderConfig } from './architectures/architecture';
import type { ForwardKernels } from './forwardKernels';
import { recordNormGradient } from './normGradient';
import { normParameters, type NormParameters, type Pass } from './layer';

export interface Embeddings {
  /** `[vocabulary, hidden]` */
  words: Parameter;
  /** `[positions, hidden]`; absent where the layers turn queries and keys by their positions. */
  positions: Parameter | undefined;
  /** `[types, hidden]`; absent where the architecture has no token types. */
  types: Parameter | undefined;
  norm: NormParameters;
}

/** @param ownRows the batch's own rows of the word table, where the table is not on the device */
export function embeddings(store: ParameterLookup, ownRows: View | null): Embeddings {
  return {
    words: ownRows ? { shape: [], value: ownRows, gradient: null } : store.get('embeddings.words'),
    positions: store.find('embeddings.positions'),
    types: store.find('embeddings.types'),
    norm: normParameters(store, 'embeddings.norm'),
  };
}

/** The batch's token ids on the device, each `[tokens]`. */
export interface TokenIds {
  ids: View;
  positionIds: View;
  typeIds: View;
}

/** What the embeddings keep for a batch. */
export interface EmbeddingActivations {
  sum: View;
  statistics: View;
  y: View;
  /** A row of zeros, for architectures without positions or token types of their own. */
  zeros: View;
}

export function takeEmbeddingActivations(
  memory: Memory,
  tokens: number,
  { hiddenSize }: EncoderConfig,
): EmbeddingActivations {
  return {
    sum: memory.take(tokens * hiddenSize),
    statistics: memory.take(tokens * 2),
    y: memory.take(tokens * hiddenSize),
    zeros: memory.take(hiddenSize),
  };
}

function embeddingDropout({ config, training }: Pass): { dropout?: Dropout } {
  const probability = config.dropout.embeddings;
  return training && probability > 0 ? { dropout: { probability, site: 0 } } : {};
}

/** Records the embeddings of a batch: `activations.y`, `[tokens, hidden]`. */
export function recordEmbeddings(
  kernels: ForwardKernels,
  { words, positions, types, norm }: Embeddings,
  tokens: TokenIds,
  activations: EmbeddingActivations,
  pass: Pass,
): void {
  const { hiddenSize: hidden, layerNormEpsilon: epsilon, firstPosition } = pass.config;
  const { zeros } = activations;
  kernels.locate({ ...pass.layout, positions: tokens.positionIds, firstPosition });
  kernels.embed({
    ...tokens,
    hidden,
    words: words.value,
    // Without token types their ids are all 0, which is the one row.
    ...(positions ? { positions: positions.value } : { positions: zeros, positionIds: tokens.typeIds }),
    types: types?.value ?? zeros,
    wordsScale: words.scale ?? 0,
    positionsScale: positions?.scale ?? 0,
    typesScale: types?.scale ?? 0,
    y: activations.sum,
  });
  kernels.layerNorm({
    rows: 'tokens',
    hidden,
    epsilon,
    x: activations.sum,
    weight: norm.weight.value,
    ...(norm.bias && { bias: norm.bias.value }),
    ...embeddingDropout(pass),
    statistics: activations.statistics,
    y: activations.y,
  });
}

/** Records the gradients of the embeddings from `dy`, `[tokens, hidden]`; `dSum` is room of the same size. */
export function recordEmbeddingGradients(
  kernels: Kernels,
  { words, positions, types, norm }: Embeddings,
  tokens: TokenIds,
  { sum, statistics }: EmbeddingActivations,
  { dy, dSum }: { dy: View; dSum: View },
  pass: Pass,
): void {
  const { hiddenSize: hidden } = pass.config;
  const own = { rows: 'tokens', hidden, dy, x: sum, statistics, dx: dSum } as const;
  recordNormGradient(kernels, norm, { ...own, ...embeddingDropout(pass) });
  const tables = [
    [words, tokens.ids],
    [positions, tokens.positionIds],
    [types, tokens.typeIds],
  ] as const;
  for (const [parameter, indices] of tables) {
    const table = parameter?.gradient;
    if (!table) continue;
    kernels.clear({ values: table });
    kernels.embedGradient({ hidden, indices, dy: dSum, table });
  }
}
