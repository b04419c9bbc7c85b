// The same classifier in stock TensorFlow.js operations: what `npm run bench:train` and `bench:kernels` compare with.
// It is written as a TensorFlow.js user would, with padded batches; only what is wrong or missing there is avoided:
// products with transposeB on WebGPU, and gather's gradient on WASM.

import * as tf from '@tensorflow/tfjs';
import { seededRandom } from '../../../src/domain/random';
import type { EncoderConfig } from '../../../src/encoder/architectures/architecture';
import type { EncoderTensor } from '../../../src/encoder/tensors';

interface StockLayer {
  tensors: Record<string, tf.Tensor>;
}

/** What trains: `'full'`, adapters of a rank on every linear layer of the layers from `firstLayer` on. */
export interface StockScope {
  firstLayer: number;
  rank: number | null;
}

export class StockClassifier {
  private readonly layers: StockLayer[] = [];
  private readonly words: tf.Tensor2D;
  private readonly positions: tf.Tensor2D;
  private readonly norm: { weight: tf.Tensor; bias: tf.Tensor };
  private readonly head: tf.Variable;
  readonly variables: tf.Variable[] = [];
  private readonly optimizer = tf.train.adam(1e-4);

  constructor(
    private readonly config: EncoderConfig,
    tensors: ReadonlyMap<string, EncoderTensor>,
    private readonly scope: StockScope,
  ) {
    const read = (name: string): tf.Tensor => {
      const found = tensors.get(name);
      if (!found) throw new RangeError(name);
      return tf.tensor(found.values(), found.shape);
    };
    this.words = read('embeddings.words') as tf.Tensor2D;
    const types = read('embeddings.types').slice([0, 0], [1, config.hiddenSize]);
    this.positions = tf.add(read('embeddings.positions'), types) as tf.Tensor2D;
    this.norm = { weight: read('embeddings.norm.weight'), bias: read('embeddings.norm.bias') };
    const random = seededRandom(1);
    for (let layer = 0; layer < config.layerCount; layer++) {
      const own: Record<string, tf.Tensor> = {};
      for (const [name] of tensors) {
        if (!name.startsWith(`layers.${layer}.`)) continue;
        const short = name.slice(`layers.${layer}.`.length);
        const trains = layer >= scope.firstLayer;
        const value = read(name);
        own[short] = trains && scope.rank === null ? this.variable(value) : value;
        if (trains && scope.rank !== null && short.endsWith('.weight') && value.rank === 2) {
          const [inputs = 0, outputs = 0] = value.shape;
          const parts = short.startsWith('qkv') ? 3 : 1;
          const down = tf.tensor2d(
            Float32Array.from({ length: inputs * scope.rank * parts }, () => random() - 0.5),
            [inputs, scope.rank * parts],
          );
          own[`${short}.down`] = this.variable(down);
          own[`${short}.up`] = this.variable(tf.zeros([scope.rank * parts, outputs]));
        }
      }
      this.layers.push({ tensors: own });
    }
    this.head = this.variable(tf.zeros([config.hiddenSize, 2]));
  }

  private variable(value: tf.Tensor): tf.Variable {
    const variable = tf.variable(value);
    this.variables.push(variable);
    return variable;
  }

  /** Hidden states before layer `end`, `[batch * tokens, hidden]`. */
  encode(ids: Int32Array, lengths: Int32Array, tokens: number, end: number): tf.Tensor2D {
    return tf.tidy(() => {
      const batch = lengths.length;
      const { hiddenSize } = this.config;
      const words = tf.gather(this.words, tf.tensor1d(ids, 'int32'));
      const positions = tf.slice(this.positions, [0, 0], [tokens, hiddenSize]);
      const sum = tf.add(tf.reshape(words, [batch, tokens, hiddenSize]), positions);
      const x = this.normalise(tf.reshape(sum, [batch * tokens, hiddenSize]), this.norm);
      return this.runLayers(x, lengths, tokens, 0, end);
    });
  }

  runLayers(x: tf.Tensor2D, lengths: Int32Array, tokens: number, first: number, end: number): tf.Tensor2D {
    const mask = new Float32Array(lengths.length * tokens);
    lengths.forEach((length, row) => mask.fill(-1e9, row * tokens + length, (row + 1) * tokens));
    const maskTensor = tf.tensor4d(mask, [lengths.length, 1, 1, tokens]);
    let hidden = x;
    for (let index = first; index < end; index++) {
      hidden = this.layer(hidden, index, maskTensor);
    }
    return hidden;
  }

  /** One step of stock Adam on the layers from `first` on; gives the loss, on the device. */
  step(input: () => tf.Tensor2D, lengths: Int32Array, tokens: number, labels: Int32Array): tf.Scalar {
    const batch = lengths.length;
    const { hiddenSize, layerCount } = this.config;
    const targets = tf.oneHot(tf.tensor1d(labels, 'int32'), 2);
    const loss = this.optimizer.minimize(
      () => {
        const first = this.scope.firstLayer;
        const last = this.runLayers(input(), lengths, tokens, first, layerCount);
        const pooled = tf.mean(tf.reshape(last, [batch, tokens, hiddenSize]), 1);
        const logits = tf.matMul(pooled as tf.Tensor2D, this.head as tf.Tensor as tf.Tensor2D);
        return tf.losses.softmaxCrossEntropy(targets, logits).asScalar();
      },
      true,
      this.variables,
    );
    targets.dispose();
    if (!loss) throw new Error('Adam gave no loss.');
    return loss;
  }

  private part(index: number, name: string): tf.Tensor {
    const found = this.layers[index]?.tensors[name];
    if (!found) throw new RangeError(name);
    return found;
  }

  private linear(x: tf.Tensor2D, index: number, name: string): tf.Tensor2D {
    const weight = this.part(index, `${name}.weight`) as tf.Tensor2D;
    let y: tf.Tensor = tf.matMul(x, weight);
    if (this.scope.rank !== null && index >= this.scope.firstLayer) {
      const down = this.part(index, `${name}.weight.down`) as tf.Tensor2D;
      const up = this.part(index, `${name}.weight.up`) as tf.Tensor2D;
      y = tf.add(y, tf.mul(tf.matMul(tf.matMul(x, down), up), 2));
    }
    return tf.add(y, this.part(index, `${name}.bias`)) as tf.Tensor2D;
  }

  private normalise(x: tf.Tensor2D, { weight, bias }: { weight: tf.Tensor; bias: tf.Tensor }): tf.Tensor2D {
    const { mean, variance } = tf.moments(x, 1, true);
    const scaled = tf.mul(tf.sub(x, mean), tf.rsqrt(tf.add(variance, 1e-12)));
    return tf.add(tf.mul(scaled, weight), bias) as tf.Tensor2D;
  }

  private layer(x: tf.Tensor2D, index: number, mask: tf.Tensor4D): tf.Tensor2D {
    const { headCount, hiddenSize } = this.config;
    const [batch, , , tokens] = mask.shape;
    const size = hiddenSize / headCount;
    const norm = (name: string) => ({
      weight: this.part(index, `${name}.weight`),
      bias: this.part(index, `${name}.bias`),
    });
    const qkv = tf.split(this.linear(x, index, 'qkv'), 3, 1);
    const heads = (part: number, order: number[]) =>
      tf.transpose(tf.reshape(qkv[part] as tf.Tensor, [batch, tokens, headCount, size]), order);
    const scores = tf.matMul(heads(0, [0, 2, 1, 3]), heads(1, [0, 2, 3, 1]));
    const weights = tf.softmax(tf.add(tf.mul(scores, 1 / Math.sqrt(size)), mask));
    const context = tf.transpose(tf.matMul(weights, heads(2, [0, 2, 1, 3])), [0, 2, 1, 3]);
    const joined = tf.reshape(context, [batch * tokens, hiddenSize]) as tf.Tensor2D;
    const attended = this.normalise(
      tf.add(x, this.linear(joined, index, 'attentionOutput')) as tf.Tensor2D,
      norm('attentionNorm'),
    );
    const inner = this.linear(attended, index, 'intermediate');
    const gelu = tf.mul(tf.mul(inner, 0.5), tf.add(tf.erf(tf.mul(inner, Math.SQRT1_2)), 1));
    return this.normalise(
      tf.add(attended, this.linear(gelu as tf.Tensor2D, index, 'output')) as tf.Tensor2D,
      norm('outputNorm'),
    );
  }

  dispose(): void {
    this.optimizer.dispose();
    tf.disposeVariables();
  }
}
