// Each kind of pooling against PyTorch (tools/fixtures/make_pooling_kinds.py): pooled states, logits, loss and gradients.

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Pooling } from '../../../src/domain/pooling';
import { readEncoderConfig } from '../../../src/encoder/config';
import { createReferenceDevice } from '../../../src/tensor/reference/referenceDevice';
import { createWasmDevice } from '../../../src/tensor/wasm/wasmDevice';
import { byFixtureNames } from '../../support/engineParity';
import {
  decode,
  fixtureClassifier,
  fixtureState,
  largestGap,
  parityFixture,
  relativeGap,
  wholeModel,
  type ExpectedValues,
} from '../../support/parityFixture';

type Expected = Pick<ExpectedValues, 'logits' | 'loss' | 'grads'> & { pooled: ExpectedValues['mean_pooled'] };

const read = (name: string) => readFileSync(new URL(`../../fixtures/${name}`, import.meta.url));
const json = (name: string): unknown => JSON.parse(read(name).toString());
const expected = json('pooling-kinds.json') as Record<Pooling, Expected>;
const weights = new Uint8Array(read('bert/model.safetensors')).buffer;
const fixture = parityFixture(json('bert/config.json'), weights, json('bert/expected.json') as ExpectedValues);
const devices = { reference: createReferenceDevice(), WebAssembly: await createWasmDevice() };

describe.each(Object.entries(devices))('%s', (_, device) => {
  test.each(Object.keys(expected) as Pooling[])('%s: as PyTorch', async (pooling) => {
    const wanted = expected[pooling];
    const { batch, labels, types } = fixture;
    const classifier = fixtureClassifier(device, fixture, wholeModel, 0, pooling);
    await classifier.prepareTraining({ kind: 'ids' });
    device.write(classifier.batch.tokenIds.typeIds, types);
    classifier.run('gradients', { batch, labels, state: fixtureState });
    expect(largestGap(await classifier.readPooled(4), decode(wanted.pooled))).toBeLessThan(1e-5);
    expect(largestGap(await classifier.readLogits(4), wanted.logits.flat())).toBeLessThan(1e-5);
    expect(Math.abs((await classifier.takeLoss()) - wanted.loss)).toBeLessThan(1e-5);
    const own = byFixtureNames(await classifier.store.readGradients(), fixture);
    for (const [name, gradient] of Object.entries(wanted.grads)) {
      expect(relativeGap(own.get(name) ?? [], decode(gradient)), name).toBeLessThan(1e-3);
    }
    classifier.dispose();
    classifier.store.dispose();
  });
});

test('a classifier’s config.json names what no layer gives, or nothing', () => {
  const own = json('bert/config.json') as object;
  expect(readEncoderConfig(own).headReads).toBe('first');
  expect(readEncoderConfig({ ...own, hone_pooling: 'max' }).headReads).toBe('max');
  expect(() => readEncoderConfig({ ...own, hone_pooling: 'lasttoken' })).toThrow(
    /the pooling “lasttoken” in its config/,
  );
});
