import type { TensorValues } from '../domain/tensorValues';
import type * as tf from './tf';

/** A trainable tensor. */
export interface Parameter {
  name: string;
  variable: tf.Variable;
  /** Whether weight decay applies: not to biases and layer normalisations. */
  decays: boolean;
}

/** A copy of every parameter's values on the host. */
export async function readParameters(parameters: Parameter[]): Promise<TensorValues> {
  const entries = await Promise.all(
    parameters.map(async ({ name, variable }) => {
      const values = new Float32Array(await variable.data<'float32'>());
      return [name, { shape: variable.shape, values }] as const;
    }),
  );
  return new Map(entries);
}
