// k-means (Lloyd 1982), started by k-means++ (Arthur and Vassilvitskii 2007).

import { elementAt } from '../domain/element';
import * as tf from '@tensorflow/tfjs';
import { seededRandom } from '../domain/random';

export interface Clusters {
  /** `[clusters, width]` */
  centres: Float32Array;
  /** Each row's cluster, `[rows]`. */
  clusterOf: Int32Array;
  /** Sum of the rows' squared distances to their centres. */
  inertia: number;
}

/**
 * Groups rows around centres.
 *
 * @param rows `[rows, width]`
 * @param count of clusters, at most as many as there are rows
 * @param seed the same gives the same clusters
 */
export async function kMeans(rows: tf.Tensor2D, count: number, seed: number, mostRounds = 100): Promise<Clusters> {
  const columns = tf.transpose(rows);
  let centres = await firstCentres(rows, count, seed);
  let clusterOf = new Int32Array();
  let inertia = Infinity;
  for (let round = 0; round < mostRounds; round++) {
    const next = tf.tidy(() => {
      const distances = squaredDistances(rows, centres);
      const nearest = tf.argMin(distances, 1).as1D();
      const means = meansOf(columns, nearest, centres);
      return { nearest, means, inertia: tf.sum(tf.min(distances, 1)) };
    });
    const before = clusterOf;
    clusterOf = Int32Array.from(await next.nearest.data<'int32'>());
    inertia = elementAt(await next.inertia.data(), 0);
    tf.dispose([centres, next.nearest, next.inertia]);
    centres = next.means;
    if (before.length > 0 && clusterOf.every((cluster, row) => cluster === before[row])) break;
  }
  const values = Float32Array.from(await centres.data<'float32'>());
  tf.dispose([centres, columns]);
  return { centres: values, clusterOf, inertia };
}

/** k-means++: each next centre is a row drawn in proportion to its squared distance from those chosen. */
async function firstCentres(rows: tf.Tensor2D, count: number, seed: number): Promise<tf.Tensor2D> {
  const random = seededRandom(seed);
  const chosen = [Math.floor(random() * rows.shape[0])];
  let nearest = new Float32Array(rows.shape[0]).fill(Infinity);
  while (chosen.length < count) {
    const distances = tf.tidy(() => {
      const last = tf.slice(rows, [chosen.at(-1) ?? 0, 0], [1, rows.shape[1]]);
      return squaredDistances(rows, last);
    });
    const toLast = await distances.data<'float32'>();
    distances.dispose();
    nearest = nearest.map((distance, row) => Math.min(distance, elementAt(toLast, row)));
    let left = random() * nearest.reduce((sum, distance) => sum + distance, 0);
    const drawn = nearest.findIndex((distance) => (left -= distance) < 0);
    chosen.push(drawn < 0 ? nearest.length - 1 : drawn);
  }
  return tf.tidy(() => tf.gather(rows, tf.tensor1d(chosen, 'int32')));
}

/** |x|² − 2x·c + |c|², `[rows, centres]`. */
function squaredDistances(rows: tf.Tensor2D, centres: tf.Tensor2D): tf.Tensor2D {
  const products = tf.matMul(rows, tf.transpose(centres));
  const ofRows = tf.sum(tf.square(rows), 1, true);
  const ofCentres = tf.sum(tf.square(centres), 1).reshape([1, centres.shape[0]]);
  // Rounding must not make a distance negative.
  return tf.relu(ofRows.sub(products.mul(2)).add(ofCentres)).as2D(rows.shape[0], centres.shape[0]);
}

/** Each cluster's mean, `[clusters, width]`; one without rows keeps its centre. */
function meansOf(columns: tf.Tensor2D, nearest: tf.Tensor1D, centres: tf.Tensor2D): tf.Tensor2D {
  const [count, width] = centres.shape;
  const member = tf.oneHot(nearest, count, 1, 0, 'float32').as2D(nearest.shape[0], count);
  const sums = tf.transpose(tf.matMul(columns, member));
  const sizes = tf.sum(member, 0).reshape([count, 1]);
  const means = sums.div(tf.maximum(sizes, 1));
  return tf.where(tf.greater(sizes, 0), means, centres).as2D(count, width);
}
