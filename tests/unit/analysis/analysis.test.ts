import { describe, expect, test } from 'vitest';
import { symmetricEigenvectors } from '../../../src/analysis/symmetricEigenvectors';
import { createReferenceDevice } from '../../../src/tensor/reference/referenceDevice';
import { createWasmDevice } from '../../../src/tensor/wasm/wasmDevice';
import { analysisCases } from '../../support/analysisParity';

const wasm = await createWasmDevice({ threads: 1 });

describe.each([wasm, createReferenceDevice()])('as NumPy, from memory of $kind', (device) => {
  test.each(analysisCases)('$name', ({ run }) => run(device));
});

test('eigenvectors of a matrix that is known', () => {
  const { values, vectors } = symmetricEigenvectors([2, 1, 0, 1, 2, 0, 0, 0, 5], 3);
  [5, 3, 1].forEach((value, i) => expect(values[i]).toBeCloseTo(value, 12));
  expect(Math.abs((vectors[1]?.[0] ?? 0) * (vectors[1]?.[1] ?? 0))).toBeCloseTo(0.5, 12);
});
