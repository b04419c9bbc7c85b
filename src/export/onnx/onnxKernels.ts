// The kernels of a forward pass as nodes of an ONNX graph. On a device a batch's tokens lie packed, `[tokens, width]`; here
// they are padded, `[batch, tokens, width]`, with a mask, and what a kernel has as rows of texts is `[batch, width]`.
// Operators and their order are those of a torch export, so that runtimes find the patterns that they know how to fuse.

import type { ForwardKernels } from '../../encoder/forwardKernels';
import type { AttentionArguments } from '../../tensor/kernels/attention/spec';
import type { EmbedArguments } from '../../tensor/kernels/embed/spec';
import type { Activation } from '../../tensor/kernels/kernels';
import type { GatedActivationArguments } from '../../tensor/kernels/gatedActivation/spec';
import type { LayerNormArguments } from '../../tensor/kernels/layerNorm/spec';
import type { LinearArguments } from '../../tensor/kernels/linear/spec';
import type { LocateArguments } from '../../tensor/kernels/locate/spec';
import type { MaxPoolArguments } from '../../tensor/kernels/maxPool/spec';
import type { PoolArguments } from '../../tensor/kernels/pool/spec';
import type { RotaryArguments } from '../../tensor/kernels/rotary/spec';
import { allPositions, type GraphBuilder } from './graphBuilder';
import type { GraphViews } from './graphViews';
import { singlePrecision, type WeightWriter } from './weightWriter';

const float = 1;
const int64 = 7;
const leastFloat = -3.4028234663852886e38;

export class OnnxKernels implements ForwardKernels {
  /** What is added to attention scores, by the window. */
  private readonly masks = new Map<number, string>();

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
    const own = firstPosition > 0 ? this.countedPositions(firstPosition) : allPositions(this.graph);
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
    if (views.isWritten(positions)) add(views.read(positions), views.read(positionIds));
    views.write(y, sum);
  }

  /** Queries and keys are turned head by head; the table of angles has a row for each position. */
  rotary({ qkv, hidden, heads, angles }: RotaryArguments): void {
    const { graph, views } = this;
    const [query = '', key = '', value = ''] = graph.several('Split', [views.read(qkv)], 3, { axis: 2 });
    const [cosines = '', sines = ''] = graph.several('Split', [views.read(angles)], 2, { axis: 1 });
    const wide = [cosines, sines].map((half) => graph.node('Unsqueeze', [half, graph.ints(1)]));
    const turned = [query, key].map((part) => this.turned(part, hidden, heads, wide));
    views.write(qkv, graph.node('Concat', [...turned, value], { axis: 2 }));
  }

  /** @param angles cosines and sines, each `[tokens, 1, size / 2]` */
  private turned(part: string, hidden: number, heads: number, [cosines = '', sines = '']: string[]): string {
    const { graph } = this;
    const inHeads = graph.node('Reshape', [part, graph.ints(0, 0, heads, hidden / heads)]);
    const [x = '', y = ''] = graph.several('Split', [inHeads], 2, { axis: 3 });
    const times = (half: string, angles: string) => graph.node('Mul', [half, angles]);
    const first = graph.node('Sub', [times(x, cosines), times(y, sines)]);
    const second = graph.node('Add', [times(y, cosines), times(x, sines)]);
    return graph.node('Reshape', [graph.node('Concat', [first, second], { axis: 3 }), graph.ints(0, 0, hidden)]);
  }

  gatedActivation({ x, activation, dropout, y }: GatedActivationArguments): void {
    const { graph, views } = this;
    if (dropout) throw new RangeError('A graph has no dropout.');
    const [activated = '', gate = ''] = graph.several('Split', [views.read(x)], 2, { axis: 2 });
    views.write(y, graph.node('Mul', [this.activated(activation, activated), gate]));
  }

  attention({ qkv, hidden, heads, window, context }: AttentionArguments): void {
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
    const masked = graph.node('Add', [scores, this.mask(window)]);
    const shares = graph.node('Softmax', [masked], { axis: -1 });
    const gathered = graph.node('Transpose', [graph.node('MatMul', [shares, value])], {
      perm: [0, 2, 1, 3],
    });
    views.write(context, graph.node('Reshape', [gathered, graph.ints(0, 0, hidden)]));
  }

  pool({ x, first, mean, meanSqrtLength = 0, y }: PoolArguments): void {
    const { graph, views } = this;
    const hidden = views.read(x);
    const times = (value: string, factor: number) =>
      factor === 1 ? value : graph.node('Mul', [value, graph.float(factor)]);
    const sumOver = (divisorOf: (length: string) => string) => this.sumOver(hidden, divisorOf);
    const parts = [
      ...(first === 0 ? [] : [times(graph.node('Gather', [hidden, graph.int(0)], { axis: 1 }), first)]),
      ...(mean === 0
        ? []
        : [
            times(
              sumOver((length) => length),
              mean,
            ),
          ]),
      ...(meanSqrtLength === 0
        ? []
        : [
            times(
              sumOver((length) => graph.node('Sqrt', [length])),
              meanSqrtLength,
            ),
          ]),
    ];
    const sum = parts.reduce((before, part) => graph.node('Add', [before, part]));
    views.write(y, sum);
  }

  maxPool({ x, y }: MaxPoolArguments): void {
    const { graph, views } = this;
    const padding = graph.node('Sub', [graph.float(1), this.tokenMask()]);
    const hidden = graph.node('Add', [views.read(x), graph.node('Mul', [padding, graph.float(leastFloat)])]);
    views.write(y, graph.node('ReduceMax', [hidden], { axes: [1], keepdims: 0 }));
  }

  /** The sum over the tokens that are no padding, divided by what their number makes, `[batch, hidden]`. */
  private sumOver(hidden: string, divisorOf: (length: string) => string): string {
    const { graph } = this;
    const mask = this.tokenMask();
    const sumOf = (x: string) => graph.node('ReduceSum', [x, graph.ints(1)], { keepdims: 0 });
    return graph.node('Div', [sumOf(graph.node('Mul', [hidden, mask])), divisorOf(sumOf(mask))]);
  }

  /** 1, or 0 for padding, `[batch, tokens, 1]`. */
  private tokenMask(): string {
    const { graph } = this;
    return graph.node('Cast', [graph.node('Unsqueeze', ['attention_mask', graph.ints(2)])], { to: float });
  }

  /**
   * 0, or as little as there is for what a token does not attend to: `[batch, 1, 1, tokens]` for padding, in a window
   * `[batch, 1, tokens, tokens]`.
   */
  private mask(window = Infinity): string {
    const found = this.masks.get(window);
    if (found !== undefined) return found;
    const { graph } = this;
    const wide = graph.node('Unsqueeze', ['attention_mask', graph.ints(1, 2)]);
    const real = graph.node('Cast', [wide], { to: float });
    const seen = window === Infinity ? real : graph.node('Mul', [real, this.near(window)]);
    const unseen = graph.node('Sub', [graph.float(1), seen]);
    const mask = graph.node('Mul', [unseen, graph.float(leastFloat)]);
    this.masks.set(window, mask);
    return mask;
  }

  /** 1 where two tokens are at most a window apart, else 0, `[tokens, tokens]`. */
  private near(window: number): string {
    const { graph } = this;
    const positions = allPositions(graph);
    const [rows = '', columns = ''] = [1, 0].map((axis) => graph.node('Unsqueeze', [positions, graph.ints(axis)]));
    const apart = graph.node('Abs', [graph.node('Sub', [rows, columns])]);
    return graph.node('Cast', [graph.node('LessOrEqual', [apart, graph.int(window)])], { to: float });
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
