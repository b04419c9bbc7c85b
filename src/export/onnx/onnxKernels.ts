// The kernels of a forward pass as nodes of an ONNX graph. On a device a batch's tokens lie packed, `[tokens, width]`; here
// they are padded, `[batch, tokens, width]`, with a mask, and what a kernel has as rows of texts is `[batch, width]`.
// Operators and their order are those of a torch export, so that runtimes find the patterns that they know how to fuse.

import type { ForwardKernels } from '../../encoder/forwardKernels';
import type { AttentionArguments } from '../../tensor/kernels/attention/spec';
import type { EmbedArguments } from '../../tensor/kernels/embed/spec';
import type { Activation } from '../../tensor/kernels/kernels';
import type { LayerNormArguments } from '../../tensor/kernels/layerNorm/spec';
import type { LinearArguments } from '../../tensor/kernels/linear/spec';
import type { LocateArguments } from '../../tensor/kernels/locate/spec';
import type { PoolArguments } from '../../tensor/kernels/pool/spec';
import type { GraphBuilder } from './graphBuilder';
import type { GraphViews } from './graphViews';
import { singlePrecision, type WeightWriter } from './weightWriter';

const float = 1;
const int64 = 7;

export class OnnxKernels implements ForwardKernels {
  /** What is added to attention scores. */
  private addedMask: string | null = null;

  constructor(
    private readonly graph: GraphBuilder,
    private readonly views: GraphViews,
    private readonly writer: WeightWriter,
  ) {}

  /** The head, which works on rows of texts, stays in single precision: it is small, and decides. */
  linear({ rows, x, weight, bias, activation, residual, y, ...more }: LinearArguments): void {
    const { graph, views } = this;
    if (more.lowRank || more.scale !== undefined || more.dropout) {
      throw new RangeError('A graph has no adapters and no dropout.');
    }
    const writer = rows === 'texts' ? singlePrecision : this.writer;
    const { name, tensor } = views.constant(weight);
    let u = writer.product(graph, name, views.read(x), tensor);
    if (bias) u = graph.node('Add', [u, views.read(bias)]);
    if (activation) u = this.activated(activation, u);
    if (residual) u = graph.node('Add', [u, views.read(residual)]);
    views.write(y, u);
  }

  layerNorm({ x, weight, bias, epsilon, y }: LayerNormArguments): void {
    const inputs = [x, weight, ...(bias ? [bias] : [])].map((view) => this.views.read(view));
    const attributes = { axis: -1, epsilon: { float: epsilon } };
    this.views.write(y, this.graph.node('LayerNormalization', inputs, attributes));
  }

  locate({ positions, firstPosition }: LocateArguments): void {
    const own = firstPosition > 0 ? this.countedPositions(firstPosition) : this.allPositions();
    this.views.write(positions, own);
  }

  embed({ ids, positionIds, typeIds, words, positions, types, y }: EmbedArguments): void {
    const { graph, views } = this;
    const { name, tensor } = views.constant(words);
    let sum = this.writer.lookUp(graph, name, views.read(ids), tensor);
    const add = (table: string, indices: string) => {
      sum = graph.node('Add', [sum, graph.node('Gather', [table, indices], { axis: 0 })]);
    };
    if (views.isWritten(types)) add(views.read(types), views.read(typeIds));
    add(views.read(positions), views.read(positionIds));
    views.write(y, sum);
  }

  attention({ qkv, hidden, heads, context }: AttentionArguments): void {
    const { graph, views } = this;
    const size = hidden / heads;
    const parts = graph.several('Split', [views.read(qkv)], 3, { axis: 2 });
    // 0: the length of the input, which is known only when it runs.
    const intoHeads = graph.ints(0, 0, heads, size);
    const [query = '', key = '', value = ''] = parts.map((part, index) =>
      graph.node('Transpose', [graph.node('Reshape', [part, intoHeads])], {
        perm: index === 1 ? [0, 2, 3, 1] : [0, 2, 1, 3],
      }),
    );
    const products = graph.node('MatMul', [query, key]);
    const scores = graph.node('Div', [products, graph.float(Math.sqrt(size))]);
    const masked = graph.node('Add', [scores, this.mask()]);
    const shares = graph.node('Softmax', [masked], { axis: -1 });
    const gathered = graph.node('Transpose', [graph.node('MatMul', [shares, value])], {
      perm: [0, 2, 1, 3],
    });
    views.write(context, graph.node('Reshape', [gathered, graph.ints(0, 0, hidden)]));
  }

  pool({ x, first, mean, y }: PoolArguments): void {
    const { graph, views } = this;
    const hidden = views.read(x);
    const times = (value: string, factor: number) =>
      factor === 1 ? value : graph.node('Mul', [value, graph.float(factor)]);
    const ofFirst = times(graph.node('Gather', [hidden, graph.int(0)], { axis: 1 }), first);
    if (mean === 0) return views.write(y, ofFirst);
    views.write(y, graph.node('Add', [ofFirst, times(this.meanOf(hidden), mean)]));
  }

  /** Mean over the tokens that are no padding, `[batch, hidden]`. */
  private meanOf(hidden: string): string {
    const { graph } = this;
    const wide = graph.node('Unsqueeze', ['attention_mask', graph.ints(2)]);
    const mask = graph.node('Cast', [wide], { to: float });
    const sumOver = (x: string) => graph.node('ReduceSum', [x, graph.ints(1)], { keepdims: 0 });
    return graph.node('Div', [sumOver(graph.node('Mul', [hidden, mask])), sumOver(mask)]);
  }

  /** `[batch, 1, 1, tokens]`: 0, or as little as there is for padding. */
  private mask(): string {
    if (this.addedMask !== null) return this.addedMask;
    const { graph } = this;
    const wide = graph.node('Unsqueeze', ['attention_mask', graph.ints(1, 2)]);
    const padding = graph.node('Sub', [graph.float(1), graph.node('Cast', [wide], { to: float })]);
    this.addedMask = graph.node('Mul', [padding, graph.float(-3.4028234663852886e38)]);
    return this.addedMask;
  }

  /** From 0 on, `[tokens]`. */
  private allPositions(): string {
    const { graph } = this;
    const shape = graph.node('Shape', ['input_ids']);
    const length = graph.node('Gather', [shape, graph.int(1)], { axis: 0 });
    return graph.node('Range', [graph.int(0), length, graph.int(1)]);
  }

  /**
   * Counted over what is no padding, after the padding's own id, as create_position_ids_from_input_ids of transformers does,
   * `[batch, tokens]`.
   */
  private countedPositions(firstPosition: number): string {
    const { graph } = this;
    const padding = graph.int(firstPosition - 1);
    const real = graph.node('Not', [graph.node('Equal', ['input_ids', padding])]);
    const counted = graph.node('Cast', [real], { to: int64 });
    const indices = graph.node('Mul', [graph.node('CumSum', [counted, graph.int(1)]), counted]);
    return graph.node('Add', [indices, padding]);
  }

  private activated(activation: Activation, x: string): string {
    switch (activation) {
      case 'gelu':
        return this.gelu(x);
      case 'tanh':
        return this.graph.node('Tanh', [x]);
      case 'relu':
        return this.graph.node('Relu', [x]);
      default:
        return activation satisfies never;
    }
  }

  private gelu(x: string): string {
    const { graph } = this;
    const error = graph.node('Erf', [graph.node('Div', [x, graph.float(Math.SQRT2)])]);
    const doubled = graph.node('Mul', [x, graph.node('Add', [error, graph.float(1)])]);
    return graph.node('Mul', [doubled, graph.float(0.5)]);
  }
}
