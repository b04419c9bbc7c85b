// A model's config.json, as far as the encoder needs it.

import { Failure } from '../domain/failures';

export const architectures = ['bert', 'distilbert', 'roberta'] as const;
export type Architecture = (typeof architectures)[number];

/** The sizes of a BERT-family encoder. */
export interface EncoderConfig {
  architecture: Architecture;
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
}

/** Shares of elements dropped in training, from the model's config. */
export interface DropoutProbabilities {
  /** After the embeddings, and on each branch before it joins its residual. */
  hidden: number;
  /** On the attention probabilities. */
  attention: number;
  /** Before the head's last layer. */
  classifier: number;
}

function refuse(what: string): Failure {
  return new Failure('ModelBroken', `This model can’t be used: ${what} in its config.json.`);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Reads a Hugging Face config.json of type bert, distilbert, roberta or xlm-roberta.
 *
 * @throws Failure `ModelBroken` when it is of another type, or a size is missing.
 */
export function readEncoderConfig(json: unknown): EncoderConfig {
  if (!isRecord(json)) throw refuse('nothing readable');
  const type = json['model_type'];
  // XLM-RoBERTa is RoBERTa with another vocabulary.
  const known = type === 'xlm-roberta' ? 'roberta' : type;
  const architecture = architectures.find((name) => name === known);
  if (!architecture) {
    throw refuse(
      `the architecture “${String(type).slice(0, 40)}” (Hone reads bert, distilbert, roberta and xlm-roberta)`,
    );
  }
  const size = (...names: string[]): number => {
    const value = names.map((name) => json[name]).find((found) => found !== undefined);
    if (Number.isSafeInteger(value) && Number(value) > 0) return Number(value);
    throw refuse(`no valid ${names.join(' or ')}`);
  };
  const activation = json['hidden_act'] ?? json['activation'];
  if (activation !== 'gelu') throw refuse(`the activation “${String(activation)}”`);
  const epsilon = json['layer_norm_eps'];
  const firstPosition = architecture === 'roberta' ? size('pad_token_id') + 1 : 0;
  const config: EncoderConfig = {
    architecture,
    vocabularySize: size('vocab_size'),
    hiddenSize: size('hidden_size', 'dim'),
    layerCount: size('num_hidden_layers', 'n_layers'),
    headCount: size('num_attention_heads', 'n_heads'),
    intermediateSize: size('intermediate_size', 'hidden_dim'),
    maxPositions: size('max_position_embeddings') - firstPosition,
    firstPosition,
    layerNormEpsilon: typeof epsilon === 'number' ? epsilon : 1e-12,
    typeCount: readTypeCount(json, architecture, size),
    dropout: readDropout(json, architecture),
  };
  if (config.hiddenSize % config.headCount !== 0)
    throw refuse('a hidden size its heads can’t share');
  const positions = json['position_embedding_type'] ?? 'absolute';
  if (positions !== 'absolute') throw refuse(`positions of the kind “${String(positions)}”`);
  if (config.maxPositions < 8) throw refuse(`room for ${config.maxPositions} tokens only`);
  return config;
}

/** transformers' default is two, and its files may leave out what is the default. */
function readTypeCount(
  json: Record<string, unknown>,
  architecture: Architecture,
  size: (name: string) => number,
): number {
  if (architecture === 'distilbert') return 0;
  return json['type_vocab_size'] === undefined ? 2 : size('type_vocab_size');
}

function readDropout(
  json: Record<string, unknown>,
  architecture: Architecture,
): DropoutProbabilities {
  const probability = (fallback: number, ...names: string[]): number => {
    const value = names.map((name) => json[name]).find((found) => typeof found === 'number');
    if (value === undefined) return fallback;
    if (value >= 0 && value < 1) return value;
    throw refuse(`the dropout ${value}`);
  };
  const hidden = probability(0.1, 'hidden_dropout_prob', 'dropout');
  return {
    hidden,
    attention: probability(0.1, 'attention_probs_dropout_prob', 'attention_dropout'),
    classifier:
      architecture === 'distilbert'
        ? probability(0.2, 'seq_classif_dropout')
        : probability(hidden, 'classifier_dropout'),
  };
}
