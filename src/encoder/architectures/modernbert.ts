import { modelLimits } from '../../domain/limits';
import { linearNames, type LinearName } from '../linearNames';
import { preNormLayer } from '../preNormLayer';
import type { EncoderSizes, LayerAttention } from '../sizes';
import type { Architecture, EncoderConfig, TensorLayout } from './architecture';
import { refuse, type ConfigReader } from './configReader';

const moduleOf: Record<LinearName, string> = {
  qkv: 'attn.Wqkv',
  attentionOutput: 'attn.Wo',
  intermediate: 'mlp.Wi',
  output: 'mlp.Wo',
};

/** What activates and its gate lie side by side in `Wi`, as query, key and value do in `Wqkv`. */
function linearShapes({ hiddenSize, intermediateSize }: EncoderConfig): Record<LinearName, [number, number]> {
  return {
    qkv: [hiddenSize, 3 * hiddenSize],
    attentionOutput: [hiddenSize, hiddenSize],
    intermediate: [hiddenSize, 2 * intermediateSize],
    output: [intermediateSize, hiddenSize],
  };
}

function tensors(config: EncoderConfig): TensorLayout[] {
  const { vocabularySize, hiddenSize, layerCount } = config;
  const norm = (name: string, file: string, layer: number): TensorLayout => ({
    name: `${name}.weight`,
    shape: [hiddenSize],
    kind: 'norm',
    layer,
    parts: [`${file}.weight`],
  });
  const words: TensorLayout = {
    name: 'embeddings.words',
    shape: [vocabularySize, hiddenSize],
    kind: 'table',
    layer: -1,
    parts: ['embeddings.tok_embeddings.weight'],
  };
  return [
    words,
    norm('embeddings.norm', 'embeddings.norm', -1),
    ...Array.from({ length: layerCount }, (_, layer) => [
      ...linearNames.map((linear): TensorLayout => ({
        name: `layers.${layer}.${linear}.weight`,
        shape: linearShapes(config)[linear],
        kind: 'matrix',
        layer,
        parts: [`layers.${layer}.${moduleOf[linear]}.weight`],
      })),
      ...(layer > 0 ? [norm(`layers.${layer}.attentionNorm`, `layers.${layer}.attn_norm`, layer)] : []),
      norm(`layers.${layer}.outputNorm`, `layers.${layer}.mlp_norm`, layer),
    ]).flat(),
    // It trains with the last layer.
    norm(`layers.${layerCount - 1}.finalNorm`, 'final_norm', layerCount - 1),
  ];
}

function readConfig(json: ConfigReader): EncoderSizes {
  json.expect('hidden_activation', 'gelu', (found) => `the activation “${found}”`, 'gelu');
  json.expect('classifier_activation', 'gelu', (found) => `the classifier’s activation “${found}”`, 'gelu');
  for (const name of ['attention_bias', 'mlp_bias', 'norm_bias']) json.expectOff(name);
  const hiddenSize = json.size('hidden_size', modelLimits.hiddenSize, 768);
  const headCount = json.size('num_attention_heads', modelLimits.hiddenSize, 12);
  if (hiddenSize % (2 * headCount) !== 0) throw refuse('heads of an odd size, which rotary positions can’t turn,');
  const layerCount = json.size('num_hidden_layers', modelLimits.layers, 22);
  return {
    vocabularySize: json.size('vocab_size', modelLimits.vocabularySize, 50_368),
    hiddenSize,
    layerCount,
    headCount,
    intermediateSize: json.size('intermediate_size', modelLimits.intermediateSize, 1152),
    maxPositions: json.size('max_position_embeddings', modelLimits.positions, 8192),
    firstPosition: 0,
    layerNormEpsilon: json.number('norm_eps', 1e-5),
    typeCount: 0,
    attention: layerTypes(json, layerCount).map((type) => attentionOf(json, type)),
    headReads: headReads(json),
    dropout: {
      embeddings: json.dropout('embedding_dropout', 0),
      hidden: json.dropout('mlp_dropout', 0),
      attention: json.dropout('attention_dropout', 0),
      classifier: json.dropout('classifier_dropout', 0),
    },
  };
}

type LayerType = 'full_attention' | 'sliding_attention';

/** Which layers see all of a text: as a list, or every so many from the first on. */
function layerTypes(json: ConfigReader, layerCount: number): LayerType[] {
  const types = json.value('layer_types');
  if (types === undefined) {
    const every = json.size('global_attn_every_n_layers', modelLimits.layers, 3);
    return Array.from({ length: layerCount }, (_, layer) =>
      layer % every === 0 ? 'full_attention' : 'sliding_attention',
    );
  }
  if (!Array.isArray(types) || types.length !== layerCount) throw refuse('no valid layer_types');
  return types.map((type: unknown) => {
    if (type === 'full_attention' || type === 'sliding_attention') return type;
    throw refuse(`layers of the type “${String(type).slice(0, 40)}”`);
  });
}

function attentionOf(json: ConfigReader, type: LayerType): LayerAttention {
  const full = type === 'full_attention';
  const theta =
    thetaOf(json, type) ?? json.number(full ? 'global_rope_theta' : 'local_rope_theta', full ? 160_000 : 10_000);
  if (!(theta > 1)) throw refuse('no valid base of the rotary positions');
  if (full) return { theta };
  return { theta, window: Math.floor(json.size('local_attention', modelLimits.positions, 128) / 2) };
}

/** The base of the angles by the newer setting. @throws Failure `ModelBroken` where angles are scaled */
function thetaOf(json: ConfigReader, type: LayerType): number | undefined {
  if (json.value('rope_scaling') !== undefined) throw refuse('scaled rotary positions (rope_scaling)');
  const all = json.value('rope_parameters');
  if (!isRecord(all)) return undefined;
  const own = all[type];
  if (!isRecord(own)) return undefined;
  const kind = own['rope_type'] ?? 'default';
  if (kind !== 'default') throw refuse(`rotary positions of the kind “${String(kind).slice(0, 40)}”`);
  return typeof own['rope_theta'] === 'number' ? own['rope_theta'] : undefined;
}

function headReads(json: ConfigReader): 'first' | 'mean' {
  const pooling = json.value('classifier_pooling') ?? 'cls';
  if (pooling === 'cls') return 'first';
  if (pooling === 'mean') return 'mean';
  throw refuse(`the pooling “${String(pooling).slice(0, 40)}”`);
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/**
 * ModernBERT (Warner et al. 2024, arXiv 2412.13663), and mmBERT, which has a larger vocabulary: rotary positions, gated
 * activations, windows in most layers, and neither biases nor token types.
 */
export const modernbert: Architecture = {
  modelType: 'modernbert',
  readConfig,
  layerCountKey: 'num_hidden_layers',
  prefix: 'model',
  layerPath: 'layers',
  linearShapes,
  tensors,
  layer: preNormLayer,
  qkvIsOneModule: true,
  head: {
    dense: 'head.dense',
    norm: 'head.norm',
    output: 'classifier',
    activation: 'gelu',
    dropsInput: false,
    modules: ['head', 'classifier'],
  },
  // Its class reads the mean by itself: no layer has to.
  pooling: 'mean',
  headSettings: (pooling) => ({ classifier_pooling: pooling === 'mean' ? 'mean' : 'cls', classifier_bias: true }),
  inOldTransformersJs: false,
  takesTokenTypes: false,
  classifierClass: 'ModernBertForSequenceClassification',
  tokenizerClass: 'PreTrainedTokenizerFast',
};
