// What BERT and its next of kin share: three tables of embeddings, and layers that normalise after each residual (Devlin et
// al. 2018, arXiv 1810.04805).

import { modelLimits } from '../../domain/limits';
import type { EncoderConfig } from './architecture';
import type { Architecture, TensorLayout } from './architecture';
import { linearNames, type LinearName } from '../linearNames';
import type { ConfigReader } from './configReader';

/** Hugging Face's names of one encoder layer's modules, relative to the layer. */
export interface LayerModules {
  query: string;
  key: string;
  value: string;
  attentionOutput: string;
  attentionNorm: string;
  intermediate: string;
  output: string;
  outputNorm: string;
}

const partsOf: Record<LinearName, readonly (keyof LayerModules)[]> = {
  qkv: ['query', 'key', 'value'],
  attentionOutput: ['attentionOutput'],
  intermediate: ['intermediate'],
  output: ['output'],
};

export function linearShapes({ hiddenSize, intermediateSize }: EncoderConfig): Record<LinearName, [number, number]> {
  return {
    qkv: [hiddenSize, 3 * hiddenSize],
    attentionOutput: [hiddenSize, hiddenSize],
    intermediate: [hiddenSize, intermediateSize],
    output: [intermediateSize, hiddenSize],
  };
}

/** The tensors of such an encoder whose layers lie at a path. */
export function postNormTensors(path: string, modules: LayerModules): Architecture['tensors'] {
  return (config) => [
    ...embeddingTensors(config),
    ...Array.from({ length: config.layerCount }, (_, layer) =>
      layerTensors(config, layer, (module) => `${path}.${layer}.${modules[module]}`),
    ).flat(),
  ];
}

function embeddingTensors(config: EncoderConfig): TensorLayout[] {
  const { vocabularySize, hiddenSize, maxPositions, firstPosition, typeCount } = config;
  const table = (name: string, file: string, rows: number): TensorLayout => ({
    name: `embeddings.${name}`,
    shape: [rows, hiddenSize],
    kind: 'table',
    layer: -1,
    parts: [`embeddings.${file}.weight`],
  });
  return [
    table('words', 'word_embeddings', vocabularySize),
    table('positions', 'position_embeddings', maxPositions + firstPosition),
    ...(typeCount > 0 ? [table('types', 'token_type_embeddings', typeCount)] : []),
    ...normTensors('embeddings.norm', 'embeddings.LayerNorm', hiddenSize, -1),
  ];
}

function layerTensors(
  config: EncoderConfig,
  layer: number,
  file: (module: keyof LayerModules) => string,
): TensorLayout[] {
  const shapes = linearShapes(config);
  const linears = linearNames.flatMap((linear): TensorLayout[] => {
    const [inputs, outputs] = shapes[linear];
    const name = `layers.${layer}.${linear}`;
    const files = partsOf[linear].map(file);
    return [
      {
        name: `${name}.weight`,
        shape: [inputs, outputs],
        kind: 'matrix',
        layer,
        parts: files.map((own) => `${own}.weight`),
      },
      { name: `${name}.bias`, shape: [outputs], kind: 'bias', layer, parts: files.map((own) => `${own}.bias`) },
    ];
  });
  const norms = (['attentionNorm', 'outputNorm'] as const).flatMap((norm) =>
    normTensors(`layers.${layer}.${norm}`, file(norm), config.hiddenSize, layer),
  );
  return [...linears, ...norms];
}

function normTensors(name: string, file: string, size: number, layer: number): TensorLayout[] {
  return ['weight', 'bias'].map((part) => ({
    name: `${name}.${part}`,
    shape: [size],
    kind: 'norm',
    layer,
    parts: [`${file}.${part}`],
  }));
}

/**
 * Reads the settings as BERT calls them. Those that are missing are the defaults of transformers' classes: its files may
 * leave them out.
 *
 * @param vocabularySize the class's own default
 * @param firstPosition position id of the first token
 */
export function readBertConfig(
  json: ConfigReader,
  vocabularySize = 30_522,
  firstPosition = 0,
): Omit<EncoderConfig, 'architecture'> {
  json.expectEmbeddedPositions();
  json.expect('hidden_act', 'gelu', (found) => `the activation “${found}” (Hone computes “gelu”)`, 'gelu');
  const hidden = json.dropout('hidden_dropout_prob', 0.1);
  return {
    vocabularySize: json.size('vocab_size', modelLimits.vocabularySize, vocabularySize),
    hiddenSize: json.size('hidden_size', modelLimits.hiddenSize, 768),
    layerCount: json.size('num_hidden_layers', modelLimits.layers, 12),
    headCount: json.size('num_attention_heads', modelLimits.hiddenSize, 12),
    intermediateSize: json.size('intermediate_size', modelLimits.intermediateSize, 3072),
    maxPositions: json.size('max_position_embeddings', modelLimits.positions, 512) - firstPosition,
    firstPosition,
    layerNormEpsilon: json.number('layer_norm_eps', 1e-12),
    typeCount: json.size('type_vocab_size', modelLimits.vocabularySize, 2),
    headReads: 'first',
    dropout: {
      embeddings: hidden,
      hidden,
      attention: json.dropout('attention_probs_dropout_prob', 0.1),
      classifier: json.dropout('classifier_dropout', hidden),
    },
  };
}
