// The nearest of many rows by cosine.

import { elementAt } from '../domain/element';
import * as tf from '@tensorflow/tfjs';

export interface Neighbour {
  /** Index of the row. */
  row: number;
  /** Cosine, −1 to 1. */
  similarity: number;
}

/** The nearest of each row among all others, `[rows, count]`, the nearest first. */
export interface NeighbourGraph {
  count: number;
  rows: Int32Array;
  similarities: Float32Array;
}

/** Similarities that are computed at once. */
const mostAtOnce = 1 << 24;

/**
 * The nearest rows of one more, the nearest first.
 *
 * @param rows of length 1, `[rows, width]`
 * @param row of length 1, `[width]`
 */
export async function nearestTo(rows: tf.Tensor2D, row: Float32Array, count: number): Promise<Neighbour[]> {
  const found = tf.tidy(() => {
    const similarities = tf.matMul(rows, tf.tensor2d(row, [row.length, 1]));
    return tf.topk(similarities.reshape([rows.shape[0]]), Math.min(count, rows.shape[0]));
  });
  const [similarities, indices] = await readBoth(found.values, found.indices);
  return Array.from(indices, (index, rank) => ({
    row: index,
    similarity: elementAt(similarities, rank),
  })).sort((a, b) => b.similarity - a.similarity || a.row - b.row);
}

/**
 * Each row's nearest others.
 *
 * @param rows of length 1, `[rows, width]`
 */
export async function neighbourGraph(rows: tf.Tensor2D, wanted: number): Promise<NeighbourGraph> {
  const [total, width] = rows.shape;
  const count = Math.min(wanted, total - 1);
  const graph = {
    count,
    rows: new Int32Array(total * count),
    similarities: new Float32Array(total * count),
  };
  const columns = tf.transpose(rows);
  const piece = Math.max(1, Math.floor(mostAtOnce / total));
  for (let start = 0; start < total; start += piece) {
    const length = Math.min(piece, total - start);
    // A row is its own nearest, so one more is asked for.
    const found = tf.tidy(() => tf.topk(tf.matMul(tf.slice(rows, [start, 0], [length, width]), columns), count + 1));
    const [similarities, indices] = await readBoth(found.values, found.indices);
    for (let own = start; own < start + length; own++) {
      const from = (own - start) * (count + 1);
      const found = indices.subarray(from, from + count + 1);
      // Among many equals it may be missing: then the last one goes.
      const itself = found.includes(own) ? found.indexOf(own) : count;
      const others = (_: number, rank: number) => rank !== itself;
      graph.rows.set(found.filter(others), own * count);
      const near = similarities.subarray(from, from + count + 1);
      graph.similarities.set(near.filter(others), own * count);
    }
  }
  columns.dispose();
  return graph;
}

/** Values and indices of a selection, which is disposed. */
async function readBoth(values: tf.Tensor, indices: tf.Tensor): Promise<[Float32Array, Int32Array]> {
  const [read, at] = await Promise.all([values.data<'float32'>(), indices.data<'int32'>()]);
  tf.dispose([values, indices]);
  return [read, at];
}
