// `npm run bench:few-shot`: what a model reaches on 8 to 64 rows a label: the head, adapters (LoRA) by labels, and contrastive
// training (SetFit), with the app's own tokenizer, encoder and training, on WebAssembly in Chromium. No row watches the
// training. torch_few_shot.py does the same in PyTorch, faster where the processor multiplies in bfloat16.
// Less: HONE_BENCH_SETS=SST HONE_BENCH_ROWS=8,16 HONE_BENCH_DRAWS=3 HONE_BENCH_METHODS=head,contrastive
// HONE_BENCH_MODEL=all-MiniLM-L6-v2 HONE_BENCH_DEVICE=webgpu HONE_BENCH_TESTED=600.

import { test } from 'vitest';
import { defaultRecipe, suitedTo, type Depth, type Method, type Recipe } from '../../src/domain/recipe';
import { logitsOfExamples } from '../../src/inference/examples';
import { Pause } from '../../src/jobs/pause';
import { runContrastive } from '../../src/pipeline/train/trainContrastive';
import { examplesOf, targetsOf } from '../../src/pipeline/train/trainingExamples';
import { singleLabel } from '../../src/tasks/singleLabel';
import { startDevice } from '../../src/tensor/startDevice';
import { trainingRun } from '../support/trainingRun';
import { labelledSets, shippedModel, splitSet, type SplitSet } from './labelledSets';

/** A setting from the environment. */
const setting = (name: string, otherwise: string): string => String(import.meta.env[`HONE_BENCH_${name}`] ?? otherwise);
const numbers = (list: string) => list.split(',').map(Number);

const sets = { 'SST-2': 'SST-2, all rows', 'customer reviews': 'customer reviews', CLINC150: 'CLINC150' } as const;
const methods: Record<string, { depth: Depth; method: Method; epochs?: number }> = {
  head: { depth: 'head', method: 'lora' },
  // Three epochs of 16 rows would be three steps.
  lora: { depth: 'whole', method: 'lora', epochs: 10 },
  contrastive: { depth: 'whole', method: 'contrastive' },
};
function methodNamed(name: string): (typeof methods)[string] {
  const found = methods[name];
  if (found) return found;
  throw new RangeError(`No method is called ${name}: HONE_BENCH_METHODS knows ${Object.keys(methods).join(', ')}.`);
}
const model = setting('MODEL', '') === 'all-MiniLM-L6-v2' ? 'all-MiniLM-L6-v2' : 'e5-small-v2';
const kind = setting('DEVICE', '') === 'webgpu' ? 'webgpu' : 'wasm';
const draws = Array.from({ length: Number(setting('DRAWS', '10')) }, (_, index) => index + 1);
const asked = setting('METHODS', Object.keys(methods).join(',')).split(',');
const tested = Number(setting('TESTED', '100000'));

test('few rows', async () => {
  const { device, compute } = await startDevice(kind);
  const { base, tokenizer } = await shippedModel(model);
  console.log(`${model}, ${compute.kind} (${compute.adapter}), ${compute.threads} threads`);
  const accuracyOf = async ({ texts, set }: SplitSet, name: string, seed: number): Promise<number> => {
    const { depth, method, epochs } = methodNamed(name);
    const which = examplesOf(set, 'test').subarray(0, tested);
    const suited = suitedTo(depth, method, examplesOf(set, 'train').length);
    const recipe: Recipe = { ...defaultRecipe, depth, method, seed, ...suited, ...(epochs && { epochs }) };
    const accuracy = (logits: Float32Array) => singleLabel.metrics(targetsOf(set, which), logits, set).accuracy;
    if (method === 'contrastive') {
      const pause = new Pause(new AbortController().signal);
      const silent = { onProgress: () => {}, onPoint: () => {}, kept: null };
      const order = { ready: { compute, device, base }, set, texts, recipe, pause, ...silent };
      const { testLogits } = await runContrastive(order);
      return accuracy(testLogits.subarray(0, which.length * set.labels.length));
    }
    let reached = NaN;
    const finish: NonNullable<Parameters<typeof trainingRun>[1]>['finish'] = async (classifier, examples) => {
      reached = accuracy(await logitsOfExamples(classifier, examples, which));
    };
    await trainingRun({ device, base, set, texts, recipe }, { finish });
    return reached;
  };

  for (const [name, key] of Object.entries(sets)) {
    if (!name.includes(setting('SETS', ''))) continue;
    for (const rows of numbers(setting('ROWS', '8,16,64'))) {
      const split = await splitSet({ ...labelledSets[key], rowsOfLabel: rows }, tokenizer, false);
      for (const method of asked) {
        const started = performance.now();
        const reached: number[] = [];
        for (const seed of draws) reached.push(100 * (await accuracyOf(split(seed), method, seed)));
        const mean = reached.reduce((sum, own) => sum + own, 0) / reached.length;
        console.log(
          `${name}, ${rows} rows a label, ${method}: ${mean.toFixed(1)} (${reached.map((own) => own.toFixed(1)).join(' ')}); ` +
            `${((performance.now() - started) / 1000 / draws.length).toFixed(0)} s each`,
        );
      }
    }
  }
  console.log('SetFit as published: customer reviews, mpnet 88.5 at 8 rows a label and 90.4 at 64, MiniLM 71.6 at 8');
});
