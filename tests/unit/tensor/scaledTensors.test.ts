import { expect, test } from 'vitest';
import {
  fromFloat32,
  readSafetensors,
  toFloat32,
  writeSafetensors,
  type StoredTensor,
} from '../../../src/tensor/safetensors';
import { scaledTensors } from '../../../src/tensor/scaledTensors';

const numbers = Int8Array.of(-128, -1, 0, 1, 127, 3);
const weight: StoredTensor = { type: 'I8', shape: [3, 2], bytes: new Uint8Array(numbers.buffer) };
const scales = (values: number[], shape: number[]) => fromFloat32(Float32Array.from(values), shape);
const checkpoint = (others: Record<string, StoredTensor>) =>
  scaledTensors(new Map(Object.entries({ 'a.weight': weight, ...others })));

/** By hand: each number times the scale of its row, in single precision. */
const times = (...own: number[]) =>
  [...numbers].map((value, i) => Math.fround(value * Math.fround(own[i >> 1] ?? NaN)));

test('8 bits are read from a file with a scale a row, or one of all', async () => {
  const file = await new Blob(
    writeSafetensors(
      new Map([
        ['a.weight', weight],
        ['a.weight_scale', scales([0.1, 2, 1 / 3], [3, 1])],
      ]),
    ),
  ).arrayBuffer();
  const read = scaledTensors(readSafetensors(file));
  expect([...read.keys()]).toEqual(['a.weight']);
  const values = (tensors: Map<string, StoredTensor>) => [...tensors.values()].map((own) => [...toFloat32(own)]);
  expect(values(read)).toEqual([times(0.1, 2, 1 / 3)]);
  for (const shape of [[1, 1], [1], []]) {
    expect(values(checkpoint({ 'a.weight_scale': scales([0.7], shape) }))).toEqual([times(0.7, 0.7, 0.7)]);
  }
  expect(values(checkpoint({ 'a.weight_scale': scales([0.1, 2, 3], [3]) }))).toEqual([times(0.1, 2, 3)]);
});

test('a scale may be in half precision', () => {
  const halves = { type: 'F16', shape: [1], bytes: new Uint8Array(Uint16Array.of(0x3800).buffer) } as const;
  const tensor = checkpoint({ 'a.weight_scale': { ...halves, shape: [1] } }).get('a.weight');
  expect(tensor && [...toFloat32(tensor)]).toEqual(times(0.5, 0.5, 0.5));
});

test.each<[string, RegExp, Record<string, StoredTensor>]>([
  ['missing', /“a.weight”.*8 bits, and “a.weight_scale” is missing/, {}],
  [
    'of the wrong length',
    /“a.weight_scale” is F32 2 × 1, where one number a row \(3 × 1\)/,
    {
      'a.weight_scale': scales([1, 2], [2, 1]),
    },
  ],
  ['one a column', /F32 1 × 2/, { 'a.weight_scale': scales([1, 2], [1, 2]) }],
  ['one a group', /F32 3 × 2/, { 'a.weight_scale': scales([1, 2, 3, 4, 5, 6], [3, 2]) }],
  ['of whole numbers', /I8 3 × 2/, { 'a.weight_scale': weight, 'a.weight_scale_scale': scales([1], [1]) }],
  [
    'beside a zero point',
    /not centred on zero/,
    {
      'a.weight_scale': scales([1], [1]),
      'a.weight_zero_point': scales([1], [1]),
    },
  ],
])('a scale that is %s is refused by name', (_, message, others) => {
  expect(() => checkpoint(others)).toThrowError(message);
});
