import { describe, expect, test } from 'vitest';
import { onnxParts } from '../../../src/export/onnx/onnxFile';
import { quantizedColumns, quantizedRows } from '../../../src/export/onnx/quantize';

const matrix = { shape: [2, 3], values: () => Float32Array.of(1, -254, 0, -127, 2, 0) };

describe('8 bits', () => {
  test('a column has its own scale, and zeros stay zero', () => {
    const { values, scales } = quantizedColumns(matrix);
    expect([...scales()]).toEqual([1, 2, 1]);
    expect([...values()]).toEqual([1, -127, 0, -127, 1, 0]);
  });

  test('so has a row of a table', () => {
    const { values, scales } = quantizedRows(matrix);
    expect([...scales()]).toEqual([2, 1]);
    // Half of a step goes up, as everywhere in JavaScript.
    expect([...values()]).toEqual([1, -127, 0, -127, 2, 0]);
  });
});

describe('an ONNX file', () => {
  const graph = (bytes: () => Uint8Array<ArrayBuffer>) => ({
    name: 'g',
    nodes: [],
    inputs: [],
    outputs: [],
    tensors: [{ name: 'w', type: 'uint8' as const, shape: [3], bytes }],
  });
  const producer = { name: 'Hone', version: '1' };

  test('holds weights as they are, and reads each once, when its turn comes', () => {
    let read = 0;
    const weight = Uint8Array.of(7, 8, 9);
    const parts = onnxParts(
      graph(() => (read++, weight)),
      producer,
    );
    parts.next();
    expect(read).toBe(0);
    const rest = [...parts];
    expect(read).toBe(1);
    expect(rest).toContain(weight);
  });

  test('refuses a weight of another length than its shape says', () => {
    expect(() => [
      ...onnxParts(
        graph(() => new Uint8Array(2)),
        producer,
      ),
    ]).toThrowError(/2 bytes for 3/);
  });
});
