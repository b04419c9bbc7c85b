// A sequence classifier of the BERT family as an ONNX graph: what Hugging Face's classes compute, on padded batches. Operators
// and their order are those of a torch export, so that runtimes find the patterns that they know how to fuse.

import type { EncoderConfig } from '../../encoder/config';
import { meanScale, type Pooling } from '../../encoder/pooling';
import { GraphBuilder } from './graphBuilder';
import { singlePrecision, type LazyTensor, type WeightWriter } from './weightWriter';
import type { OnnxGraph, OnnxValue } from './onnxFile';

/** What the graph is made of. */
export interface ClassifierWeights {
  config: EncoderConfig;
  pooling: Pooling;
  classCount: number;
  /** By Hone's names: the encoder as trained, and the head (`dense`, `output`). */
  tensors: ReadonlyMap<string, LazyTensor>;
}

const float = 1;
const int64 = 7;

/**
 * Inputs `input_ids`, `attention_mask` and, for BERT, `token_type_ids`: int64, `[batch, tokens]`. Output `logits`,
 * `[batch, classes]`.
 */
export function classifierGraph(weights: ClassifierWeights, writer: WeightWriter): OnnxGraph {
  const { config, classCount } = weights;
  const graph = new GraphBuilder();
  const writing: Writing = { graph, writer, ...weights };
  const mask = addedMask(graph);
  let hidden = embeddings(writing);
  for (let layer = 0; layer < config.layerCount; layer++) {
    hidden = encoderLayer(writing, layer, hidden, mask);
  }
  head(writing, pooled(writing, hidden));
  const input = (name: string): OnnxValue => ({ name, type: 'int64', shape: ['batch', 'tokens'] });
  return graph.finish(
    `${config.architecture.prefix} sequence classifier`,
    inputNames(config).map(input),
    {
      name: 'logits',
      type: 'float',
      shape: ['batch', classCount],
    },
  );
}

/** What such a graph wants to be given. */
export function inputNames({ architecture }: Pick<EncoderConfig, 'architecture'>): string[] {
  return [
    'input_ids',
    'attention_mask',
    ...(architecture.takesTokenTypes ? ['token_type_ids'] : []),
  ];
}

interface Writing extends ClassifierWeights {
  graph: GraphBuilder;
  writer: WeightWriter;
}

function tensor({ tensors }: Writing, name: string): LazyTensor {
  const found = tensors.get(name);
  if (!found) throw new RangeError(`The graph lacks ${name}.`);
  return found;
}

function stored(writing: Writing, name: string): string {
  const { shape, values } = tensor(writing, name);
  return writing.graph.weight(name, 'float', shape, values);
}

/** What is added to attention scores, `[batch, 1, 1, tokens]`: 0, or as little as there is for padding. */
function addedMask(graph: GraphBuilder): string {
  const wide = graph.node('Unsqueeze', ['attention_mask', graph.ints(1, 2)]);
  const padding = graph.node('Sub', [graph.float(1), graph.node('Cast', [wide], { to: float })]);
  return graph.node('Mul', [padding, graph.float(-3.4028234663852886e38)]);
}

function embeddings(writing: Writing): string {
  const { graph, writer, config } = writing;
  const words = writer.lookUp(
    graph,
    'embeddings.words',
    'input_ids',
    tensor(writing, 'embeddings.words'),
  );
  const typed = config.typeCount === 0 ? words : graph.node('Add', [words, tokenTypes(writing)]);
  const sum = graph.node('Add', [typed, positions(writing)]);
  return norm(writing, 'embeddings.norm', sum);
}

function tokenTypes(writing: Writing): string {
  const { graph, config } = writing;
  const table = stored(writing, 'embeddings.types');
  // RoBERTa has types, and its tokenizers never give any: all texts are of the first.
  const types = config.architecture.takesTokenTypes ? 'token_type_ids' : graph.int(0);
  return graph.node('Gather', [table, types], { axis: 0 });
}

function positions(writing: Writing): string {
  const { graph, config } = writing;
  const table = stored(writing, 'embeddings.positions');
  if (config.firstPosition > 0) {
    // Counted over what is no padding, after the padding's own id, as create_position_ids_from_input_ids does.
    const padding = graph.int(config.firstPosition - 1);
    const real = graph.node('Not', [graph.node('Equal', ['input_ids', padding])]);
    const counted = graph.node('Cast', [real], { to: int64 });
    const indices = graph.node('Mul', [graph.node('CumSum', [counted, graph.int(1)]), counted]);
    return graph.node('Gather', [table, graph.node('Add', [indices, padding])], { axis: 0 });
  }
  const length = graph.node('Gather', [graph.node('Shape', ['input_ids']), graph.ints(1)], {
    axis: 0,
  });
  return graph.node('Slice', [table, graph.ints(0), length, graph.ints(0)]);
}

function norm(writing: Writing, name: string, x: string): string {
  const scale = stored(writing, `${name}.weight`);
  return normalised(writing, x, scale, stored(writing, `${name}.bias`));
}

function normalised({ graph, config }: Writing, x: string, weight: string, bias: string): string {
  const attributes = { axis: -1, epsilon: { float: config.layerNormEpsilon } };
  return graph.node('LayerNormalization', [x, weight, bias], attributes);
}

function linear(writing: Writing, name: string, x: string, writer = writing.writer): string {
  const { graph } = writing;
  const product = writer.product(graph, `${name}.weight`, x, tensor(writing, `${name}.weight`));
  return graph.node('Add', [product, stored(writing, `${name}.bias`)]);
}

function encoderLayer(writing: Writing, layer: number, x: string, mask: string): string {
  const { graph } = writing;
  const path = `layers.${layer}`;
  const attention = linear(writing, `${path}.attentionOutput`, context(writing, path, x, mask));
  const attended = norm(writing, `${path}.attentionNorm`, graph.node('Add', [attention, x]));
  const expanded = gelu(graph, linear(writing, `${path}.intermediate`, attended));
  const output = linear(writing, `${path}.output`, expanded);
  return norm(writing, `${path}.outputNorm`, graph.node('Add', [output, attended]));
}

/** What each token gathers from the others, `[batch, tokens, hidden]`. */
function context(writing: Writing, path: string, x: string, mask: string): string {
  const { graph, config } = writing;
  const size = config.hiddenSize / config.headCount;
  const qkv = graph.several('Split', [linear(writing, `${path}.qkv`, x)], 3, { axis: 2 });
  // 0: the length of the input, which is known only when it runs.
  const intoHeads = graph.ints(0, 0, config.headCount, size);
  const [query = '', key = '', value = ''] = qkv.map((part, index) =>
    graph.node('Transpose', [graph.node('Reshape', [part, intoHeads])], {
      perm: index === 1 ? [0, 2, 3, 1] : [0, 2, 1, 3],
    }),
  );
  const products = graph.node('MatMul', [query, key]);
  const scores = graph.node('Div', [products, graph.float(Math.sqrt(size))]);
  const shares = graph.node('Softmax', [graph.node('Add', [scores, mask])], { axis: -1 });
  const gathered = graph.node('Transpose', [graph.node('MatMul', [shares, value])], {
    perm: [0, 2, 1, 3],
  });
  return graph.node('Reshape', [gathered, graph.ints(0, 0, config.hiddenSize)]);
}

function gelu(graph: GraphBuilder, x: string): string {
  const error = graph.node('Erf', [graph.node('Div', [x, graph.float(Math.SQRT2)])]);
  const doubled = graph.node('Mul', [x, graph.node('Add', [error, graph.float(1)])]);
  return graph.node('Mul', [doubled, graph.float(0.5)]);
}

/** What the head reads, `[batch, hidden]`: the first token, or what the exported pooling layer gives for it. */
function pooled(writing: Writing, hidden: string): string {
  const { graph, pooling, config } = writing;
  const first = graph.node('Gather', [hidden, graph.int(0)], { axis: 1 });
  if (pooling === 'first') return first;
  const mask = graph.node('Cast', [graph.node('Unsqueeze', ['attention_mask', graph.ints(2)])], {
    to: float,
  });
  const sumOver = (x: string) => graph.node('ReduceSum', [x, graph.ints(1)], { keepdims: 0 });
  const mean = graph.node('Div', [sumOver(graph.node('Mul', [hidden, mask])), sumOver(mask)]);
  const scaled = graph.node('Mul', [mean, graph.float(meanScale)]);
  const shape = [config.hiddenSize];
  const ones = graph.weight('ones', 'float', shape, () =>
    new Float32Array(config.hiddenSize).fill(1),
  );
  const zeros = graph.weight('zeros', 'float', shape, () => new Float32Array(config.hiddenSize));
  // The layer normalises twice, after attention and after its empty feed-forward.
  const once = normalised(writing, graph.node('Add', [first, scaled]), ones, zeros);
  return normalised(writing, once, ones, zeros);
}

/** The head stays in single precision: it is small, and decides. */
function head(writing: Writing, x: string): void {
  const { graph, config } = writing;
  const activation = config.architecture.head.activation === 'tanh' ? 'Tanh' : 'Relu';
  const dense = graph.node(activation, [linear(writing, 'dense', x, singlePrecision)]);
  linear(writing, 'output', dense, singlePrecision);
}
