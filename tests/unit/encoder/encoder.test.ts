// The engine against transformers and PyTorch (tests/fixtures), on the reference device and on WebAssembly.

import { readFileSync } from 'node:fs';
import { createReferenceDevice } from '../../../src/tensor/reference/referenceDevice';
import { createWasmDevice } from '../../../src/tensor/wasm/wasmDevice';
import { describe } from 'vitest';
import { describeContrastiveParity, type ExpectedPairs } from '../../support/contrastiveParity';
import { describeParity } from '../../support/engineParity';
import { parityFixture } from '../../support/parityFixture';

function fixture(architecture: string) {
  const read = (name: string) => readFileSync(new URL(`../../fixtures/${architecture}/${name}`, import.meta.url));
  const weights = new Uint8Array(read('model.safetensors'));
  return parityFixture(
    JSON.parse(read('config.json').toString()),
    weights.buffer,
    JSON.parse(read('expected.json').toString()),
  );
}

const wasm = await createWasmDevice();
const reference = createReferenceDevice();

for (const architecture of ['bert', 'distilbert', 'roberta', 'modernbert']) {
  describeParity(`${architecture}, reference`, fixture(architecture), () => reference);
  describeParity(`${architecture}, WebAssembly`, fixture(architecture), () => wasm);
}

const pairs = JSON.parse(
  readFileSync(new URL('../../fixtures/contrastive.json', import.meta.url)).toString(),
) as ExpectedPairs;
describe('pairs, reference', () => describeContrastiveParity(fixture('bert'), pairs, () => reference));
describe('pairs, WebAssembly', () => describeContrastiveParity(fixture('bert'), pairs, () => wasm));
