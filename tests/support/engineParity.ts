// The engine against transformers and PyTorch, on whatever device a test file brings.

import { describe, expect, test } from 'vitest';
import type { TensorValues } from '../../src/domain/tensorValues';
import { loraTargetsOf, merged, partOwners } from '../../src/encoder/lora';
import type { Classifier } from '../../src/encoder/classifier';
import { headTensors } from '../../src/encoder/classifierHead';
import { encoderTensors, huggingFaceTensors } from '../../src/encoder/tensors';
import type { Device } from '../../src/tensor/device';
import { toFloat32 } from '../../src/tensor/safetensors';
import {
  adaptersOf,
  decode,
  fillLora,
  fixtureClassifier,
  fixtureState,
  largestGap,
  packRows,
  relativeGap,
  unpadded,
  wholeModel,
  type ExpectedValues,
  type ParityFixture,
} from './parityFixture';

/** Where the true gradient is 0 (key biases), Adam's first steps amplify rounding noise up to the learning rate. */
export const looseAfterAdam = /key\.bias|k_lin\.bias/;

/** Each gradient to 1e-3 of its norm. @param own by the fixture's names */
export function expectGradients(own: ReadonlyMap<string, ArrayLike<number>>, expected: ExpectedValues['grads']): void {
  for (const [parameter, wanted] of Object.entries(expected)) {
    const gradient = own.get(parameter) ?? [];
    // The true gradient of a key's bias is 0: only its size can be compared.
    if (looseAfterAdam.test(parameter)) {
      expect(largestGap(gradient, decode(wanted)), parameter).toBeLessThan(1e-6);
    } else {
      expect(relativeGap(gradient, decode(wanted)), parameter).toBeLessThan(1e-3);
    }
  }
}

/** Hone's tensors under the fixture's names. */
export function byFixtureNames(values: TensorValues, { config, tensors }: ParityFixture) {
  const { architecture } = config;
  const encoder = new Map(
    [...values]
      .filter(([name]) => /^(embeddings|layers)\./.test(name))
      .map(([name, { shape, values: own }]) => [name, { shape, values: () => own }]),
  );
  const named = new Map<string, Float32Array>();
  for (const [name, tensor] of huggingFaceTensors(encoder, config)) {
    const prefixed = tensors.has(name) ? name : `${architecture.prefix}.${name}`;
    named.set(prefixed, toFloat32(tensor));
  }
  for (const [name, tensor] of headTensors(values, architecture)) {
    named.set(name, toFloat32(tensor));
  }
  return named;
}

async function trainedOnce(device: Device, fixture: ParityFixture): Promise<Classifier> {
  const classifier = fixtureClassifier(device, fixture, wholeModel);
  await classifier.prepareTraining({ kind: 'ids' });
  device.write(classifier.batch.tokenIds.typeIds, fixture.types);
  const { batch, labels } = fixture;
  classifier.run('gradients', { batch, labels, state: fixtureState });
  return classifier;
}

export function describeParity(name: string, fixture: ParityFixture, device: () => Device): void {
  const { expected, batch, labels } = fixture;
  describe(name, () => {
    test('hidden states, logits and loss to 1e-4', async () => {
      const classifier = await trainedOnce(device(), fixture);
      const states = await classifier.readHiddenStates(batch.tokens);
      expect(states).toHaveLength(expected.hidden_states.length);
      expected.hidden_states.forEach((wanted, index) => {
        const gap = largestGap(states[index] ?? [], unpadded(wanted, batch));
        expect(gap, `after layer ${index}`).toBeLessThan(1e-4);
      });
      expect(largestGap(await classifier.readLogits(4), expected.logits.flat())).toBeLessThan(1e-4);
      expect(Math.abs((await classifier.takeLoss()) - expected.loss)).toBeLessThan(1e-4);
      classifier.dispose();
      classifier.store.dispose();
    });

    test('every gradient to 1e-3 of its norm', async () => {
      const classifier = await trainedOnce(device(), fixture);
      const own = byFixtureNames(await classifier.store.readGradients(), fixture);
      expect([...own.keys()].sort()).toEqual(Object.keys(expected.grads).sort());
      expectGradients(own, expected.grads);
      classifier.dispose();
      classifier.store.dispose();
    });

    test('three steps of AdamW: losses, parameters and logits', async () => {
      const classifier = await trainedOnce(device(), fixture);
      const { loss_before_each_step: losses, params_after: after } = expected.adamw;
      for (const [step, loss] of losses.entries()) {
        const state = { ...fixtureState, step: step + 1 };
        if (step > 0) classifier.run('gradients', { batch, labels, state });
        expect(Math.abs((await classifier.takeLoss()) - loss)).toBeLessThan(1e-4);
        classifier.update();
      }
      const own = byFixtureNames(await classifier.store.readTrained(), fixture);
      for (const [parameter, wanted] of Object.entries(after)) {
        const tolerance = looseAfterAdam.test(parameter) ? 3.1e-3 : 1e-4;
        const gap = largestGap(own.get(parameter) ?? [], decode(wanted));
        expect(gap, parameter).toBeLessThan(tolerance);
      }
      classifier.run('gradients', { batch, labels, state: fixtureState });
      const logits = await classifier.readLogits(4);
      expect(largestGap(logits, expected.adamw.logits_after.flat())).toBeLessThan(1e-4);
      expect(Math.abs((await classifier.takeLoss()) - expected.adamw.loss_after)).toBeLessThan(1e-4);
      classifier.dispose();
      classifier.store.dispose();
    });

    test('two micro-batches give the gradients of one batch', async () => {
      const whole = await trainedOnce(device(), fixture);
      const wanted = await whole.store.readGradients();
      const halves = fixtureClassifier(device(), fixture, wholeModel);
      await halves.prepareTraining({ kind: 'ids' });
      const parts = [
        [0, 1],
        [2, 3],
      ];
      let firstToken = 0;
      for (const [index, rows] of parts.entries()) {
        const part = packRows(expected, rows);
        const types = fixture.types.subarray(firstToken, firstToken + part.tokens);
        firstToken += part.tokens;
        device().write(halves.batch.tokenIds.typeIds, types);
        const own = Uint32Array.from(rows, (row) => labels[row] ?? 0);
        const state = { ...fixtureState, accumulate: index > 0 };
        halves.run('gradients', { batch: part, labels: own, state });
      }
      for (const [parameter, gradient] of await halves.store.readGradients()) {
        const gap = largestGap(gradient.values, wanted.get(parameter)?.values ?? []);
        expect(gap, parameter).toBeLessThan(1e-6);
      }
      for (const classifier of [whole, halves]) {
        classifier.dispose();
        classifier.store.dispose();
      }
    });

    test('a text gives the same logits alone and among others, to 1e-5', async () => {
      const classifier = fixtureClassifier(device(), fixture, null);
      await classifier.preparePrediction({ kind: 'ids' });
      const logitsOf = async (rows: number[]) => {
        classifier.run('predict', { batch: packRows(expected, rows), state: fixtureState });
        return classifier.readLogits(rows.length);
      };
      const together = await logitsOf([0, 1, 2, 3]);
      for (const row of [0, 1, 2, 3]) {
        const own = together.subarray(row * 3, row * 3 + 3);
        expect(largestGap(await logitsOf([row]), own)).toBeLessThan(1e-5);
      }
      classifier.dispose();
      classifier.store.dispose();
    });

    test('adapters: merged and unmerged logits agree to 1e-4', async () => {
      const adapters = adaptersOf(fixture.config);
      const scope = { firstLayer: 0, adapters, embeddings: false };
      const adapted = fixtureClassifier(device(), fixture, scope);
      const filled = fillLora(await adapted.store.readTrained());
      adapted.store.writeTrained(filled);
      await adapted.preparePrediction({ kind: 'ids' });
      adapted.run('predict', { batch, state: fixtureState });
      const unmerged = await adapted.readLogits(4);
      const trained = await adapted.store.readTrained();

      const plain = fixtureClassifier(device(), fixture, wholeModel);
      for (const [name, tensor] of encoderTensors(fixture.tensors, fixture.config)) {
        const stem = name.replace(/\.weight$/, '');
        const [down, up] = ['down', 'up'].map((part) => trained.get(`${stem}.adapter.${part}`));
        if (!down || !up) continue;
        const [inputs = 0, outputs = 0] = tensor.shape;
        const values = merged(tensor.values(), down.values, up.values, {
          inputs,
          outputs,
          scale: adapters.alpha / adapters.rank,
        });
        plain.store.writeTrained(new Map([[name, { shape: tensor.shape, values }]]));
      }
      await plain.preparePrediction({ kind: 'ids' });
      plain.run('predict', { batch, state: fixtureState });
      const logits = await plain.readLogits(4);
      expect(largestGap(unmerged, logits)).toBeLessThan(1e-4);
      expect(largestGap(unmerged, expected.logits.flat())).toBeGreaterThan(1e-3);
      for (const classifier of [adapted, plain]) {
        classifier.dispose();
        classifier.store.dispose();
      }
    });

    test('adapters: gradients against finite differences', async () => {
      const { qkvIsOneModule } = fixture.config.architecture;
      const targets = [...loraTargetsOf('queryAndValue', qkvIsOneModule), 'attentionOutput', 'output'] as const;
      const adapters = { rank: 2, alpha: 4, targets };
      if (!qkvIsOneModule) expect(partOwners(targets)).toEqual([0, -1, 1]);
      const scope = { firstLayer: 1, adapters, embeddings: false };
      const classifier = fixtureClassifier(device(), fixture, scope);
      const start = await classifier.store.readTrained();
      for (const [tensor, { shape, values }] of start) {
        if (!tensor.endsWith('.up')) continue;
        const [, outputs = 0] = shape;
        // Query owns the first ranks, value the others, as training would leave it.
        const mine = (i: number) =>
          !tensor.includes('qkv') ||
          qkvIsOneModule ||
          [0, -1, 1][Math.floor((i % outputs) / (outputs / 3))] === Math.floor(i / outputs / 2);
        values.forEach((_, i) => (values[i] = mine(i) ? Math.sin(i) * 0.05 : 0));
      }
      classifier.store.writeTrained(start);
      await classifier.prepareTraining({ kind: 'ids' });
      const lossWith = async (values: TensorValues) => {
        classifier.store.writeTrained(values);
        classifier.run('gradients', { batch, labels, state: fixtureState });
        return classifier.takeLoss();
      };
      await lossWith(start);
      const gradients = await classifier.store.readGradients();
      for (const [tensor, { shape, values }] of start) {
        // The head's gradients are PyTorch's already, and ReLU has corners.
        if (!tensor.includes('adapter')) continue;
        const gradient = gradients.get(tensor)?.values ?? new Float32Array();
        // Along the gradient itself the loss changes most, and rounding matters least.
        const norm = Math.hypot(...gradient);
        expect(norm, tensor).toBeGreaterThan(0);
        const stride = 0.02 / norm;
        const moved = (sign: number) =>
          new Map([
            [
              tensor,
              {
                shape,
                values: values.map((value, i) => value + sign * stride * (gradient[i] ?? 0)),
              },
            ],
          ]);
        const slope = ((await lossWith(moved(1))) - (await lossWith(moved(-1)))) / (2 * stride);
        classifier.store.writeTrained(new Map([[tensor, { shape, values }]]));
        expect(Math.abs(slope / norm ** 2 - 1), tensor).toBeLessThan(0.01);
      }
      classifier.dispose();
      classifier.store.dispose();
    });
  });
}
