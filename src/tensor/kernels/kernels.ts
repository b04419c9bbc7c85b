// The kernels that every device has, and what each computes. Matrices are row major. Texts are packed: the tokens
// of a batch lie one text after another with nothing between, so no kernel ever works on padding.
//
// Beside this file, each kernel has its plain implementation (`*.reference.ts`), the one for the graphics
// card (`*.wgsl.ts`) and the one for the processor (`*.wasm.ts`, AssemblyScript). tests/unit/tensor/kernels and
// tests/parity compare them.

import type { View } from '../device';

/** Whether a kernel's rows are the batch's tokens or its texts; how many there are is in the step state. */
export type Rows = 'tokens' | 'texts';

/** Elements are dropped by a hash of the step's dropout seed, the site and the element's index. */
export interface Dropout {
  /** Share of elements set to zero; the others are divided by 1 − probability. */
  probability: number;
  /** A number of its own for each place in the model. */
  site: number;
}

export type Activation = 'gelu' | 'tanh' | 'relu';

/** A product of low rank beside a linear layer's own: LoRA (Hu et al. 2021, arXiv 2106.09685). */
export interface LowRank {
  /** `[rows, rank]` */
  left: View;
  /** Forward `[rank, outputs]`; in the gradient of the input `[inputs, rank]`, read transposed. */
  right: View;
  rank: number;
}

/** Where the tokens of each text start, `[texts + 1]`, and for each token its text, `[tokens]`. */
export interface TextLayout {
  starts: View;
  textOf: View;
}

/** u = scale · x · weight + bias + left · right;  y = dropout(activation(u)) + residual */
export interface LinearArguments {
  rows: Rows;
  /** `[rows, inputs]` */
  x: View;
  /** `[inputs, outputs]` */
  weight: View;
  inputs: number;
  outputs: number;
  /** 1 when absent. */
  scale?: number;
  /** `[outputs]` */
  bias?: View;
  lowRank?: LowRank;
  activation?: Activation;
  /** Where u is kept for the gradient of the activation, `[rows, outputs]`. */
  preactivation?: View;
  dropout?: Dropout;
  /** `[rows, outputs]` */
  residual?: View;
  /** `[rows, outputs]` */
  y: View;
}

/** v = scale · dy · weightᵀ + left · rightᵀ;  dx = dropout(v) · activation′(preactivation) + residual */
export interface LinearInputGradientArguments {
  rows: Rows;
  /** `[rows, outputs]` */
  dy: View;
  /** `[inputs, outputs]` */
  weight: View;
  inputs: number;
  outputs: number;
  scale?: number;
  lowRank?: LowRank;
  dropout?: Dropout;
  /** The activation that made x, and what it was applied to, `[rows, inputs]`. */
  activation?: { kind: Activation; preactivation: View };
  /** `[rows, inputs]` */
  residual?: View;
  /** `[rows, inputs]` */
  dx: View;
}

/** dWeight (+)= xᵀ · dy;  dBias (+)= Σ rows of dy */
export interface LinearWeightGradientArguments {
  rows: Rows;
  /** `[rows, inputs]` */
  x: View;
  /** `[rows, outputs]` */
  dy: View;
  inputs: number;
  outputs: number;
  /** `[inputs, outputs]` */
  dWeight: View;
  /** `[outputs]` */
  dBias?: View;
  /**
   * Keeps dWeight zero outside blocks: rows `[k · rows, (k + 1) · rows)` belong to the columns
   * `[j · columns, (j + 1) · columns)` with `owner[j] === k`. For adapters of fused projections; at most 3 columns.
   */
  blocks?: { rows: number; columns: number; owner: readonly number[] };
}

/** Multi-head self-attention within each text (Vaswani et al. 2017, arXiv 1706.03762, equation 1). */
export interface AttentionArguments extends TextLayout {
  hidden: number;
  heads: number;
  /** Query, key and value side by side, `[tokens, 3 · hidden]`. */
  qkv: View;
  /** On the attention probabilities; the index of an element is `((query token · heads + head) · 512) + key`. */
  dropout?: Dropout;
  /** `[tokens, hidden]` */
  context: View;
  /** log Σ exp of each score row, `[tokens, heads]`, from which the gradient makes the probabilities again. */
  logSumExp: View;
}

/** The gradient of attention, recomputing the probabilities (Dao et al. 2022, arXiv 2205.14135, algorithm 4). */
export interface AttentionGradientArguments extends AttentionArguments {
  /** `[tokens, hidden]` */
  dContext: View;
  /** Σ dContext · context of each head, `[tokens, heads]`; written here. */
  delta: View;
  /** `[tokens, 3 · hidden]` */
  dQkv: View;
}

/** y = dropout((x − mean) · rstd · weight + bias)  (Ba et al. 2016, arXiv 1607.06450, equation 4) */
export interface LayerNormArguments {
  rows: Rows;
  hidden: number;
  epsilon: number;
  /** `[rows, hidden]` */
  x: View;
  /** `[hidden]` */
  weight: View;
  /** `[hidden]` */
  bias: View;
  dropout?: Dropout;
  /** `[rows, hidden]` */
  y: View;
  /** mean and rstd of each row, `[rows, 2]`; for the gradients. */
  statistics: View;
}

/** The gradient of a layer normalisation's input. */
export interface LayerNormGradientArguments {
  rows: Rows;
  hidden: number;
  /** `[rows, hidden]` */
  dy: View;
  /** The dropout after the normalisation, applied to dy first. */
  dropout?: Dropout;
  x: View;
  weight: View;
  statistics: View;
  /** `[rows, hidden]` */
  dx: View;
  /** A second copy of dx with the dropout of the branch that the residual joined. */
  dropped?: { view: View; dropout: Dropout };
}

/** dWeight (+)= Σ rows dy · (x − mean) · rstd;  dBias (+)= Σ rows dy */
export interface LayerNormParameterGradientArguments {
  rows: Rows;
  hidden: number;
  dy: View;
  dropout?: Dropout;
  x: View;
  statistics: View;
  /** `[hidden]` */
  dWeight: View;
  /** `[hidden]` */
  dBias: View;
}

/** textOf and position of each token, from where the texts start. */
export interface LocateArguments extends TextLayout {
  /** `[tokens]`; `firstPosition` + place in the text. */
  positions: View;
  firstPosition: number;
}

/** y = words[ids] + positions[positionIds] + types[typeIds] */
export interface EmbedArguments {
  hidden: number;
  /** `[tokens]` */
  ids: View;
  positionIds: View;
  typeIds: View;
  /** `[vocabulary, hidden]` and so on. */
  words: View;
  positions: View;
  types: View;
  /** `[tokens, hidden]` */
  y: View;
}

/** table[indices[t]] += dy[t], in the order of tokens. The table must have been cleared. */
export interface EmbedGradientArguments {
  hidden: number;
  /** `[tokens]` */
  indices: View;
  /** `[tokens, hidden]` */
  dy: View;
  /** `[rows, hidden]` */
  table: View;
}

/** y[b] = dropout(first · x[first token of b] + mean · mean of x over the tokens of b) */
export interface PoolArguments extends TextLayout {
  hidden: number;
  first: number;
  mean: number;
  dropout?: Dropout;
  /** `[tokens, hidden]` */
  x: View;
  /** `[texts, hidden]` */
  y: View;
}

/** The gradient of pooling without its dropout, which the gradient before it has applied. */
export interface PoolGradientArguments extends TextLayout {
  hidden: number;
  first: number;
  mean: number;
  /** `[texts, hidden]` */
  dy: View;
  /** `[tokens, hidden]` */
  dx: View;
}

/**
 * Binary cross-entropy of each class on its own, averaged over classes, as torch.nn.BCEWithLogitsLoss with `pos_weight`,
 * times the step's lossScale. With smoothing ε a target moves by ε / 2 towards one half.
 */
export interface BinaryCrossEntropyArguments {
  classes: number;
  /** `[texts, classes]` */
  logits: View;
  /** `[texts, classes]`, 1 where a text has a class, else 0. */
  labels: View;
  /** What a text that has the class counts beside one that has not, `[classes]`. */
  classWeights: View;
  smoothing: number;
  /** `[texts, classes]` */
  dLogits: View;
  /** One element to which the losses of all texts are added. */
  loss: View;
}

/** Cross-entropy with label smoothing and class weights, as torch.nn.CrossEntropyLoss, times the step's lossScale. */
export interface CrossEntropyArguments {
  classes: number;
  /** `[texts, classes]` */
  logits: View;
  /** Class ids, `[texts]`. */
  labels: View;
  /** `[classes]` */
  classWeights: View;
  smoothing: number;
  /** `[texts, classes]` */
  dLogits: View;
  /** One element to which the losses of all texts are added. */
  loss: View;
}

/** partials[i] = a part of Σ gradients²; their sum is the squared norm. */
export interface SquaredNormArguments {
  gradients: View;
  /** Its length is the number of parts. */
  partials: View;
}

/** AdamW (Loshchilov & Hutter 2017, arXiv 1711.05101, algorithm 2), as torch.optim.AdamW, after clipping by global norm. */
export interface AdamWArguments {
  parameters: View;
  gradients: View;
  firstMoment: View;
  secondMoment: View;
  /** Weight decay applies to the elements before this one. */
  decayed: number;
  /** What the step's learning rate is multiplied by; 1 when absent. */
  rateScale?: number;
  /** The parts of the squared norm of all gradients of the model. */
  partials: View;
}

/** y[t] = the cached row of each token: text b's rows start at row `cacheStarts[b]` of the cache. */
export interface GatherTokensArguments extends TextLayout {
  hidden: number;
  /** Half-precision pairs, `[cached tokens, hidden / 2]`; hidden is even. */
  cache: View;
  /** `[texts]` */
  cacheStarts: View;
  /** `[tokens, hidden]` */
  y: View;
}

/** cache[cacheStarts[b] + place in the text] = x[t] in half precision, rounded to nearest even. */
export interface KeepTokensArguments extends TextLayout {
  hidden: number;
  /** `[tokens, hidden]` */
  x: View;
  cache: View;
  cacheStarts: View;
}

/** y[b] = table[indices[b]] */
export interface GatherRowsArguments {
  width: number;
  /** `[rows, width]` */
  table: View;
  /** `[texts]` */
  indices: View;
  /** `[texts, width]` */
  y: View;
}

/** Appends kernels to a program. */
export interface Kernels {
  linear(args: LinearArguments): void;
  linearInputGradient(args: LinearInputGradientArguments): void;
  linearWeightGradient(args: LinearWeightGradientArguments): void;
  attention(args: AttentionArguments): void;
  attentionGradient(args: AttentionGradientArguments): void;
  layerNorm(args: LayerNormArguments): void;
  layerNormGradient(args: LayerNormGradientArguments): void;
  layerNormParameterGradient(args: LayerNormParameterGradientArguments): void;
  locate(args: LocateArguments): void;
  embed(args: EmbedArguments): void;
  embedGradient(args: EmbedGradientArguments): void;
  pool(args: PoolArguments): void;
  poolGradient(args: PoolGradientArguments): void;
  crossEntropy(args: CrossEntropyArguments): void;
  binaryCrossEntropy(args: BinaryCrossEntropyArguments): void;
  squaredNorm(args: SquaredNormArguments): void;
  adamw(args: AdamWArguments): void;
  gatherTokens(args: GatherTokensArguments): void;
  keepTokens(args: KeepTokensArguments): void;
  gatherRows(args: GatherRowsArguments): void;
  /** Zeroes a view, unless the step accumulates. */
  clear(view: View): void;
}
