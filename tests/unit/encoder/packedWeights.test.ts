// Frozen weights of 8 bits: on each device they give, bit for bit, what the unpacked ones give.

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import config from '../../fixtures/bert/config.json';
import expected from '../../fixtures/bert/expected.json';
import { classifierTensors, inHalfPrecision } from '../../../src/export/huggingFaceWeights';
import { headValues } from '../../../src/encoder/classifierHead';
import { hostWordsOf } from '../../../src/encoder/hostWords';
import { encoderSources } from '../../../src/encoder/scope';
import { encoderTensors } from '../../../src/encoder/tensors';
import { changedTensors, withChanged } from '../../../src/encoder/trainedTensors';
import { createReferenceDevice } from '../../../src/tensor/reference/referenceDevice';
import { fromFloat32, toFloat32 } from '../../../src/tensor/safetensors';
import { scaledTensors } from '../../../src/tensor/scaledTensors';
import { createWasmDevice } from '../../../src/tensor/wasm/wasmDevice';
import { inEightBits, unpacked } from '../../support/eightBits';
import { adapterStep, parityFixture, wholeModel } from '../../support/parityFixture';

const weights = new Uint8Array(readFileSync(new URL('../../fixtures/bert/model.safetensors', import.meta.url)));
const fixture = parityFixture(config, weights.buffer, expected);
const packed = scaledTensors(inEightBits(fixture.tensors));
const plain = unpacked(packed);

const devices = { reference: createReferenceDevice(), wasm: await createWasmDevice() };

test.each(Object.entries(devices))('logits and gradients of adapters, %s', async (_, device) => {
  const wanted = await adapterStep(device, fixture, plain);
  const actual = await adapterStep(device, fixture, packed);
  expect(actual.kept.map(({ value, scale, scales }) => [value.length, scale !== undefined, scales?.length])).toEqual(
    wanted.kept.map(({ value, shape }, i) => [value.length / 4, i === 0, i === 0 ? undefined : shape[1]]),
  );
  expect(actual.logits).toEqual(wanted.logits);
  expect(actual.gradients).toEqual(wanted.gradients);
});

test('what trains is in single precision, and what changed is no longer in 8 bits', () => {
  const tensors = encoderTensors(packed, fixture.config);
  const sources = encoderSources(tensors, wholeModel, fixture.config, 0);
  expect([...sources.values()].every(({ training }) => training)).toBe(true);
  const qkv = 'layers.0.qkv.weight';
  const own = { shape: [32, 96], values: new Float32Array(32 * 96).fill(2) };
  const changed = withChanged(tensors, changedTensors(tensors, new Map([[qkv, own]]), 1));
  expect(tensors.get(qkv)?.eightBits).toBeDefined();
  expect(changed.get(qkv)?.eightBits).toBeUndefined();
  expect(changed.get(qkv)?.values()).toEqual(own.values);
});

test.each([
  ['one scale of the table', packed],
  [
    'one scale a row, which stays unpacked on the device',
    new Map([...packed].map(([name, own]) => [name, own.scales?.shape[0] === 1 ? scaledByRow(own.shape, own) : own])),
  ],
])('rows of a word table that is not on the device: %s', (_, stored) => {
  const tensors = encoderTensors(stored, fixture.config);
  const words = hostWordsOf(tensors, { largestAllocation: 1 });
  const table = tensors.get('embeddings.words')?.values() ?? new Float32Array();
  const rows = words?.rows(Int32Array.of(3, 0, 3));
  expect(rows).toEqual(Float32Array.of(...table.slice(96, 128), ...table.slice(0, 32), ...table.slice(96, 128)));
});

function scaledByRow(shape: number[], tensor: { bytes: Uint8Array<ArrayBuffer> }) {
  const [rows = 0] = shape;
  const scales = fromFloat32(
    Float32Array.from({ length: rows }, (_, row) => 0.01 * (row + 1)),
    [rows, 1],
  );
  return { type: 'I8' as const, shape, bytes: tensor.bytes, scales };
}

test('an exported classifier has single precision, or half of it', () => {
  const head = headValues(fixture.tensors, fixture.config.architecture);
  const single = classifierTensors(packed, fixture.config, head, new Map(), 'first');
  const wanted = classifierTensors(plain, fixture.config, head, new Map(), 'first');
  expect([...single].map(([name, { type, bytes }]) => [name, type, bytes])).toEqual(
    [...wanted].map(([name, { type, bytes }]) => [name, type, bytes]),
  );
  const name = 'bert.encoder.layer.0.output.dense.weight';
  const half = inHalfPrecision(single).get(name);
  const exact = single.get(name);
  expect(half?.type).toBe('F16');
  const [rounded, values] = [half && toFloat32(half), exact && toFloat32(exact)];
  values?.forEach((value, i) => expect(Math.abs((rounded?.[i] ?? NaN) - value)).toBeLessThan(1e-3));
});
