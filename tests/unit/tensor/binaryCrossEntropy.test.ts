import { expect, test } from 'vitest';
import { packStepState, stepStateLength } from '../../../src/tensor/device';
import { createReferenceDevice } from '../../../src/tensor/reference/referenceDevice';
import { fixtureState } from '../../support/parityFixture';

// PyTorch 2: BCEWithLogitsLoss(pos_weight=[1, 3, 0.5])(logits, labels) in double precision, and its gradient.
const logits = [0.5, -1.25, 3, -2, 0, 1.5, 40, -40, -0.75, 0.1, 2.5, -3.5];
const labels = [1, 0, 1, 0, 1, 0, 0, 1, 0, 1, 1, 0];
const wantedLoss = 13.829647488279724;
const wantedGradient = [
  ...[-0.03146172239984545, 0.01855834490210907, -0.0019760780490652766, 0.009933576835176462],
  ...[-0.125, 0.0681312063494703, 0.08333333333333333, -0.25, 0.026735108402050584],
  ...[-0.03958506771008833, -0.018964545005310862, 0.00244268589594636],
];

test('the reference is PyTorch’s, with weights for the positive', async () => {
  const device = createReferenceDevice();
  const filled = (values: Float32Array | Uint32Array) => {
    const view = device.allocate(values.length);
    device.write(view, values);
    return view;
  };
  const size = { tokens: 4, texts: 4 };
  const state = device.allocate(stepStateLength);
  device.write(state, packStepState({ ...fixtureState, ...size, lossScale: 1 / 4 }));
  const args = {
    classes: 3,
    smoothing: 0,
    logits: filled(Float32Array.from(logits)),
    labels: filled(Uint32Array.from(labels)),
    classWeights: filled(Float32Array.of(1, 3, 0.5)),
    dLogits: device.allocate(12),
    loss: device.allocate(1),
  };
  const program = await device.compile(state, size, (k) => k.binaryCrossEntropy(args));
  program.run(size);
  expect((await device.read(args.loss))[0]).toBeCloseTo(wantedLoss, 5);
  const gradient = await device.read(args.dLogits);
  wantedGradient.forEach((wanted, index) => expect(gradient[index]).toBeCloseTo(wanted, 7));
});
