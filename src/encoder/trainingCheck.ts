// Whether a device trains as it should. Some drivers compute wrongly without a word (PowerVR's gives zero gradients, and
// training would silently learn nothing), and browsers no longer tell which card it is: a tiny random encoder takes two
// steps on the device and on one that is known to be right, and both must come to the same numbers.

import { seededRandom } from '../domain/random';
import type { TensorValues } from '../domain/tensorValues';
import type { Device } from '../tensor/device';
import { ParameterStore } from '../tensor/parameters';
import { Classifier } from './classifier';
import { headSources } from './classifierHead';
import { readEncoderConfig } from './config';
import { encoderSources, type TrainingScope } from './scope';
import type { EncoderTensor } from './tensors';

const config = readEncoderConfig({
  model_type: 'bert',
  vocab_size: 32,
  hidden_size: 64,
  num_hidden_layers: 1,
  num_attention_heads: 2,
  intermediate_size: 128,
  max_position_embeddings: 16,
  type_vocab_size: 2,
  hidden_act: 'gelu',
  layer_norm_eps: 1e-12,
  hidden_dropout_prob: 0,
  attention_probs_dropout_prob: 0,
});
const wholeModel: TrainingScope = { firstLayer: 0, adapters: null, embeddings: true };
const classCount = 2;

/** How far losses and gradients may differ, as a share of their size: rounding differs by far less, faults by far more. */
const tolerance = 0.01;
/** Gradients below this share of the largest are nothing but rounding, as those of a key's bias. */
const negligible = 1e-4;

/** What two steps lead to. */
interface Outcome {
  /** Before each step and after the last. */
  losses: number[];
  /** After the last. */
  gradients: TensorValues;
}

/** What differs on the device from the one that is right; empty when both agree. */
export async function trainingFault(device: Device, right: Device): Promise<string> {
  const [own, wanted] = [await train(device), await train(right)];
  for (const [at, loss] of wanted.losses.entries()) {
    const found = own.losses[at] ?? NaN;
    // Not a comparison by `>`: NaN is a fault too.
    if (!(Math.abs(found - loss) <= tolerance * Math.abs(loss))) return `loss ${found} instead of ${loss}`;
  }
  const norms = new Map([...wanted.gradients].map(([name, { values }]) => [name, Math.hypot(...values)]));
  const least = negligible * Math.max(...norms.values());
  for (const [name, { values }] of wanted.gradients) {
    const found = own.gradients.get(name)?.values ?? [];
    const gap = Math.hypot(...values.map((value, at) => value - (found[at] ?? NaN)));
    if (!(gap <= tolerance * Math.max(norms.get(name) ?? 0, least))) return `wrong gradients of ${name}`;
  }
  return '';
}

async function train(device: Device): Promise<Outcome> {
  const store = new ParameterStore(device, sources());
  try {
    const largest = { tokens: 16, texts: 2 };
    const shape = {
      config,
      classCount,
      task: 'singleLabel',
      pooling: 'firstAndMean',
      scope: wholeModel,
      largest,
    } as const;
    const classifier = new Classifier(device, store, { ...shape, labelSmoothing: 0, trains: true });
    try {
      await classifier.prepareTraining({ kind: 'ids' });
      const ids = Int32Array.from({ length: 12 }, (_, at) => (at * 7) % config.vocabularySize);
      const batch = { texts: Uint32Array.of(0, 1), starts: Uint32Array.of(0, 5, 12), ids, tokens: 12 };
      const labels = Uint32Array.of(0, 1);
      const state = { accumulate: false, dropoutSeed: 1, lossScale: 0.5, learningRate: 0.01, weightDecay: 0.01 };
      const losses: number[] = [];
      // Gradients are clipped in the first step only: AdamW evens out a factor that all steps share.
      for (const [step, maxGradientNorm] of [0.1, 0, 0].entries()) {
        classifier.run('gradients', { batch, labels, state: { ...state, step: step + 1, maxGradientNorm } });
        losses.push(await classifier.takeLoss());
        if (step < 2) classifier.update();
      }
      return { losses, gradients: await store.readGradients() };
    } finally {
      classifier.dispose();
    }
  } finally {
    store.dispose();
  }
}

/** The same for every device. */
function sources() {
  const random = seededRandom(1);
  const drawn = (shape: number[], around: number) =>
    Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => around + (random() - 0.5) / 2);
  const tensors = config.architecture.tensors(config).map(({ name, shape, kind, layer }): [string, EncoderTensor] => {
    const values = drawn(shape, kind === 'norm' && name.endsWith('.weight') ? 1 : 0);
    return [name, { shape, kind, layer, values: () => values }];
  });
  const { hiddenSize: hidden } = config;
  const head = Object.entries({
    'dense.weight': [hidden, hidden],
    'dense.bias': [hidden],
    'output.weight': [hidden, classCount],
    'output.bias': [classCount],
  }).map(([name, shape]) => [name, { shape, values: drawn(shape, 0) }] as const);
  const encoder = encoderSources(new Map(tensors), wholeModel, config, 0);
  return new Map([...encoder, ...headSources(new Map(head), { rateScale: 1 })]);
}
