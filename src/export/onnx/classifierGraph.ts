// A sequence classifier as an ONNX graph: the encoder's own forward pass, recorded as nodes. On padded batches it computes
// what Hugging Face's classes do.

import { takeActivations, type ClassifierShape } from '../../encoder/activations';
import { takeBatch } from '../../encoder/batch';
import type { EncoderConfig } from '../../encoder/architectures/architecture';
import { loadNetwork, recordForward } from '../../encoder/forward';
import type { Pooling } from '../../domain/pooling';
import { rotaryFrequencies } from '../../encoder/rotaryAngles';
import { frozenScope } from '../../encoder/scope';
import { GraphBuilder } from './graphBuilder';
import { GraphViews } from './graphViews';
import { OnnxKernels } from './onnxKernels';
import { rotaryTable } from './rotaryTable';
import type { OnnxGraph, OnnxValue } from './onnxFile';
import type { WeightWriter } from './weightWriter';
import type { LazyTensor } from './quantize';

/** What the graph is made of. */
export interface ClassifierWeights {
  config: EncoderConfig;
  pooling: Pooling;
  classCount: number;
  /** By Hone's names: the encoder as trained, and the head (`dense`, `output`). */
  tensors: ReadonlyMap<string, LazyTensor>;
}

/**
 * Inputs `input_ids`, `attention_mask` and, where the architecture takes them, `token_type_ids`: int64, `[batch, tokens]`.
 * Output `logits`, `[batch, classes]`.
 */
export function classifierGraph(weights: ClassifierWeights, writer: WeightWriter): OnnxGraph {
  const { config, classCount, tensors } = weights;
  const { prefix, takesTokenTypes } = config.architecture;
  const graph = new GraphBuilder();
  const views = new GraphViews(graph, tensors);
  const shape = shapeOf(weights);
  const batch = takeBatch(views, shape.largest, 1);
  views.write(batch.tokenIds.ids, 'input_ids');
  if (takesTokenTypes) views.write(batch.tokenIds.typeIds, 'token_type_ids');
  // Without, all tokens are of the first type.
  else if (config.typeCount > 0) views.write(batch.tokenIds.typeIds, graph.int(0));
  const activations = takeActivations(views, shape);
  const { ones, zeros } = activations.pooling;
  views.hold(ones, { name: 'ones', tensor: filled(config.hiddenSize, 1) });
  views.hold(zeros, { name: 'zeros', tensor: filled(config.hiddenSize, 0) });
  const network = loadNetwork(views, shape, activations, batch);
  for (const [theta, table] of activations.rotary) {
    views.write(table, rotaryTable(graph, rotaryFrequencies(theta, config.hiddenSize / config.headCount)));
  }
  const pass = { config, layout: batch.layout, rotary: activations.rotary, training: false };
  const logits = recordForward(new OnnxKernels(graph, views, writer), network, pass);
  const inputs = ['input_ids', 'attention_mask', ...(takesTokenTypes ? ['token_type_ids'] : [])];
  const input = (name: string): OnnxValue => ({ name, type: 'int64', shape: ['batch', 'tokens'] });
  return graph.finish(`${prefix} sequence classifier`, inputs.map(input), views.read(logits), {
    name: 'logits',
    type: 'float',
    shape: ['batch', classCount],
  });
}

function shapeOf({ config, pooling, classCount }: ClassifierWeights): ClassifierShape {
  return {
    config,
    classCount,
    pooling,
    task: 'singleLabel',
    scope: frozenScope(config),
    // A graph's lengths are known only when it runs.
    largest: { tokens: 1, texts: 1 },
    labelSmoothing: 0,
    trains: false,
  };
}

function filled(length: number, value: number): LazyTensor {
  return { shape: [length], values: () => new Float32Array(length).fill(value) };
}
