// e5-small-v2 as it comes with the app against PyTorch, on the reference device. Chromium has the others
// (tests/parity/engine.browser.ts).

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import e5 from '../../fixtures/e5-small-v2/parity.json';
import { createReferenceDevice } from '../../../src/tensor/reference/referenceDevice';
import { gapOfHiddenStates, shippedClassifier } from '../../support/shippedModels';

const read = (name: string) => readFileSync(new URL(`../../../public/models/e5-small-v2/${name}`, import.meta.url));

test('e5-small-v2: hidden states to 1e-4 of PyTorch’s on the same weights', async () => {
  const weights = new Uint8Array(read('model.safetensors'));
  const json: unknown = JSON.parse(read('config.json').toString());
  const classifier = shippedClassifier(createReferenceDevice(), json, weights.buffer);
  await classifier.preparePooling({ kind: 'ids' });
  // One of two tokens: the reference is slow.
  const [item] = e5.items.filter(({ n }) => n === 2);
  expect(item && (await gapOfHiddenStates(classifier, item))).toBeLessThan(1e-4);
});
