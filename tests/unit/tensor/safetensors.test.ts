import { describe, expect, test } from 'vitest';
import { fromFloat32, readSafetensors, toFloat32, writeSafetensors } from '../../../src/tensor/safetensors';

/** A file with this header and as many data bytes. */
function fileOf(header: unknown, dataBytes: number): ArrayBuffer {
  const text = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const file = new Uint8Array(8 + text.length + dataBytes);
  new DataView(file.buffer).setBigUint64(0, BigInt(text.length), true);
  file.set(text, 8);
  return file.buffer;
}

test('what is written is read again', async () => {
  const tensors = new Map([
    ['a.weight', fromFloat32(new Float32Array([1, -2.5, 3, 4, 5, 6]), [2, 3])],
    ['b', fromFloat32(new Float32Array([7]), [1])],
  ]);
  const file = await new Blob(writeSafetensors(tensors)).arrayBuffer();
  const read = readSafetensors(file);
  expect([...read.keys()]).toEqual(['a.weight', 'b']);
  const a = read.get('a.weight');
  expect(a?.shape).toEqual([2, 3]);
  expect(a && Array.from(toFloat32(a))).toEqual([1, -2.5, 3, 4, 5, 6]);
});

test('of a file on disk only the header is read, and of a tensor its own bytes', async () => {
  const tensors = new Map([
    ['large', fromFloat32(new Float32Array(1000).fill(1), [1000])],
    ['small', fromFloat32(Float32Array.of(2, 3), [2])],
  ]);
  const whole = new Uint8Array(await new Blob(writeSafetensors(tensors)).arrayBuffer());
  const asked: [number, number][] = [];
  const read = readSafetensors({
    size: whole.length,
    read(start, end) {
      asked.push([start, end]);
      return whole.slice(start, end);
    },
  });
  const dataStart = asked.at(-1)?.[1] ?? 0;
  expect(asked).toEqual([
    [0, 8],
    [8, dataStart],
  ]);
  const small = read.get('small');
  expect(small && [...toFloat32(small)]).toEqual([2, 3]);
  expect(asked.slice(2)).toEqual([[dataStart + 4000, dataStart + 4008]]);
});

test('half precision is read exactly, subnormal numbers too', () => {
  const halves = Uint16Array.of(0x3c00, 0xc000, 0x0001, 0x7bff, 0x8000, 0x7c00);
  const file = fileOf({ x: { dtype: 'F16', shape: [6], data_offsets: [0, 12] } }, 12);
  new Uint8Array(file).set(new Uint8Array(halves.buffer), file.byteLength - 12);
  const x = readSafetensors(file).get('x');
  expect(x && Array.from(toFloat32(x))).toEqual([1, -2, 2 ** -24, 65504, -0, Infinity]);
});

test('a scalar and a tensor with no elements are allowed', () => {
  const header = {
    empty: { dtype: 'F32', shape: [2, 0], data_offsets: [0, 0] },
    scalar: { dtype: 'F32', shape: [], data_offsets: [0, 4] },
  };
  expect(readSafetensors(fileOf(header, 4)).size).toBe(2);
});

const tensor = (over: object) => ({
  x: { dtype: 'F32', shape: [2], data_offsets: [0, 8], ...over },
});

describe('refuses', () => {
  test.each([
    ['a file that is too short', new ArrayBuffer(3)],
    ['a header that is no JSON', fileOf('{"x":', 0)],
    ['a header that is a list', fileOf('[]', 0)],
    ['an unknown type', fileOf(tensor({ dtype: 'Q4' }), 8)],
    ['a type from the prototype', fileOf(tensor({ dtype: 'toString' }), 8)],
    ['a negative length', fileOf(tensor({ shape: [-2] }), 8)],
    ['a shape that overflows', fileOf(tensor({ shape: [2 ** 52, 2 ** 20] }), 8)],
    ['offsets beyond the file', fileOf(tensor({}), 4)],
    ['a size that does not fit', fileOf(tensor({ shape: [3] }), 8)],
    ['bytes of no tensor', fileOf(tensor({}), 9)],
    ['a gap', fileOf(tensor({ data_offsets: [4, 12] }), 12)],
    ['an overlap', fileOf({ ...tensor({}), y: { dtype: 'F32', shape: [2], data_offsets: [4, 12] } }, 12)],
  ])('%s', (_, file) => {
    expect(() => readSafetensors(file)).toThrowError(/model file can’t be used/);
  });

  test('a header longer than the file', () => {
    const file = fileOf(tensor({}), 8);
    new DataView(file).setBigUint64(0, 2n ** 63n, true);
    expect(() => readSafetensors(file)).toThrowError(/header is longer/);
  });
});
