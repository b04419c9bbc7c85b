// AdamW: Adam with decoupled weight decay (Loshchilov & Hutter 2017, arXiv 1711.05101, algorithm 2), with the
// defaults and the order of operations of torch.optim.AdamW.

import * as tf from '../tensor/tf';
import type { Parameter } from '../tensor/parameters';

const beta1 = 0.9;
const beta2 = 0.999;
const epsilon = 1e-8;

/** The optimizer's state: two moments per parameter, and the number of steps taken. */
export class AdamW {
  private step = 0;
  private readonly moments: { first: tf.Variable; second: tf.Variable }[];

  constructor(
    private readonly parameters: Parameter[],
    private readonly weightDecay: number,
  ) {
    this.moments = parameters.map(({ variable }) =>
      // A tidy keeps variables, and frees the zeros they start from.
      tf.tidy(() => ({
        first: tf.variable(tf.zerosLike(variable), false),
        second: tf.variable(tf.zerosLike(variable), false),
      })),
    );
  }

  /** Moves every parameter once, in place. Gradients are by the parameters' order. */
  update(gradients: tf.Tensor[], learningRate: number): void {
    this.step++;
    const stepSize = learningRate / (1 - beta1 ** this.step);
    const secondCorrection = Math.sqrt(1 - beta2 ** this.step);
    this.parameters.forEach(({ variable, decays }, index) => {
      const gradient = gradients[index];
      const moments = this.moments[index];
      if (!gradient || !moments) throw new RangeError(`No gradient for parameter ${index}.`);
      tf.tidy(() => {
        const { first, second } = moments;
        first.assign(tf.add(tf.mul(first, beta1), tf.mul(gradient, 1 - beta1)));
        second.assign(tf.add(tf.mul(second, beta2), tf.mul(tf.square(gradient), 1 - beta2)));
        const denominator = tf.add(tf.div(tf.sqrt(second), secondCorrection), epsilon);
        const decayed = decays ? tf.mul(variable, 1 - learningRate * this.weightDecay) : variable;
        variable.assign(tf.sub(decayed, tf.mul(tf.div(first, denominator), stepSize)));
      });
    });
  }

  /** Frees the moments. The parameters stay. */
  dispose(): void {
    for (const { first, second } of this.moments) tf.dispose([first, second]);
  }
}
