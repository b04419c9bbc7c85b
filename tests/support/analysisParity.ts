// What src/analysis/ computes, against NumPy's results (tools/fixtures/make_analysis.py), on any device.

import * as tf from '@tensorflow/tfjs';
import { expect } from 'vitest';
import { EncodingTable, unitRows } from '../../src/analysis/encodingTable';
import { kMeans } from '../../src/analysis/kMeans';
import { nearestTo, neighbourGraph } from '../../src/analysis/nearest';
import { principalComponents } from '../../src/analysis/principalComponents';
import { startTensorFlow } from '../../src/analysis/tensorflow';
import { seededRandom } from '../../src/domain/random';
import type { Device } from '../../src/tensor/device';
import outside from '../fixtures/analysis.json';

const { width } = outside;
const rows = Float32Array.from(outside.rows);
const total = rows.length / width;

export interface AnalysisCase {
  name: string;
  run(device: Device): Promise<void>;
}

function expectClose(actual: ArrayLike<number>, wanted: readonly number[]) {
  expect(actual.length).toBe(wanted.length);
  const scale = Math.max(...wanted.map(Math.abs));
  wanted.forEach((value, i) => {
    expect(Math.abs((actual[i] ?? NaN) - value)).toBeLessThan(1e-4 * Math.max(1, scale));
  });
}

/** The fixture's rows in device memory, as they come in: in pieces. */
async function withTable<Result>(device: Device, work: (rows: tf.Tensor2D) => Promise<Result>): Promise<Result> {
  const table = new EncodingTable(device, width, total);
  const piece = 128 * width;
  for (let at = 0; at < rows.length; at += piece) table.add(rows.subarray(at, at + piece));
  expect(table.length).toBe(total);
  try {
    return await table.use(work);
  } finally {
    table.dispose();
  }
}

async function withRows(device: Device, work: (rows: tf.Tensor2D) => Promise<void>) {
  await startTensorFlow(device);
  const tensor = tf.tensor2d(rows, [total, width]);
  await work(tensor);
  tensor.dispose();
}

async function checkNearest(device: Device) {
  for (const query of outside.queries) {
    const row = unitRows(Float32Array.from(query.row), width);
    const found = await withTable(device, (table) => nearestTo(table, row, 6));
    expect(found.map((neighbour) => neighbour.row)).toEqual(query.rows);
    expectClose(
      found.map(({ similarity }) => similarity),
      query.similarities,
    );
  }
}

/** Rows of equal similarity, rows of zeros, fewer rows than asked for, and widths that are no multiple of four. */
async function checkEdges(device: Device) {
  const table = new EncodingTable(device, 3, 70);
  table.add(Float32Array.from({ length: 64 * 3 }, () => 0));
  table.add(Float32Array.from([0, 2, 0, 3, 0, 0]));
  const nearest = (count: number) => table.use((tensor) => nearestTo(tensor, Float32Array.from([1, 0, 0]), count));
  const [first, second] = await nearest(2);
  expect(first).toEqual({ row: 65, similarity: 1 });
  expect(second?.similarity).toBe(0);
  const all = await nearest(100);
  expect(all.map(({ row }) => row).sort((a, b) => a - b)).toEqual([...Array(66).keys()]);
  expect(() => table.add(new Float32Array(3))).toThrow(RangeError);
  table.dispose();
}

async function checkGraph(device: Device) {
  const graph = await withTable(device, (table) => neighbourGraph(table, 3));
  expect(graph.count).toBe(3);
  expect(Array.from(graph.rows)).toEqual(outside.graph.rows);
  expectClose(graph.similarities, outside.graph.similarities);
}

async function checkClusters(device: Device) {
  await withRows(device, async (tensor) => {
    for (const { seed, centres, clusterOf, inertia } of outside.clusters) {
      const found = await kMeans(tensor, 5, seed);
      expect(Array.from(found.clusterOf)).toEqual(clusterOf);
      expectClose(found.centres, centres);
      expect(found.inertia / inertia).toBeCloseTo(1, 4);
    }
  });
}

async function checkComponents(device: Device) {
  await withRows(device, async (tensor) => {
    const found = await principalComponents(tensor, 3);
    expectClose(found.components, outside.components.components);
    expectClose(found.variances, outside.components.variances);
    expectClose(found.coordinates, outside.components.coordinates);
  });
}

/** Products with an inner dimension of thousands go another way on the graphics card. */
async function checkManyRows(device: Device) {
  const random = seededRandom(3);
  const count = 2500;
  // One direction in which they differ most, known beforehand.
  const many = Float32Array.from({ length: count * 8 }, (_, i) => {
    return (random() - 0.5) * (i % 8 === 5 ? 10 : 1);
  });
  await startTensorFlow(device);
  const tensor = tf.tensor2d(many, [count, 8]);
  const { components } = await principalComponents(tensor, 1);
  expect(components[5]).toBeGreaterThan(0.999);
  const { clusterOf } = await kMeans(tensor, 2, 1);
  const below = clusterOf.filter((_, row) => (many[row * 8 + 5] ?? 0) < -2);
  expect(new Set(below).size).toBe(1);
  tensor.dispose();
}

async function checkMemory(device: Device) {
  const all = [checkNearest, checkEdges, checkGraph, checkClusters, checkComponents];
  const measure = async () => {
    for (const check of all) await check(device);
    // With what TensorFlow.js keeps allocated on a graphics card.
    return { ...tf.memory() };
  };
  const once = await measure();
  const twice = await measure();
  expect(twice).toEqual(once);
  expect(once.numTensors).toBe(0);
}

export const analysisCases: readonly AnalysisCase[] = [
  { name: 'the nearest rows by cosine', run: checkNearest },
  { name: 'equals, zeros and too few rows', run: checkEdges },
  { name: 'the graph of nearest rows', run: checkGraph },
  { name: 'k-means from k-means++', run: checkClusters },
  { name: 'principal components', run: checkComponents },
  { name: 'thousands of rows', run: checkManyRows },
  { name: 'memory stays as it is', run: checkMemory },
];
