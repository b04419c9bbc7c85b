// `npm run bench:kernels`: each kernel beside the stock TensorFlow.js operations that do the same, on WebAssembly and on
// WebGPU, in turns: milliseconds of each, their ratio, and the largest difference of the results by the largest value; then
// each variant of the matrix products, and what JavaScript costs a dispatch.
// HONE_BENCH_TOKENS sets the number of rows.

import * as tf from '@tensorflow/tfjs';
import { test } from 'vitest';
import { seededRandom } from '../../src/domain/random';
import { packStepState, stepStateLength, type Device, type View } from '../../src/tensor/device';
import { singleToHalf } from '../../src/tensor/halfPrecision';
import type { Kernels } from '../../src/tensor/kernels/kernels';
import { createWasmDevice } from '../../src/tensor/wasm/wasmDevice';
import { shapeKey } from '../../src/tensor/webgpu/tuning';
import { createWebGPUDevice, type WebGPUDevice } from '../../src/tensor/webgpu/webgpuDevice';
import { fixtureState } from '../support/parityFixture';
import { startStockWasm } from './stock/startStock';

const [hidden, intermediate, heads, textTokens] = [384, 1536, 12, 32];

/** One comparison: the same inputs for both sides, and what each makes of them. */
interface Comparison {
  name: string;
  inputs: Record<string, number[]>;
  /** The name of the input that both change in place, or `null` when there is a result of its own. */
  output: number[];
  record: (kernels: Kernels, views: Record<string, View>, output: View, layout: Layout) => void;
  stock: (tensors: Record<string, tf.Tensor>) => tf.Tensor;
}

interface Layout {
  starts: View;
  textOf: View;
  room: (length: number) => View;
}

const perToken = (tensor: tf.Tensor, part: number): tf.Tensor4D => {
  const split = tf.split(tensor, 3, 1)[part];
  if (!split) throw new RangeError('Query, key and value are three.');
  return tf.transpose(tf.reshape(split, [-1, textTokens, heads, hidden / heads]), [0, 2, 1, 3]);
};
function stockAttention(qkv: tf.Tensor): tf.Tensor {
  const scores = tf.matMul(perToken(qkv, 0), tf.transpose(perToken(qkv, 1), [0, 1, 3, 2]));
  const weights = tf.softmax(tf.mul(scores, 1 / Math.sqrt(hidden / heads)));
  const context = tf.transpose(tf.matMul(weights, perToken(qkv, 2)), [0, 2, 1, 3]);
  return tf.reshape(context, [-1, hidden]);
}
const gelu = (x: tf.Tensor) => tf.mul(tf.mul(x, 0.5), tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1));
const normalise = (x: tf.Tensor, weight: tf.Tensor, bias: tf.Tensor) => {
  const { mean, variance } = tf.moments(x, 1, true);
  return tf.add(tf.mul(tf.mul(tf.sub(x, mean), tf.rsqrt(tf.add(variance, 1e-5))), weight), bias);
};
const get = <Value>(record: Record<string, Value>, name: string): Value => {
  const found = record[name];
  if (found === undefined) throw new RangeError(name);
  return found;
};

function comparisons(rows: number): Comparison[] {
  const product = (inputs: number, outputs: number, tokens = rows): Comparison[] => [
    {
      name: `product ${tokens} × ${inputs} × ${outputs}`,
      inputs: { x: [tokens, inputs], w: [inputs, outputs] },
      output: [tokens, outputs],
      record: (k, v, y) => k.linear({ rows: 'tokens', x: get(v, 'x'), weight: get(v, 'w'), inputs, outputs, y }),
      stock: (t) => tf.matMul(get(t, 'x'), get(t, 'w')),
    },
  ];
  return [
    ...product(hidden, intermediate),
    ...product(intermediate, hidden),
    ...product(hidden, hidden),
    {
      name: 'product with bias and GELU',
      inputs: { x: [rows, hidden], w: [hidden, intermediate], b: [intermediate] },
      output: [rows, intermediate],
      record: (k, v, y, { room }) =>
        k.linear({
          rows: 'tokens',
          x: get(v, 'x'),
          weight: get(v, 'w'),
          bias: get(v, 'b'),
          y,
          inputs: hidden,
          outputs: intermediate,
          activation: 'gelu',
          preactivation: room(rows * intermediate),
        }),
      stock: (t) => gelu(tf.add(tf.matMul(get(t, 'x'), get(t, 'w')), get(t, 'b'))),
    },
    {
      name: 'gradient of a product’s input',
      inputs: { dy: [rows, intermediate], w: [hidden, intermediate] },
      output: [rows, hidden],
      record: (k, v, dx) =>
        k.linearInputGradient({
          rows: 'tokens',
          dy: get(v, 'dy'),
          weight: get(v, 'w'),
          dx,
          inputs: hidden,
          outputs: intermediate,
        }),
      stock: (t) => tf.matMul(get(t, 'dy'), tf.transpose(get(t, 'w'))),
    },
    {
      name: 'gradient of a product’s weight',
      inputs: { x: [rows, hidden], dy: [rows, intermediate] },
      output: [hidden, intermediate],
      record: (k, v, dWeight, { room }) =>
        k.linearWeightGradient({
          rows: 'tokens',
          x: get(v, 'x'),
          dy: get(v, 'dy'),
          dWeight,
          inputs: hidden,
          outputs: intermediate,
          dBias: room(intermediate),
        }),
      stock: (t) => {
        tf.sum(get(t, 'dy'), 0).dispose();
        return tf.matMul(tf.transpose(get(t, 'x')), get(t, 'dy'));
      },
    },
    {
      name: 'attention',
      inputs: { qkv: [rows, 3 * hidden] },
      output: [rows, hidden],
      record: (k, v, context, { starts, textOf, room }) =>
        k.attention({ starts, textOf, hidden, heads, qkv: get(v, 'qkv'), context, logSumExp: room(rows * heads) }),
      stock: (t) => stockAttention(get(t, 'qkv')),
    },
    {
      name: 'attention and its gradient',
      inputs: { qkv: [rows, 3 * hidden], dy: [rows, hidden] },
      output: [rows, 3 * hidden],
      record: (k, v, dQkv, { starts, textOf, room }) => {
        const args = {
          starts,
          textOf,
          hidden,
          heads,
          qkv: get(v, 'qkv'),
          context: room(rows * hidden),
          logSumExp: room(rows * heads),
        };
        k.attention(args);
        k.attentionGradient({ ...args, dContext: get(v, 'dy'), delta: room(rows * heads), dQkv });
      },
      stock: (t) => tf.grad(stockAttention)(get(t, 'qkv'), get(t, 'dy')),
    },
    {
      name: 'layer normalisation',
      inputs: { x: [rows, hidden], w: [hidden], b: [hidden] },
      output: [rows, hidden],
      record: (k, v, y, { room }) =>
        k.layerNorm({
          rows: 'tokens',
          hidden,
          epsilon: 1e-5,
          x: get(v, 'x'),
          weight: get(v, 'w'),
          bias: get(v, 'b'),
          y,
          statistics: room(rows * 2),
        }),
      stock: (t) => normalise(get(t, 'x'), get(t, 'w'), get(t, 'b')),
    },
    {
      name: 'layer normalisation and its gradients',
      inputs: { x: [rows, hidden], w: [hidden], b: [hidden], dy: [rows, hidden] },
      output: [rows, hidden],
      record: (k, v, dx, { room }) => {
        const norm = {
          rows: 'tokens' as const,
          hidden,
          epsilon: 1e-5,
          x: get(v, 'x'),
          weight: get(v, 'w'),
          bias: get(v, 'b'),
          y: room(rows * hidden),
          statistics: room(rows * 2),
        } as const;
        k.layerNorm(norm);
        k.layerNormGradient({ ...norm, dy: get(v, 'dy'), dx });
        const [dWeight, dBias] = [room(hidden), room(hidden)];
        k.layerNormParameterGradient({ ...norm, dy: get(v, 'dy'), dWeight, dBias });
      },
      stock: (t) => {
        const [dx, ...rest] = tf.grads(normalise)([get(t, 'x'), get(t, 'w'), get(t, 'b')], get(t, 'dy'));
        tf.dispose(rest);
        if (!dx) throw new Error('No gradient.');
        return dx;
      },
    },
    {
      name: 'AdamW on 2 million parameters, beside stock Adam’s arithmetic',
      inputs: { p: [2_000_000], g: [2_000_000] },
      output: [2_000_000],
      record: (k, v, first, { room }) => {
        const partials = room(256);
        k.squaredNorm({ gradients: get(v, 'g'), partials });
        k.adamw({
          parameters: get(v, 'p'),
          gradients: get(v, 'g'),
          partials,
          decayed: 1_000_000,
          firstMoment: first,
          secondMoment: room(2_000_000),
        });
      },
      stock: (t) => {
        const [p, g] = [get(t, 'p'), get(t, 'g')];
        const m = tf.add(tf.mul(tf.zerosLike(p), 0.9), tf.mul(g, 0.1));
        const v = tf.add(tf.mul(tf.zerosLike(p), 0.999), tf.mul(tf.square(g), 0.001));
        tf.sub(p, tf.mul(tf.div(tf.div(m, 0.1), tf.add(tf.sqrt(tf.div(v, 0.001)), 1e-8)), 0.001));
        return m;
      },
    },
  ];
}

async function compareAll(device: Device, rows: number, rounds: number): Promise<void> {
  const random = seededRandom(5);
  console.log(`${device.kind}, ${rows} tokens in texts of ${textTokens}`);
  const state = device.allocate(stepStateLength);
  const size = { tokens: rows, texts: rows / textTokens };
  device.write(state, packStepState({ ...fixtureState, ...size }));
  const starts = Uint32Array.from({ length: size.texts + 1 }, (_, text) => text * textTokens);
  const textOf = Uint32Array.from({ length: rows }, (_, row) => Math.floor(row / textTokens));
  for (const { name, inputs, output, record, stock } of comparisons(rows)) {
    const taken: View[] = [];
    const room = (length: number) => {
      const view = device.allocate(length);
      taken.push(view);
      return view;
    };
    const write = (values: Float32Array | Uint32Array) => {
      const view = room(values.length);
      device.write(view, values);
      return view;
    };
    const views: Record<string, View> = {};
    const tensors: Record<string, tf.Tensor> = {};
    for (const [input, shape] of Object.entries(inputs)) {
      const length = shape.reduce((product, part) => product * part, 1);
      const values = Float32Array.from({ length }, () => random() - 0.5);
      views[input] = write(values);
      tensors[input] = tf.tensor(values, shape);
    }
    const result = room(output.reduce((product, part) => product * part, 1));
    const layout = { starts: write(starts), textOf: write(textOf), room };
    const program = await device.compile(state, size, (k) => record(k, views, result, layout));
    const own = async () => {
      program.run(size);
      await device.finish();
    };
    let stockValues: ArrayLike<number> = [];
    const other = async () => {
      const tensor = tf.tidy(() => stock(tensors));
      stockValues = await tensor.data();
      tensor.dispose();
    };
    await own();
    const ownValues = await device.read(result);
    const [ownTime, otherTime] = await medianTimes(own, other, rounds);
    console.log(
      `${name}: Hone ${ownTime.toFixed(2)} ms, stock ${otherTime.toFixed(2)} ms, ` +
        `${(otherTime / ownTime).toFixed(1)} times as fast; error ${error(ownValues, stockValues)}`,
    );
    program.dispose();
    for (const view of taken) device.free(view);
    tf.dispose(tensors);
  }
}

async function medianTimes(
  own: () => Promise<void>,
  other: () => Promise<void>,
  rounds: number,
): Promise<[number, number]> {
  const times: [number[], number[]] = [[], []];
  await other();
  for (let round = 0; round < rounds; round++) {
    for (const [side, run] of [[0, own] as const, [1, other] as const]) {
      const started = performance.now();
      await run();
      times[side].push(performance.now() - started);
    }
  }
  const median = (all: number[]) => all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)] ?? NaN;
  return [median(times[0]), median(times[1])];
}

function error(own: ArrayLike<number>, stock: ArrayLike<number>): string {
  let [largest, most] = [0, 0];
  for (let i = 0; i < own.length; i++) {
    largest = Math.max(largest, Math.abs((own[i] ?? NaN) - (stock[i] ?? NaN)));
    most = Math.max(most, Math.abs(stock[i] ?? NaN));
  }
  return (largest / most).toExponential(1);
}

const tokens = Number(import.meta.env['HONE_BENCH_TOKENS'] ?? 1024);

test('kernels on WebAssembly', async () => {
  const device = await createWasmDevice();
  await startStockWasm(device.threads);
  await compareAll(device, tokens, 7);
  device.dispose();
});

test('kernels on WebGPU', async () => {
  const device = await createWebGPUDevice();
  await tf.setBackend('webgpu');
  await compareAll(device, tokens, 3);
});

/** Rows, inputs and outputs of the matrix products that every variant is timed at. */
const shapes = [
  [1024, 384, 1536],
  [512, 768, 3072],
] as const;

/**
 * The kernel alone, `rounds` times in turns with stock, by the variant that is set: milliseconds of each.
 *
 * @param halves whether the weight is kept in half precision, as frozen ones are where they are numbers of it
 */
async function productTimes(
  device: WebGPUDevice,
  [rows, inputs, outputs]: readonly [number, number, number],
  rounds: number,
  halves = false,
): Promise<[own: number, stock: number]> {
  const random = seededRandom(5);
  const filled = (length: number) => Float32Array.from({ length }, () => random() - 0.5);
  const [left, right] = [filled(rows * inputs), filled(inputs * outputs)];
  const views = [left, halves ? new Uint32Array(singleToHalf(right).buffer) : right].map((values) => {
    const view = device.allocate(values.length);
    device.write(view, values);
    return view;
  });
  const [x, stored] = views;
  const weight = stored && (halves ? { ...stored, halves: true as const } : stored);
  const [y, state] = [device.allocate(rows * outputs), device.allocate(stepStateLength)];
  if (!x || !weight) throw new RangeError('No operands.');
  const size = { tokens: rows, texts: 1 };
  device.write(state, packStepState({ ...fixtureState, ...size }));
  const program = await device.compile(state, size, (k) => k.linear({ rows: 'tokens', x, weight, inputs, outputs, y }));
  const [a, b] = [tf.tensor2d(left, [rows, inputs]), tf.tensor2d(right, [inputs, outputs])];
  const own = async () => {
    program.run(size);
    await device.finish();
  };
  const stock = async () => {
    const product = tf.matMul(a, b);
    // Waiting for the queue and not reading back, as on our side.
    await device.finish();
    product.dispose();
  };
  await own();
  const times = await medianTimes(own, stock, rounds);
  program.dispose();
  for (const view of [...views, y, state]) device.free(view);
  tf.dispose([a, b]);
  return times;
}

test('matrix products on WebGPU, by variant', async () => {
  const device = await createWebGPUDevice();
  await tf.setBackend('webgpu');
  for (const [rows, inner, columns] of shapes) {
    const billions = (time: number) => ((2 * rows * inner * columns) / time / 1e6).toFixed(2);
    const key = shapeKey({ kind: 'NN', rows, inner, columns });
    const [picked, stock] = await productTimes(device, [rows, inner, columns], 5);
    console.log(
      `${rows} × ${inner} × ${columns}: stock tf.matMul ${billions(stock)} billion operations/s; ` +
        `the variant picked, ${device.tuning.get()[key]}, ${billions(picked)}: ` +
        `${(stock / picked).toFixed(1)} times as fast`,
    );
    const [inHalf] = await productTimes(device, [rows, inner, columns], 5, true);
    console.log(`  its weight in half precision: ${billions(inHalf)} billion operations/s`);
    for (const variant of device.tuning.variants) {
      device.tuning.set({ [key]: variant });
      const [own] = await productTimes(device, [rows, inner, columns], 1);
      console.log(`  ${variant}: ${billions(own)} billion operations/s`);
    }
  }
});

test('JavaScript a dispatch', async () => {
  const device = await createWebGPUDevice();
  await tf.setBackend('webgpu');
  const count = 500;
  const [state, x] = [device.allocate(stepStateLength), device.allocate(64)];
  const size = { tokens: 1, texts: 1 };
  device.write(state, packStepState({ ...fixtureState, ...size }));
  const program = await device.compile(state, size, (k) => {
    for (let i = 0; i < count; i++) k.clear({ values: x });
  });
  // TensorFlow.js adds fewer than a thousand elements on the processor.
  const one = tf.tensor1d(new Float32Array(4096));
  tf.add(one, one).dispose();
  const sides = {
    Hone: () => program.run(size),
    'stock runWebGPUProgram': () => {
      for (let i = 0; i < count; i++) tf.add(one, one).dispose();
    },
  };
  for (const [name, run] of Object.entries(sides)) {
    const times: number[] = [];
    for (let round = 0; round < 9; round++) {
      const started = performance.now();
      run();
      times.push(performance.now() - started);
      await device.finish();
    }
    const [median = NaN] = times.toSorted((a, b) => a - b).slice(4);
    console.log(`${name}: ${((1000 * median) / count).toFixed(2)} µs a dispatch`);
  }
});
