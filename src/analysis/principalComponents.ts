// Principal components: orthogonal iteration on the covariance with a few directions more than asked for, then its exact
// eigenvectors within them (Rayleigh–Ritz; Halko, Martinsson and Tropp 2011).

import * as tf from '@tensorflow/tfjs';
import { seededRandom } from '../domain/random';
import { symmetricEigenvectors } from './symmetricEigenvectors';

export interface PrincipalComponents {
  /** `[count, width]`, of length 1; the largest number of each is positive. */
  components: Float32Array;
  /** Variance along each, `[count]`, descending. */
  variances: Float32Array;
  /** The rows along the components, from their mean, `[rows, count]`. */
  coordinates: Float32Array;
}

const rounds = 40;
const moreDirections = 8;

/**
 * The directions in which rows differ most.
 *
 * @param rows `[rows, width]`, at least two
 * @param count of components, at most the width
 */
export async function principalComponents(rows: tf.Tensor2D, count: number): Promise<PrincipalComponents> {
  const [total, width] = rows.shape;
  const directions = Math.min(width, count + moreDirections);
  const { centred, basis, within } = tf.tidy(() => {
    const centred = rows.sub(tf.mean(rows, 0)).as2D(total, width);
    const covariance = tf.matMul(tf.transpose(centred), centred).div<tf.Tensor2D>(total - 1);
    let basis = orthonormal(startingDirections(directions, width));
    // The covariance is symmetric: directions as rows are multiplied from the left.
    for (let round = 0; round < rounds; round++) {
      basis = tf.tidy(() => orthonormal(tf.matMul(basis, covariance)));
    }
    const within = tf.matMul(tf.matMul(basis, covariance), tf.transpose(basis));
    return { centred, basis, within };
  });
  const { values, vectors } = symmetricEigenvectors(await within.data(), directions);
  const chosen = vectors.slice(0, count).map((vector) => Array.from(vector));
  const { components, coordinates } = tf.tidy(() => {
    const components = withPositivePeaks(tf.matMul(tf.tensor2d(chosen), basis));
    return { components, coordinates: tf.matMul(centred, tf.transpose(components)) };
  });
  const result = {
    components: Float32Array.from(await components.data<'float32'>()),
    variances: Float32Array.from(values.slice(0, count)),
    coordinates: Float32Array.from(await coordinates.data<'float32'>()),
  };
  tf.dispose([centred, basis, within, components, coordinates]);
  return result;
}

function orthonormal(directions: tf.Tensor2D): tf.Tensor2D {
  const found = tf.linalg.gramSchmidt(directions);
  return Array.isArray(found) ? tf.stack(found).as2D(...directions.shape) : found;
}

function startingDirections(count: number, width: number): tf.Tensor2D {
  const random = seededRandom(1);
  return tf.tensor2d(
    Float32Array.from({ length: count * width }, () => random() - 0.5),
    [count, width],
  );
}

/** A component's sign is free: the largest of its numbers is made positive. */
function withPositivePeaks(components: tf.Tensor2D): tf.Tensor2D {
  const [top, bottom] = [tf.max(components, 1, true), tf.min(components, 1, true)];
  const signs = tf.where(tf.greaterEqual(top, tf.neg(bottom)), tf.onesLike(top), tf.neg(tf.onesLike(top)));
  return components.mul(signs);
}
