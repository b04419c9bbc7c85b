import type { Pooling } from '../domain/pooling';

/** The sizes of an encoder. */
export interface EncoderSizes {
  vocabularySize: number;
  hiddenSize: number;
  layerCount: number;
  headCount: number;
  intermediateSize: number;
  /** Longest sequence in tokens that the position table allows. */
  maxPositions: number;
  /** Position id of the first token: 0, or 2 in RoBERTa, whose table keeps row `pad + 1` unused. */
  firstPosition: number;
  layerNormEpsilon: number;
  /** Rows of the token type table; 0 where the architecture has none. */
  typeCount: number;
  dropout: DropoutProbabilities;
  /** Of each layer; absent where positions are embedded and every token attends to all of its text. */
  attention?: readonly LayerAttention[];
  /** What the head of a classifier that has these sizes reads. */
  headReads: Pooling;
}

/** How a layer with rotary positions attends. */
export interface LayerAttention {
  /** The base of its angles. */
  theta: number;
  /** Tokens before and after it that a token attends to; absent: all of its text. */
  window?: number;
}

/** Shares of elements dropped in training, from the model's config. */
export interface DropoutProbabilities {
  /** After the embeddings. */
  embeddings: number;
  /** On each branch before it joins its residual. */
  hidden: number;
  /** On the attention probabilities. */
  attention: number;
  /** Before the head's last layer. */
  classifier: number;
}
